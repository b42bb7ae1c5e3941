export const GET = ({ params, routePattern }) => Response.json({ route: "api/plus/a+b", routePattern, params });
