export const GET = ({ params, routePattern }) => Response.json({ route: "api/names/[camelCase]", routePattern, params });
