export const GET = ({ params, routePattern }) => Response.json({ route: "api/dir/index/index", routePattern, params });
