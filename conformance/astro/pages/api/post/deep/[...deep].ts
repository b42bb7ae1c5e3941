export const GET = ({ params, routePattern }) => Response.json({ route: "api/post/deep/[...deep]", routePattern, params });
