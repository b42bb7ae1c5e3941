export const GET = ({ params, routePattern }) => Response.json({ route: "[top].xml", routePattern, params });
