export const GET = ({ params, routePattern }) => Response.json({ route: "api/multi/[a].[b]", routePattern, params });
