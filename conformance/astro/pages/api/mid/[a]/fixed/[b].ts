export const GET = ({ params, routePattern }) => Response.json({ route: "api/mid/[a]/fixed/[b]", routePattern, params });
