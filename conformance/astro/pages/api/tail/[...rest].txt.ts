export const GET = ({ params, routePattern }) => Response.json({ route: "api/tail/[...rest].txt", routePattern, params });
