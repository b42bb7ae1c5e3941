export const GET = ({ params, routePattern }) => Response.json({ route: "api/case/lower", routePattern, params });
