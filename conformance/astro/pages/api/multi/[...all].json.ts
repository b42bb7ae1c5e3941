export const GET = ({ params, routePattern }) => Response.json({ route: "api/multi/[...all].json", routePattern, params });
