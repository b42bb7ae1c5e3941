export const GET = ({ params, routePattern }) => Response.json({ route: "api/priority/[...rest]/[id]/[...more]/b", routePattern, params });
