export const config = { runtime: 'edge' };

const answers = {
  text: () => new Response('text'), json: () => Response.json({ a: 1 }), bytes: () => new Response(new Uint8Array([1, 2, 255])), null: () => new Response(null), empty: () => new Response(''), nocontent: () => new Response(null, { status: 204 }), teapot: () => new Response('tea', { status: 418 }),
  form: () => new Response(new URLSearchParams({ a: '1' })), blob: () => new Response(new Blob(['b'], { type: 'text/x-b' })), cookies: () => { const headers = new Headers(); headers.append('set-cookie', 'a=1; Path=/'); headers.append('set-cookie', 'b=2; Expires=Thu, 01 Jan 1970 00:00:00 GMT'); return new Response('c', { headers }); },
  multi: () => { const headers = new Headers(); headers.append('x-multi', 'a'); headers.append('x-multi', 'b'); return new Response('m', { headers }); },
  length: () => new Response('12345', { headers: { 'content-length': '5' } }), etag: () => new Response('e', { headers: { etag: '"mine"' } }), cache: () => new Response('c', { headers: { 'cache-control': 'max-age=1' } }), redirect: () => Response.redirect('https://example.com/x', 308), redirectManual: () => new Response(null, { status: 302, headers: { location: 'https://example.com/m' } }),
  stream: () => new Response(new ReadableStream({ async start(controller) { for (const part of ['a', 'b', 'c']) { controller.enqueue(new TextEncoder().encode(part)); await new Promise((resolve) => setTimeout(resolve, 3)); } controller.close(); } })),
  unicode: () => new Response('héllo ✓'), big: () => new Response('w'.repeat(300000)), typed: () => new Response('<p>', { headers: { 'content-type': 'text/html' } }), string: () => 'string', object: () => ({ a: 1 }), number: () => 5, throw: () => { throw new Error('secret'); }, throwResponse: () => Promise.reject(new Error('x')), error: () => Response.error(), invalid: () => new Response('x', { status: 99 }), notFound: () => Response.json({ error: 'none' }, { status: 404 }), server: () => Response.json({ error: 'mine' }, { status: 500 }),
};
export default async function handler(request) { return answers[new URL(request.url).searchParams.get('v')](); }
