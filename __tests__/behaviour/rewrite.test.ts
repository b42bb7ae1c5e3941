import request from 'supertest';
import { apiRoutes, problemDetails, type ApiRoutesOptions } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';

declare global {
  var rewriteWentOn: (status: number) => void;
}

const describeTarget = `Response.json({
  path: context.url.pathname, search: context.url.search, params: context.params, pattern: context.routePattern,
  request: new URL(context.request.url).pathname, method: context.request.method })`;

const targets = {
  'items/[id].js': `exports.ALL = (context) => ${describeTarget};`,
  'echo.js': `exports.POST = async ({ request }) => new Response(await request.text(), { headers: { 'x-type': request.headers.get('content-type') } });`,
  'next-style/[id].js': `module.exports = (req, res) => res.status(201).json({ url: req.url, query: req.query, method: req.method });`,
  'express-style.js': `module.exports = (req, res, next) => res.status(202).send('express ' + req.originalUrl);`,
  'passes.js': `module.exports = (req, res, next) => next();`,
  'throws.js': `module.exports = (req, res) => { throw new Error('target'); };`,
};

describeExpress('rewrite', (express) => {
  const logger = createQuietLogger();
  beforeEach(() => {
    logger.warnings.length = 0;
    logger.errors.length = 0;
  });

  function createApp(files: Record<string, string>, options: ApiRoutesOptions = {}) {
    return express()
      .use(apiRoutes(writeRouteFiles({ ...targets, ...files }), { logger, csrf: false, ...options }))
      .use(problemDetails({ logger }));
  }

  const fromEndpoint = (payload: string) =>
    createApp({ 'from.js': `exports.ALL = (context) => context.rewrite(${payload});` });
  const fromMiddleware = (payload: string) =>
    createApp({
      'from/_middleware.js': `exports.onRequest = (context, next) => next(${payload});`,
      'from/index.js': `exports.ALL = () => new Response('not rewritten');`,
    });

  const expected = {
    path: '/api/items/7',
    search: '?a=1',
    params: { id: '7' },
    pattern: '/api/items/[id]',
    request: '/api/items/7',
    method: 'GET',
  };

  describe.each([
    ['context.rewrite()', fromEndpoint],
    ['next(payload)', fromMiddleware],
  ])('%s', (_name, create) => {
    it.each([
      ['a path', `'/api/items/7?a=1'`],
      ['a URL', `new URL('/api/items/7?a=1', context.url)`],
      ['a URL of another origin, of which the path counts', `'https://elsewhere.example/api/items/7?a=1'`],
      ['a Request', `new Request(new URL('/api/items/7?a=1', context.url))`],
    ])('takes %s', async (_what, payload) => {
      const response = await request(create(payload)).get('/api/from?b=2');
      expect(response.body).toEqual(expected);
    });

    it('keeps method, type and body', async () => {
      const response = await request(create(`'/api/echo'`)).post('/api/from').type('text/css').send('a{}');
      expect(response.text).toBe('a{}');
      expect(response.headers['x-type']).toMatch(/^text\/css/);
    });

    it('keeps the body when the request was looked at before', async () => {
      const response = await request(create(`(context.request.headers, '/api/echo')`))
        .post('/api/from')
        .type('text')
        .send('x');
      expect(response.text).toBe('x');
    });

    it('sends the body of a Request it is given', async () => {
      const payload = `new Request(new URL('/api/echo', context.url), { method: 'POST', body: 'mine', headers: { 'content-type': 'text/plain' } })`;
      const response = await request(create(payload)).post('/api/from');
      expect(response.text).toBe('mine');
    });

    it('is an error once the body was read', async () => {
      const app = createApp({
        'from.js': `exports.POST = async (context) => { await context.request.text(); return context.rewrite('/api/echo'); };`,
      });
      expect((await request(app).post('/api/from').type('text').send('x')).status).toBe(500);
      expect(String(logger.errors[0])).toContain('after the body was read');
    });

    it('is 404 where nothing matches', async () => {
      const response = await request(create(`'/api/nowhere'`)).get('/api/from');
      expect([response.status, response.body.code]).toEqual([404, 'rewrite_target_not_found']);
    });

    it('is 405 where the target lacks the method', async () => {
      expect((await request(create(`'/api/echo'`)).delete('/api/from')).status).toBe(405);
    });

    it('reaches a Next-style file', async () => {
      const response = await request(create(`'/api/next-style/7?a=1'`)).get('/api/from');
      expect(response.status).toBe(201);
      expect(response.body).toEqual({ url: '/api/next-style/7?a=1', query: { a: '1', id: '7' }, method: 'GET' });
      expect(logger.errors).toEqual([]);
    });

    it('goes on once an Express-style file has answered', async () => {
      const wentOn = new Promise<number>((resolve) => (global.rewriteWentOn = resolve));
      const app = create(
        `'/api/express-style').then((response) => { globalThis.rewriteWentOn(response.status); return response; }`,
      );
      await request(app).get('/api/from');
      expect(await wentOn).toBe(202);
    });

    it('reaches an Express-style file', async () => {
      const response = await request(create(`'/api/express-style'`)).get('/api/from');
      expect([response.status, response.text]).toEqual([202, 'express /api/from']);
      expect(logger.errors).toEqual([]);
    });

    it('passes where the target passes', async () => {
      const app = express()
        .use(create(`'/api/passes'`))
        .use((req, res) => void res.end(`by hand ${req.url}`));
      expect((await request(app).get('/api/from')).text).toBe('by hand /api/from');
    });

    it('hands the error of its target on, and the request as it was', async () => {
      const directory = writeRouteFiles({
        ...targets,
        'from.js': `exports.GET = (context) => context.rewrite('/api/throws');`,
      });
      const app = express()
        .use(apiRoutes(directory, { logger }))
        .use(((error, req, res, _next) => {
          res.json({
            error: error.message,
            url: req.url,
            query: req.query,
            ownParams: req.params,
            cookies: req.cookies ?? null,
          });
        }) as import('express').ErrorRequestHandler);
      expect((await request(app).get('/api/from?b=2')).body).toEqual({
        error: 'target',
        url: '/api/from?b=2',
        query: { b: '2' },
        ownParams: {},
        cookies: null,
      });
    });

    it('counts a circle as 508', async () => {
      const app = createApp({
        'a.js': `exports.GET = (context) => context.rewrite('/api/b');`,
        'b.js': `exports.GET = (context) => context.rewrite('/api/a');`,
      });
      expect((await request(app).get('/api/a')).status).toBe(508);
    });

    it('follows the mount path, given with it or without', async () => {
      for (const path of ['/v1/api/items/7', '/api/items/7']) {
        const files = { ...targets, 'from.js': `exports.GET = (context) => context.rewrite('${path}');` };
        const app = express().use('/v1', apiRoutes(writeRouteFiles(files), { logger }));
        const { body } = await request(app).get('/v1/api/from');
        expect(body).toMatchObject({ path: '/v1/api/items/7', params: { id: '7' }, request: '/v1/api/items/7' });
      }
    });
  });

  it('merges cookies, those of the target winning', async () => {
    const app = createApp({
      'from.js': `exports.GET = ({ cookies, rewrite }) => { cookies.set('a', 'from'); cookies.set('b', 'from'); return rewrite('/api/to'); };`,
      'to.js': `exports.GET = ({ cookies }) => { const seen = cookies.get('b').value; cookies.set('a', 'to'); return new Response(seen); };`,
    });
    const response = await request(app).get('/api/from');
    expect(response.text).toBe('from');
    expect([...(response.headers['set-cookie'] as unknown as string[])].sort()).toEqual(['a=to', 'b=from']);
  });

  it('runs the middleware of the target', async () => {
    const app = createApp({
      'from.js': `exports.GET = ({ rewrite }) => rewrite('/api/secret/file');`,
      'secret/_middleware.js': `module.exports = (req, res) => res.status(401).end('login');`,
      'secret/file.js': `exports.GET = () => new Response('secret');`,
    });
    const response = await request(app).get('/api/from');
    expect([response.status, response.text]).toEqual([401, 'login']);
  });

  it('next(payload) does not run the middleware above it again', async () => {
    const app = createApp({
      '_middleware.js': `exports.onRequest = [].concat((context, next) => {
        context.locals.runs = (context.locals.runs ?? 0) + 1;
        return next('/api/inner/to');
      })[0];`,
      'from.js': `exports.GET = () => new Response('not rewritten');`,
      'inner/_middleware.js': `exports.onRequest = ({ locals }, next) => { locals.inner = true; return next(); };`,
      'inner/to.js': `exports.GET = ({ locals }) => Response.json(locals);`,
    });
    const response = await request(app).get('/api/from');
    expect(response.body).toEqual({ runs: 1, inner: true });
  });

  it('cannot leave the routes', async () => {
    for (const path of ['/etc/passwd', '//evil.example/api', '/api/../secret', '*', '']) {
      const response = await request(fromEndpoint(JSON.stringify(path))).get('/api/from');
      expect([path, response.status]).toEqual([path, path === '' ? 508 : 404]);
    }
  });
});
