export const GET = ({ params, routePattern }) => Response.json({ route: "api/multi/[x]-post", routePattern, params });
