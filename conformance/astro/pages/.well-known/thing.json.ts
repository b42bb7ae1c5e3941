export const GET = ({ params, routePattern }) => Response.json({ route: ".well-known/thing.json", routePattern, params });
