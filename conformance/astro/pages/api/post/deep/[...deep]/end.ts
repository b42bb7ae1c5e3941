export const GET = ({ params, routePattern }) => Response.json({ route: "api/post/deep/[...deep]/end", routePattern, params });
