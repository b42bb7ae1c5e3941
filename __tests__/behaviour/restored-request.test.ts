import { createServer } from 'node:http';
import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';

const files = {
  'astro/[id].ts': `export const GET = () => new Response('x');`,
  'next/[id].ts': `export default (req, res) => res.json({ query: req.query });`,
  'edge/[id].ts': `export const runtime = 'edge'; export default () => new Response('x');`,
  'class/[id].ts': `export default class C { get() { return new Response('x'); } }`,
  'express/[id].ts': `export default [(req, res) => res.send('x')];`,
  'throws-next/[id].ts': `export default (req, res) => { req.query.mine = '1'; req.cookies.mine = '1'; throw new Error('broken'); };`,
  'throws-astro/[id].ts': `export const GET = () => { throw new Error('broken'); };`,
  'throws-express/[id].ts': `export default [(req, res) => { throw new Error('broken'); }];`,
  'passes/[id].ts': `export default [(req, res, next) => next()];`,
  'passes-by-method/[id].ts': `export const config = { style: 'express' }; import { handlers } from 'express-pages-api'; export default handlers({ post: (req, res) => res.end() });`,
  'router/index.ts': `import express from ${JSON.stringify(require.resolve('express'))}; export default express.Router();`,
  'narrow/index.ts': `export default [(req, res, next) => next()];`,
  'narrow/[...rest].ts': `export const GET = ({ req, params }) => Response.json({ params: req.params, route: req.route.path, rest: params.rest ?? null });`,
};

describeExpress('req while a route serves it', (express) => {
  const directory = writeRouteFiles(files);

  it.each(['astro', 'next', 'edge', 'class', 'express'])(
    'shows loggers the pattern and not the id (%s)',
    async (style) => {
      const seen: unknown[] = [];
      const app = express();
      app.use((req, res, next) => {
        res.on('finish', () => seen.push(req.baseUrl + String(req.route.path), { ...req.params }));
        next();
      });
      await request(app.use('/v1', apiRoutes(directory)))
        .get(`/v1/api/${style}/7`)
        .expect(200);
      expect(seen).toEqual([`/v1/api/${style}/[id]`, { id: '7' }]);
    },
  );

  it('shows the wider route once a narrower one has passed', async () => {
    const response = await request(express().use(apiRoutes(directory))).get('/api/narrow');
    expect(response.body).toEqual({ params: {}, route: '/api/narrow/[...rest]', rest: null });
  });
});

describeExpress('req and res after a route', (express) => {
  const directory = writeRouteFiles(files);

  /** What a middleware can see of a request: taken before us and after us, it must be the same. */
  const look = (req: any, res: any) => ({
    url: req.url,
    originalUrl: req.originalUrl,
    baseUrl: req.baseUrl,
    path: req.path,
    params: req.params,
    hasRoute: Object.hasOwn(req, 'route'),
    route: req.route,
    query: { ...req.query },
    cookies: req.cookies,
    helpers: [res.json, res.send, res.status, res.redirect],
    prototypes: [Object.getPrototypeOf(req), Object.getPrototypeOf(res)],
    ownOfReq: Object.keys(req).sort(),
    ownOfRes: Object.keys(res).sort(),
    locals: res.locals,
    next: typeof req.next,
  });

  const appWith = (prepare: (app: any) => void = () => {}) => {
    const looks: any[] = [];
    const app = express();
    prepare(app);
    app.use('/v1', (req, res, next) => {
      looks.push(look(req, res));
      next();
    });
    app.use('/v1', apiRoutes(directory, { logger: createQuietLogger() }));
    app.use('/v1', (req, res) => {
      looks.push(look(req, res));
      res.status(404).json({ via: 'next()' });
    });
    app.use('/v1', (_error: unknown, req: any, res: any, _next: any) => {
      looks.push(look(req, res));
      res.status(500).json({ via: 'next(err)' });
    });
    return { app, looks };
  };

  it.each(['passes/7', 'passes-by-method/7', 'router/below', 'unknown'])(
    'are as before after next() (%s)',
    async (path) => {
      const { app, looks } = appWith();
      const response = await request(app).get(`/v1/api/${path}?a=1&b=2`);
      expect(response.body).toEqual({ via: 'next()' });
      expect(looks[1]).toEqual(looks[0]);
    },
  );

  it.each(['throws-next/7', 'throws-astro/7', 'throws-express/7', 'astro/%zz'])(
    'are as before after next(err) (%s)',
    async (path) => {
      const { app, looks } = appWith();
      const response = await request(app).get(`/v1/api/${path}?a=1&b=2`);
      expect(response.body).toEqual({ via: 'next(err)' });
      expect(looks[1]).toEqual(looks[0]);
    },
  );

  it('are as before when earlier middleware has put properties there itself', async () => {
    const json = (value: unknown) => value;
    const { app, looks } = appWith((a) =>
      a.use((req: any, res: any, next: any) => {
        req.cookies = { earlier: '1' };
        Object.defineProperty(req, 'query', {
          value: { fixed: '1' },
          configurable: true,
          enumerable: true,
          writable: true,
        });
        res.redirect = json;
        next();
      }),
    );
    await request(app).get('/v1/api/throws-next/7?a=1').set('Cookie', 'late=2');
    expect(looks[1]).toEqual(looks[0]);
    expect(looks[1].cookies).toEqual({ earlier: '1' });
    expect(looks[1].helpers[3]).toBe(json);
  });

  it('let Express send the error with its own helpers', async () => {
    const { app } = appWith();
    const response = await request(app).get('/v1/api/throws-next/7');
    expect(response.headers['etag']).toMatch(/^W\//);
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('are those of the router they are mounted in', async () => {
    const app = express();
    const router = express.Router({ mergeParams: true });
    router.use(apiRoutes(directory));
    router.use((req, res) => void res.json({ params: req.params, baseUrl: req.baseUrl, url: req.url }));
    app.use('/:tenant', router);
    const response = await request(app).get('/acme/api/passes/7');
    expect(response.body).toEqual({ params: { tenant: 'acme' }, baseUrl: '/acme', url: '/api/passes/7' });
  });
});

describe('req and res of a bare server after a route', () => {
  const look = (req: any, res: any) => ({
    ownOfReq: Object.keys(req).sort(),
    ownOfRes: Object.keys(res).sort(),
    shown: [req.url, req.query, req.cookies, req.body, req.params, req.route, req.baseUrl],
    helpers: [res.status, res.json, res.send, res.redirect, res.setDraftMode, res.revalidate],
  });

  it.each([
    ['nothing', 'throws-next/7', {}, {}],
    ['a helper', 'throws-next/7', {}, { send: 'own' }],
    ['cookies', 'throws-next/7', { cookies: { own: '1' } }, {}],
    ['nothing', 'throws-astro/7', {}, {}],
  ])('are as before where %s was there (%s)', async (_what, path, ownOfReq, ownOfRes) => {
    const routes = apiRoutes(writeRouteFiles(files), { logger: createQuietLogger() });
    const looks: unknown[] = [];
    const server = createServer((req, res) => {
      Object.assign(req, ownOfReq);
      Object.assign(res, ownOfRes);
      looks.push(look(req, res));
      routes(req, res, (error: Error) => {
        looks.push(look(req, res));
        res.end(error.message);
      });
    });
    const response = await request(server).get(`/api/${path}?a=1`);
    expect(response.text).toBe('broken');
    expect(looks[1]).toEqual(looks[0]);
  });
});
