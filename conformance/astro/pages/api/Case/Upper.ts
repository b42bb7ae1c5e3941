export const GET = ({ params, routePattern }) => Response.json({ route: "api/Case/Upper", routePattern, params });
