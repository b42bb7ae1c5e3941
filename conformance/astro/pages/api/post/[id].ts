export const GET = ({ params, routePattern }) => Response.json({ route: "api/post/[id]", routePattern, params });
