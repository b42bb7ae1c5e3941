export const GET = ({ params, routePattern }) => Response.json({ route: "api/mid/[...all]/end", routePattern, params });
