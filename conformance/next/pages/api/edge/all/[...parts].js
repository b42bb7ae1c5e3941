export const config = { runtime: 'edge' };
export default (request) => { const url = new URL(request.url); return Response.json({ path: url.pathname, parts: url.searchParams.getAll('parts'), x: url.searchParams.get('x') }); };
