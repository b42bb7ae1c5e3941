import { createServer } from 'node:http';
import request from 'supertest';
import { apiRoutes, problemDetails, type ApiRoutesOptions } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';

describeExpress('Express-style files', (express) => {
  const logger = createQuietLogger();
  const installed = JSON.stringify(require.resolve(express === require('express') ? 'express' : 'express4'));
  beforeEach(() => void (logger.errors.length = logger.warnings.length = 0));

  function createApp(files: Record<string, string>, options: ApiRoutesOptions = {}) {
    return express()
      .use(apiRoutes(writeRouteFiles(files), { logger, ...options }))
      .use((req, res) => void res.status(404).json({ missed: req.originalUrl, url: req.url, baseUrl: req.baseUrl }))
      .use(problemDetails({ logger }));
  }

  describe('a router', () => {
    const files = {
      'users.js': `const router = require(${installed}).Router({ mergeParams: true });
        const see = (req, res) => res.json({ params: req.params, url: req.url, baseUrl: req.baseUrl, originalUrl: req.originalUrl });
        router.get('/', see);
        router.get('/fail', (req, res, next) => next(Object.assign(new Error('secret'), { status: 503 })));
        router.get('/leave', (req, res, next) => next('router'));
        router.post('/', (req, res) => res.json(req.body));
        router.get('/:id', see);
        router.get('/:id/posts/:post', see);
        module.exports = router;`,
      'users/me.js': `exports.GET = () => new Response('me');`,
      'teams/[team]/users.js': `const router = require(${installed}).Router({ mergeParams: true });
        router.get('/:id', (req, res) => res.json({ params: req.params, baseUrl: req.baseUrl }));
        module.exports = router;`,
      '[...rest].js': `exports.GET = ({ params }) => new Response('wider ' + params.rest);`,
    };
    const app = createApp(files);

    it.each([
      ['/api/users', { params: {}, url: '/', baseUrl: '/api/users' }],
      ['/api/users?a=1', { params: {}, url: '/?a=1', baseUrl: '/api/users' }],
      ['/api/users/7', { params: { id: '7' }, url: '/7', baseUrl: '/api/users' }],
      ['/api/users/7/posts/8?b=2', { params: { id: '7', post: '8' }, url: '/7/posts/8?b=2', baseUrl: '/api/users' }],
    ])('answers %s as if app.use had mounted it', async (url, seen) => {
      expect((await request(app).get(url)).body).toEqual({ ...seen, originalUrl: url });
    });

    it('stands behind the files below its URL', async () => {
      expect((await request(app).get('/api/users/me')).text).toBe('me');
    });

    it('keeps the parameters of its folders', async () => {
      expect((await request(app).get('/api/teams/a%2Fb/users/7')).body).toEqual({
        params: { team: 'a/b', id: '7' },
        baseUrl: '/api/teams/a%2Fb/users',
      });
    });

    it('reads JSON as if express.json() stood before it', async () => {
      expect((await request(app).post('/api/users').send({ a: 1 })).body).toEqual({ a: 1 });
    });

    it.each([
      ['a miss', '/api/users/7/unknown', 'wider users/7/unknown'],
      ['next("router")', '/api/users/leave', 'wider users/leave'],
    ])('leaves %s to the next wider route', async (_what, url, text) => {
      expect((await request(app).get(url)).text).toBe(text);
    });

    it('leaves the request as it was when nothing answers', async () => {
      const response = await request(app).delete('/api/users/7').type('json');
      expect(response.status).toBe(405);
      const alone = createApp({ 'users.js': files['users.js'] });
      expect((await request(alone).delete('/api/users/7?x=1')).body).toEqual({
        missed: '/api/users/7?x=1',
        url: '/api/users/7?x=1',
        baseUrl: '',
      });
    });

    it('hands its errors to the app', async () => {
      const response = await request(app).get('/api/users/fail');
      expect(response.status).toBe(503);
      expect(response.text).not.toContain('secret');
    });

    it('follows the mount path of the app', async () => {
      const mounted = express().use('/v1', apiRoutes(writeRouteFiles(files), { logger }));
      expect((await request(mounted).get('/v1/api/users/7')).body).toMatchObject({
        baseUrl: '/v1/api/users',
        originalUrl: '/v1/api/users/7',
      });
    });

    it('may be an app', async () => {
      const withApp = createApp({
        'sub.js': `const app = require(${installed})(); app.get('/x', (req, res) => res.send('sub ' + req.baseUrl)); module.exports = app;`,
      });
      expect((await request(withApp).get('/api/sub/x')).text).toBe('sub /api/sub');
    });
  });

  describe('functions', () => {
    const app = createApp({
      'three.js': `module.exports = (req, res, next) => res.json({ params: req.params, path: req.route.path, body: req.body ?? null });`,
      'list.js': `module.exports = [(req, res, next) => { req.user = 'ann'; next(); }, [(req, res, next) => next()], (req, res) => res.send(req.user)];`,
      'items/[id]/[...rest].js': `module.exports = (req, res, next) => res.json(req.params);`,
      'skip.js': `module.exports = [(req, res, next) => next('route'), (req, res) => res.send('not skipped')];`,
      'pass.js': `module.exports = (req, res, next) => next();`,
      'fail.js': `module.exports = (req, res, next) => next(Object.assign(new Error('shown'), { status: 418, expose: true }));`,
      'throw.js': `module.exports = (req, res, next) => { throw Object.assign(new Error('shown'), { status: 418, expose: true }); };`,
      'reject.js': `module.exports = async (req, res, next) => { throw Object.assign(new Error('shown'), { status: 418, expose: true }); };`,
      'thenable.js': `module.exports = (req, res, next) => ({ then(_done, fail) { fail(Object.assign(new Error('shown'), { status: 418, expose: true })); } });`,
      'reject-undefined.js': `module.exports = async (req, res, next) => { throw undefined; };`,
      'handled.js': `module.exports = [
        (req, res, next) => next(new Error('one')),
        (req, res) => res.send('skipped on error'),
        (error, req, res, next) => next(new Error(error.message + ' two')),
        (error, req, res, next) => res.status(409).send(error.message),
      ];`,
      'recovered.js': `module.exports = [
        (req, res, next) => { throw new Error('one'); },
        (error, req, res, next) => next(),
        (req, res) => res.send('recovered'),
      ];`,
      'twice.js': `module.exports = [(req, res, next) => { next(); next(); }, (req, res) => res.send('once')];`,
      'router/[x].js': `module.exports = (req, res, next) => next('router');`,
      '[wider].js': `module.exports = (req, res, next) => res.send('wider ' + req.params.wider);`,
    });

    it('of three parameters are Express handlers', async () => {
      const { body } = await request(app).post('/api/three').send({ a: 1 });
      expect(body).toEqual({ params: {}, path: '/api/three', body: { a: 1 } });
    });

    it('in a list run one after the other', async () => {
      expect((await request(app).get('/api/list')).text).toBe('ann');
    });

    it('get a catch-all as an array', async () => {
      expect((await request(app).get('/api/items/a%20b/c%2Fd/e')).body).toEqual({ id: 'a b', rest: ['c/d', 'e'] });
    });

    it.each(['skip', 'pass'])('leave the route: %s', async (name) => {
      expect((await request(app).get(`/api/${name}`)).text).toBe(`wider ${name}`);
    });

    it('leave for the app when there is no wider route', async () => {
      expect((await request(app).get('/api/router/1')).body).toEqual({
        missed: '/api/router/1',
        url: '/api/router/1',
        baseUrl: '',
      });
    });

    it.each(['fail', 'throw', 'reject', 'thenable'])('hand errors to the app: %s', async (name) => {
      const response = await request(app).get(`/api/${name}`);
      expect([response.status, response.body.detail]).toEqual([418, 'shown']);
    });

    it('that reject with undefined have failed', async () => {
      expect((await request(app).get('/api/reject-undefined')).status).toBe(500);
    });

    it('of four parameters in a list take errors', async () => {
      const handled = await request(app).get('/api/handled');
      expect([handled.status, handled.text]).toEqual([409, 'one two']);
      expect((await request(app).get('/api/recovered')).text).toBe('recovered');
    });

    it('may call next() once', async () => {
      expect((await request(app).get('/api/twice')).text).toBe('once');
      expect(logger.warnings).toEqual([expect.stringContaining('next() twice')]);
    });
  });

  describe("defaultExport: 'express'", () => {
    const files = { 'a.js': `module.exports = (req, res) => res.send({ redirectsAs: typeof res.sendFile });` };

    it('reads a plain function as an Express handler', async () => {
      const app = createApp(files, { defaultExport: 'express' });
      expect((await request(app).get('/api/a')).body).toEqual({ redirectsAs: 'function' });
    });

    it('gives way to config.style', () => {
      const directory = writeRouteFiles({
        'a.js': `exports.config = { style: 'next' }; exports.default = (req, res) => {};`,
        'b.js': `exports.default = (req, res) => {};`,
      });
      const { routes } = apiRoutes(directory, { defaultExport: 'express' });
      expect(routes.map(({ style }) => style)).toEqual(['next', 'express']);
    });

    it('is one file’s choice with config.style', () => {
      const directory = writeRouteFiles({
        'a.js': `exports.config = { style: 'express' }; exports.default = (req, res) => {};`,
      });
      expect(apiRoutes(directory).routes[0]!.style).toBe('express');
    });
  });

  describe('on a bare http server', () => {
    const server = createServer(
      apiRoutes(
        writeRouteFiles({
          'json.js': `module.exports = (req, res, next) => res.status(201).cookie('a', '1').json({ q: req.query, type: req.get('content-type') ?? null, body: req.body ?? null });`,
          'redirect.js': `module.exports = (req, res, next) => res.redirect('/api/json');`,
          'router.js': `const router = require(${installed}).Router(); router.get('/:id', (req, res) => res.send('id ' + req.params.id)); module.exports = router;`,
          'pass.js': `module.exports = (req, res, next) => next();`,
          'fail.js': `module.exports = (req, res, next) => next(new Error('secret'));`,
        }),
        { logger },
      ),
    );

    it('req and res are those of Express', async () => {
      const response = await request(server).post('/api/json?a=1').send({ b: 2 });
      expect(response.status).toBe(201);
      expect(response.headers['set-cookie']).toEqual(['a=1; Path=/']);
      expect(response.body).toEqual({ q: { a: '1' }, type: 'application/json', body: { b: 2 } });
    });

    it('redirects, routes, misses and fails', async () => {
      expect((await request(server).get('/api/redirect')).headers['location']).toBe('/api/json');
      expect((await request(server).get('/api/router/7')).text).toBe('id 7');
      expect((await request(server).get('/api/pass')).status).toBe(404);
      const failed = await request(server).get('/api/fail');
      expect([failed.status, failed.text.includes('secret')]).toEqual([500, false]);
    });
  });
});
