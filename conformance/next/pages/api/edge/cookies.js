export const config = { runtime: 'edge' };
export default (request) => Response.json({ a: request.cookies.get('a')?.value ?? null, has: request.cookies.has('b'), all: request.cookies.getAll().map(({ name, value }) => [name, value]) });
