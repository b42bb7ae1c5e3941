export const config = { runtime: 'edge' };
export default (request) => { const url = new URL(request.url); return Response.json({ path: url.pathname, search: url.search, kind: request.nextUrl.searchParams.get('kind'), all: url.searchParams.getAll('kind') }); };
