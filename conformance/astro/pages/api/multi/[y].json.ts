export const GET = ({ params, routePattern }) => Response.json({ route: "api/multi/[y].json", routePattern, params });
