export const GET = ({ params, routePattern }) => Response.json({ route: "api/post/[...rest]", routePattern, params });
