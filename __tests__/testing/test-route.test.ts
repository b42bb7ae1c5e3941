import { testRoute } from 'express-pages-api/testing';

/** Answers with what it was asked. */
const echo = {
  ALL: async ({ request, locals, url }: { request: Request; locals: object; url: URL }) =>
    Response.json({
      method: request.method,
      path: url.pathname + url.search,
      type: request.headers.get('content-type'),
      text: await request.text(),
      locals,
    }),
  config: { csrf: false },
};

async function ask(options?: Parameters<typeof testRoute>[1]): Promise<Record<string, unknown>> {
  const response = await testRoute(echo, options);
  return (await response.json()) as Record<string, unknown>;
}

describe('testRoute()', () => {
  it('asks with GET for the root, without a body, when it is told nothing', async () => {
    expect(await ask()).toEqual({ method: 'GET', path: '/', type: null, text: '', locals: {} });
  });

  it.each<[string, object, string]>([
    ['an object', { a: [1] }, '{"a":[1]}'],
    ['an array', [1, null], '[1,null]'],
  ])('posts %s as JSON', async (_what, body, text) => {
    expect(await ask({ body })).toMatchObject({ method: 'POST', type: 'application/json', text });
  });

  it('keeps the type that JSON is given', async () => {
    const headers = { 'Content-Type': 'application/problem+json' };
    expect(await ask({ body: { a: 1 }, headers })).toMatchObject({ type: 'application/problem+json', text: '{"a":1}' });
  });

  it.each<[string, NonNullable<RequestInit['body']>, string | null, string]>([
    ['text', 'a=1', 'text/plain;charset=UTF-8', 'a=1'],
    ['fields', new URLSearchParams({ a: 'ü' }), 'application/x-www-form-urlencoded;charset=UTF-8', 'a=%C3%BC'],
    ['bytes', new Uint8Array([0x68, 0x69]), null, 'hi'],
  ])('posts %s as fetch does', async (_what, body, type, text) => {
    expect(await ask({ body })).toMatchObject({ method: 'POST', type, text });
  });

  it('posts a stream', async () => {
    const body = new Blob(['in ', 'parts']).stream();
    expect(await ask({ body, method: 'PUT' })).toMatchObject({ method: 'PUT', text: 'in parts' });
  });

  it('hands over the locals that earlier middleware would have left', async () => {
    expect(await ask({ locals: { user: 'ada' } })).toMatchObject({ locals: { user: 'ada' } });
  });

  it('asks for the URL it is given, whatever the parameters', async () => {
    expect(await ask({ params: { id: '7' }, url: '/elsewhere?page=2' })).toMatchObject({ path: '/elsewhere?page=2' });
  });

  it('leaves out of the URL a parameter that has no value', async () => {
    expect(await ask({ route: '/docs/[[...path]]' })).toMatchObject({ path: '/docs' });
  });

  it('gives an answer without a body', async () => {
    const response = await testRoute({ GET: () => new Response(null, { status: 204 }) });
    expect([response.status, response.body]).toEqual([204, null]);
  });

  it('takes the promise of a module', async () => {
    const response = await testRoute(Promise.resolve({ GET: () => new Response('late') }));
    expect(await response.text()).toBe('late');
  });
});
