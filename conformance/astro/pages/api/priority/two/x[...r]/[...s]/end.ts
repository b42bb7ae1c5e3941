export const GET = ({ params, routePattern }) => Response.json({ route: "api/priority/two/x[...r]/[...s]/end", routePattern, params });
