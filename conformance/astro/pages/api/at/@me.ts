export const GET = ({ params, routePattern }) => Response.json({ route: "api/at/@me", routePattern, params });
