export const GET = ({ params, routePattern }) => Response.json({ route: "api/post/f[xx]", routePattern, params });
