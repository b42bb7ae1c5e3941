export const GET = ({ params, routePattern }) => Response.json({ route: "api/multi/pre-[x]", routePattern, params });
