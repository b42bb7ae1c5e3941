export const GET = ({ params, routePattern }) => Response.json({ route: "api/post/bar", routePattern, params });
