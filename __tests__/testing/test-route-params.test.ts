import { testRoute } from 'express-pages-api/testing';

const astro = { GET: ({ params }: { params: object }) => Response.json(params) };
const next = { default: (req: { query: object }, res: { json(body: object): void }) => res.json(req.query) };

describe('the parameters of testRoute()', () => {
  it.each(['a/b', 'a?b#c', '100%', 'a%2Fb', 'é x', '..'])('reach an Astro-style endpoint as %j', async (value) => {
    const response = await testRoute(astro, { route: '/files/[...path]', params: { path: value } });
    expect(await response.json()).toEqual({ path: value });
  });

  it.each(['a?b#c', '100%', 'a%2Fb', 'é x'])('reach a Next-style endpoint as %j', async (value) => {
    const response = await testRoute(next, { params: { id: value, list: [value, 'b'] } });
    expect(await response.json()).toEqual({ id: value, list: [value, 'b'] });
  });

  it('stand in the URL as a client would send them', async () => {
    const { GET } = { GET: ({ url }: { url: URL }) => new Response(url.pathname) };
    const response = await testRoute({ GET }, { route: '/files/[...path]', params: { path: 'a b/c?' } });
    expect(await response.text()).toBe('/files/a%20b/c%3F');
  });
});
