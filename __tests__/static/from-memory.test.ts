import request from 'supertest';
import { apiRoutes, type ApiRoutesOptions, problemDetails } from 'express-pages-api';
import { describeExpress, type ExpressModule } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';

const digits = 'exports.GET = () => new Response("0123456789");';
const counted = 'let n = 0; exports.GET = () => new Response(String(++n));';
const listed = `exports.getStaticPaths = () => [{ params: { id: 'a' }, props: { text: 'built' } }];
  exports.GET = ({ props }) => new Response(props.text);`;

describeExpress('static endpoints, from memory', (express: ExpressModule) => {
  function serveFiles(files: Record<string, string>, options: ApiRoutesOptions = { output: 'static' }) {
    const logger = createQuietLogger();
    const app = express();
    app.use(apiRoutes(writeRouteFiles(files), { logger, ...options }));
    app.use(problemDetails({ logger }));
    return app;
  }

  it('run once, at start-up; requests wait for it', async () => {
    const app = serveFiles({
      'n.js': `let n = 0; exports.GET = () => new Promise((resolve) => setTimeout(() => resolve(new Response(String(++n))), 50));`,
    });
    await request(app).get('/api/n').expect(200, '1');
    await request(app).get('/api/n').expect(200, '1');
  });

  it('have type, length and ETag', async () => {
    const { headers } = await request(serveFiles({ 'd.txt.js': digits }))
      .get('/api/d.txt')
      .expect(200);
    expect(headers).toMatchObject({ 'content-type': 'text/plain;charset=UTF-8', 'content-length': '10' });
    expect(headers['etag']).toMatch(/^"[\w-]{20,}"$/);
  });

  it('take the type of the extension where the answer has none', async () => {
    const app = serveFiles({ 'a.json.js': 'exports.GET = () => new Response(Buffer.from("{}"))' });
    await request(app).get('/api/a.json').expect('content-type', 'application/json; charset=utf-8');
  });

  it('keep headers of the endpoint and of its middleware, but no cookie', async () => {
    const app = serveFiles({
      '_middleware.js': 'module.exports = (req, res, next) => { res.setHeader("x-above", "1"); next(); };',
      'a.js': `exports.GET = (c) => { c.cookies.set('a', '1'); return new Response('a', { headers: { 'cache-control': 'max-age=60', 'set-cookie': 'b=1' } }); };`,
    });
    const { headers } = await request(app).get('/api/a').expect(200);
    expect(headers).toMatchObject({ 'cache-control': 'max-age=60', 'x-above': '1' });
    expect(headers['set-cookie']).toBeUndefined();
  });

  it('answer 304 to the same ETag', async () => {
    const app = serveFiles({ 'd.js': digits });
    const { headers } = await request(app).get('/api/d');
    const again = await request(app).get('/api/d').set('if-none-match', headers['etag']!).expect(304);
    expect(again.headers['etag']).toBe(headers['etag']);
  });

  it('answer HEAD with the length and no body', async () => {
    const { headers, text } = await request(serveFiles({ 'd.js': digits }))
      .head('/api/d')
      .expect(200);
    expect([headers['content-length'], text]).toEqual(['10', undefined]);
  });

  it('answer HEAD with the length of an empty file', async () => {
    const { headers } = await request(serveFiles({ 'd.js': "exports.GET = () => new Response('');" }))
      .head('/api/d')
      .expect(200);
    expect(headers['content-length']).toBe('0');
  });

  it.each([
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=8-', 206, '89', 'bytes 8-9/10'],
    ['bytes=0-1,4-5', 200, '0123456789', undefined],
    ['lines=1-2', 200, '0123456789', undefined],
    ['bytes=20-30', 416, '', 'bytes */10'],
  ])('answer Range: %s', async (range, status, text, contentRange) => {
    const response = await request(serveFiles({ 'd.js': digits }))
      .get('/api/d')
      .set('range', range);
    expect([response.status, response.text ?? '', response.headers['content-range']]).toEqual([
      status,
      text,
      contentRange,
    ]);
  });

  it('send the whole when If-Range names another version', async () => {
    const app = serveFiles({ 'd.js': digits });
    await request(app).get('/api/d').set('range', 'bytes=0-1').set('if-range', '"old"').expect(200);
    const { headers } = await request(app).get('/api/d');
    await request(app).get('/api/d').set('range', 'bytes=0-1').set('if-range', headers['etag']!).expect(206);
  });

  it('send the whole when If-Range names a weak ETag, even the one it has (RFC 9110 §13.1.5)', async () => {
    const app = serveFiles({
      'd.js': `exports.GET = () => new Response("0123456789", { headers: { etag: 'W/"w"' } });`,
    });
    await request(app).get('/api/d').set('range', 'bytes=0-1').set('if-range', 'W/"w"').expect(200, '0123456789');
  });

  it.each(['post', 'put', 'patch', 'delete'] as const)('answer 405 with Allow to %s', async (method) => {
    const app = serveFiles({ 'd.js': `${digits} exports.POST = () => new Response('never')` });
    await request(app)[method]('/api/d').expect(405).expect('allow', 'GET, HEAD, OPTIONS');
  });

  it('answer OPTIONS with 204 and Allow', async () => {
    await request(serveFiles({ 'd.js': digits }))
      .options('/api/d')
      .expect(204)
      .expect('allow', 'GET, HEAD, OPTIONS');
  });

  it('answer 404 to other methods when the app prefers it', async () => {
    await request(serveFiles({ 'd.js': digits }, { output: 'static', methodNotAllowed: 404 }))
      .post('/api/d')
      .expect(404);
  });

  it('leave paths that were not built to the next wider route, for every method', async () => {
    const app = serveFiles({
      '[id].js': listed,
      '[...all].js': `exports.prerender = false; exports.ALL = ({ request }) => new Response('live ' + request.method);`,
    });
    await request(app).get('/api/a').expect(200, 'built');
    await request(app).get('/api/b').expect(200, 'live GET');
    await request(app).post('/api/b').set('content-type', 'application/json').expect(200, 'live POST');
  });

  it('leave paths that were not built to the app, which has no route for them', async () => {
    await request(serveFiles({ '[id].js': listed }))
      .get('/api/b')
      .expect(404);
  });

  it('stay live with prerender = false', async () => {
    const app = serveFiles({ 'n.js': `exports.prerender = false; ${counted}` });
    await request(app).get('/api/n').expect('1');
    await request(app).get('/api/n').expect('2');
  });

  it('are static in a live app with prerender = true', async () => {
    const app = serveFiles({ 'n.js': `exports.prerender = true; ${counted}`, 'live.js': counted }, {});
    await request(app).get('/api/n').expect('1');
    await request(app).get('/api/n').expect('1');
    await request(app).get('/api/live').expect('1');
    await request(app).get('/api/live').expect('2');
  });

  it('see a GET without headers, query, client or cookies', async () => {
    const app = serveFiles({
      '[id].js': `exports.getStaticPaths = () => [{ params: { id: 'ä b' } }];
        exports.GET = (c) => Response.json([c.request.method, [...c.request.headers].length, c.url.href, c.isPrerendered, c.params, c.cookies.has('a')]);`,
    });
    await request(app)
      .get('/api/%C3%A4%20b?q=1')
      .set('cookie', 'a=1')
      .expect(200, ['GET', 0, 'http://localhost/api/%C3%A4%20b', true, { id: 'ä b' }, false]);
  });

  it('take their origin from site', async () => {
    const app = serveFiles(
      { 'a.js': 'exports.GET = ({ url }) => new Response(url.href)' },
      { output: 'static', site: 'https://example.com' },
    );
    await request(app).get('/api/a').expect('https://example.com/api/a');
  });

  it('may rewrite to another endpoint', async () => {
    const app = serveFiles({
      'a.js': 'exports.GET = ({ rewrite }) => rewrite("/api/b")',
      'b.js': 'exports.GET = ({ url, isPrerendered }) => Response.json([url.pathname, isPrerendered])',
    });
    await request(app).get('/api/a').expect(['/api/b', true]);
  });

  it('run onRequest with the endpoint and not again', async () => {
    const app = serveFiles({
      '_middleware.js': `let n = 0; exports.onRequest = async (c, next) => { const r = await next(); r.headers.set('x-runs', String(++n)); return r; };`,
      'a.js': digits,
    });
    await request(app).get('/api/a').expect('x-runs', '1');
    await request(app).get('/api/a').expect('x-runs', '1');
  });

  it('have the CORS headers of each request, with the methods that are left', async () => {
    const app = serveFiles({ 'a.js': digits }, { output: 'static', cors: { origin: 'https://a.example' } });
    await request(app)
      .get('/api/a')
      .set('origin', 'https://a.example')
      .expect('access-control-allow-origin', 'https://a.example');
    await request(app)
      .options('/api/a')
      .set({ origin: 'https://a.example', 'access-control-request-method': 'GET' })
      .expect('access-control-allow-methods', 'GET,HEAD,OPTIONS');
  });

  it('are classes, too', async () => {
    await request(serveFiles({ 'a.js': 'exports.default = class { get() { return new Response("class"); } }' }))
      .get('/api/a')
      .expect('class');
  });

  it('follow strict routing for a trailing slash', async () => {
    await request(serveFiles({ 'a.js': digits }))
      .get('/api/a/')
      .expect(200);
    await request(serveFiles({ 'a.json.js': digits }))
      .get('/api/a.json/')
      .expect(404);
  });

  it('may lie at the root and above others, which no folder could', async () => {
    const app = serveFiles({ 'index.js': digits, 'con.js': digits }, { output: 'static', basePath: '/' });
    await request(app).get('/').expect(200);
    await request(app).get('/con').expect(200);
  });

  it('show what they answer in the route table', async () => {
    const routes = apiRoutes(writeRouteFiles({ 'a.js': `${digits} exports.POST = () => new Response()` }), {
      output: 'static',
    });
    await routes.ready;
    expect(routes.routes[0]!.methods).toEqual(['GET', 'HEAD', 'OPTIONS']);
  });

  it('reject ready with file and path when one fails', async () => {
    const routes = apiRoutes(writeRouteFiles({ 'a.js': 'exports.GET = () => { throw new Error("no") }' }), {
      output: 'static',
    });
    await expect(routes.ready).rejects.toThrow(/api\/a\.js\n\s+\/api\/a: It threw Error: no/);
  });
});
