export const GET = ({ params, routePattern }) => Response.json({ route: "api/tilde/~home", routePattern, params });
