export const GET = ({ params, routePattern }) => Response.json({ route: "api/names/[with_under]/[d1]", routePattern, params });
