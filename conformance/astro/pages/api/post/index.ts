export const GET = ({ params, routePattern }) => Response.json({ route: "api/post/index", routePattern, params });
