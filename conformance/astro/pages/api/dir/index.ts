export const GET = ({ params, routePattern }) => Response.json({ route: "api/dir/index", routePattern, params });
