export const GET = ({ params, routePattern }) => Response.json({ route: "api/mid/one/[...rest]", routePattern, params });
