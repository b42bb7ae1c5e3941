export const GET = ({ params, routePattern }) => Response.json({ route: "api/mid/[a]/[c]/[b]", routePattern, params });
