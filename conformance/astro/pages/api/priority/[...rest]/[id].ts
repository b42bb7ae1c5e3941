export const GET = ({ params, routePattern }) => Response.json({ route: "api/priority/[...rest]/[id]", routePattern, params });
