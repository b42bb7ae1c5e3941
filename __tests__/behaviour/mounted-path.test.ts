import request from 'supertest';
import { apiRoutes, problemDetails } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';
import { sendRaw, serve } from '../support/serve';

const files = {
  'users/[id].ts': `export const GET = ({ request, url, params, req }) => Response.json({
    request: new URL(request.url).pathname + new URL(request.url).search, url: url.pathname + url.search, id: params.id,
    baseUrl: req.baseUrl, reqUrl: req.url, originalUrl: req.originalUrl });`,
  'next/[id].ts': `export default (req, res) => res.json({ url: req.url, query: req.query });`,
  'edge/[id].ts': `export const runtime = 'edge';
    export default (request) => Response.json({ url: new URL(request.url).pathname, next: request.nextUrl.pathname });`,
  'class/[id].ts': `export default class C { get({ url, request }) { return Response.json({ url: url.pathname, request: new URL(request.url).pathname }); } }`,
  'express/[id].ts': `export default [(req, res) => res.json({ url: req.url, baseUrl: req.baseUrl, originalUrl: req.originalUrl, params: req.params })];`,
};

describeExpress('a mount path', (express) => {
  const directory = writeRouteFiles(files);
  const routes = () => apiRoutes(directory, { logger: createQuietLogger() });

  it('is part of request.url and context.url', async () => {
    const response = await request(express().use('/v1', routes())).get('/v1/api/users/7?a=b%20c');
    expect(response.body).toEqual({
      request: '/v1/api/users/7?a=b%20c',
      url: '/v1/api/users/7?a=b%20c',
      id: '7',
      baseUrl: '/v1',
      reqUrl: '/api/users/7?a=b%20c',
      originalUrl: '/v1/api/users/7?a=b%20c',
    });
  });

  it("is part of Next's req.url", async () => {
    const response = await request(express().use('/v1', routes())).get('/v1/api/next/7?a=b%20c');
    expect(response.body).toEqual({ url: '/v1/api/next/7?a=b%20c', query: { a: 'b c', id: '7' } });
  });

  it('is part of the URL of an edge handler and of a class', async () => {
    const app = express().use('/v1', routes());
    const edge = await request(app).get('/v1/api/edge/7');
    expect(edge.body).toEqual({ url: '/v1/api/edge/7', next: '/v1/api/edge/7' });
    const byClass = await request(app).get('/v1/api/class/7');
    expect(byClass.body).toEqual({ url: '/v1/api/class/7', request: '/v1/api/class/7' });
  });

  it('is baseUrl for an Express-style handler', async () => {
    const response = await request(express().use('/v1', routes())).get('/v1/api/express/7');
    expect(response.body).toEqual({
      url: '/api/express/7',
      baseUrl: '/v1',
      originalUrl: '/v1/api/express/7',
      params: { id: '7' },
    });
  });

  it('adds up over nested routers', async () => {
    const inner = express.Router().use('/inner', routes());
    const outer = express.Router().use('/outer', inner);
    const response = await request(express().use('/app', outer)).get('/app/outer/inner/api/users/7');
    expect(response.body).toMatchObject({ request: '/app/outer/inner/api/users/7', baseUrl: '/app/outer/inner' });
  });

  it('adds up over a sub-app', async () => {
    const subApp = express().use('/inner', routes());
    const response = await request(express().use('/v1', subApp)).get('/v1/inner/api/users/7');
    expect(response.body).toMatchObject({ request: '/v1/inner/api/users/7', id: '7' });
  });

  it('may hold parameters', async () => {
    const response = await request(express().use('/:tenant', routes())).get('/acme/api/users/7');
    expect(response.body).toMatchObject({ request: '/acme/api/users/7', id: '7', baseUrl: '/acme' });
  });

  it.each(['/..', '/%2e%2e', '/.', '/a\\b', '/%00'])('is refused when it is %s', async (tenant) => {
    const { port } = await serve(
      express()
        .use('/:tenant', routes())
        .use(problemDetails({ logger: false })),
    );
    const ask = (path: string) => sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    expect(await ask(`${tenant}/api/users/7`)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await ask('/acme/api/users/7')).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('keeps its percent escapes', async () => {
    const response = await request(express().use('/:tenant', routes())).get('/a%20b/api/users/%C3%A9');
    expect(response.body).toMatchObject({ request: '/a%20b/api/users/%C3%A9', id: 'é' });
  });

  it('keeps two folders apart', async () => {
    const other = writeRouteFiles({
      'users/[id].ts': `export const GET = ({ url }) => new Response('other ' + url.pathname);`,
    });
    const app = express().use('/v1', routes()).use('/v2', apiRoutes(other));
    const first = await request(app).get('/v1/api/users/7');
    expect(first.body.url).toBe('/v1/api/users/7');
    const second = await request(app).get('/v2/api/users/7');
    expect(second.text).toBe('other /v2/api/users/7');
  });

  it('lets a second folder answer what the first does not have', async () => {
    const other = writeRouteFiles({
      'more.ts': `export const GET = ({ url }) => new Response('more ' + url.pathname);`,
    });
    const response = await request(express().use('/v1', routes(), apiRoutes(other))).get('/v1/api/more');
    expect(response.text).toBe('more /v1/api/more');
  });

  it('may be mounted with one middleware at two places', async () => {
    const shared = routes();
    const app = express().use('/v1', shared).use('/v2', shared);
    for (const version of ['v1', 'v2']) {
      const response = await request(app).get(`/${version}/api/users/7`);
      expect(response.body.request).toBe(`/${version}/api/users/7`);
    }
  });

  it('is what the client sent when a middleware before us has rewritten req.url', async () => {
    const app = express();
    app.use((req, _res, next) => {
      req.url = req.url.replace('/old', '/api');
      next();
    });
    const response = await request(app.use(routes())).get('/old/users/7');
    expect(response.body).toMatchObject({ id: '7', originalUrl: '/old/users/7' });
  });

  it('stays on after a router in a file has moved the URL', async () => {
    const expressPath = JSON.stringify(require.resolve('express'));
    const withRouter = writeRouteFiles({
      'tasks.ts': `import express from ${expressPath};
        const router = express.Router();
        router.get('/:id/steps', (req, res) => res.json({ url: req.url, baseUrl: req.baseUrl, originalUrl: req.originalUrl, id: req.params.id }));
        export default router;`,
    });
    const app = express().use('/v1', apiRoutes(withRouter, { logger: createQuietLogger() }));
    app.use((req, res) => void res.status(404).json({ url: req.url, baseUrl: req.baseUrl }));
    const hit = await request(app).get('/v1/api/tasks/3/steps?x=1');
    expect(hit.body).toEqual({
      url: '/3/steps?x=1',
      baseUrl: '/v1/api/tasks',
      originalUrl: '/v1/api/tasks/3/steps?x=1',
      id: '3',
    });
    const miss = await request(app).get('/v1/api/tasks/3/nothing');
    expect(miss.body).toEqual({ url: '/v1/api/tasks/3/nothing', baseUrl: '' });
  });
});
