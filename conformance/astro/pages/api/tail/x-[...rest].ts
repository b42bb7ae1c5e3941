export const GET = ({ params, routePattern }) => Response.json({ route: "api/tail/x-[...rest]", routePattern, params });
