import { AsyncLocalStorage } from 'node:async_hooks';
import request from 'supertest';
import { apiRoutes, problemDetails, type ApiRoutesOptions } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';
import { until } from '../support/serve';

/** Middleware text that notes its name on the way in; `trail` is what the endpoint finds. */
const trail = `const note = (name) => (req, res, next) => { (res.locals.trail ??= []).push(name); next(); };`;
const noteWeb = (name: string) =>
  `exports.onRequest = async ({ locals }, next) => {
    (locals.trail ??= []).push('${name} in');
    const response = await next();
    response.headers.append('x-trail', '${name} out');
    return response;
  };`;

const endpoints = {
  'next.js': `module.exports = (req, res) => res.status(200).json(res.locals.trail);`,
  'edge.js': `exports.config = { runtime: 'edge' }; exports.default = () => Response.json(null);`,
  'astro.js': `exports.GET = ({ locals }) => Response.json(locals.trail ?? null);`,
  'class.js': `exports.default = class Trail { get({ locals }) { return Response.json(locals.trail ?? null); } };`,
  'express.js': `module.exports = (req, res, next) => res.json(res.locals.trail);`,
  'router.js': `const router = require(${JSON.stringify(require.resolve('express'))}).Router();
    router.get('/', (req, res) => res.json(res.locals.trail));
    module.exports = router;`,
};
const names = Object.keys(endpoints).map((file) => file.replace('.js', ''));

describeExpress('middleware', (express) => {
  const logger = createQuietLogger();
  beforeEach(() => {
    logger.warnings.length = 0;
    logger.errors.length = 0;
  });

  function createApp(files: Record<string, string>, options: ApiRoutesOptions = {}) {
    return express()
      .use(apiRoutes(writeRouteFiles(files), { logger, csrf: false, ...options }))
      .use(problemDetails({ logger }));
  }

  function inFolder(folder: string, files: Record<string, string>): Record<string, string> {
    return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
  }

  describe('order', () => {
    const app = createApp({
      '_middleware.js': `${trail} exports.default = [note('root 1'), [note('root 2')]];
        exports.onRequest = ({ locals }, next) => { locals.trail.push('root onRequest'); return next(); };`,
      'a/_middleware.js': `${trail} module.exports = note('a');`,
      'a/b/_middleware.js': `exports.onRequest = async ({ locals }, next) => { locals.trail.push('b'); return next(); };`,
      ...inFolder('a/b', {
        ...endpoints,
        'own.js': `${trail} exports.middleware = [note('own 1'), note('own 2')];
          exports.GET = ({ locals }) => Response.json(locals.trail);`,
        'own-one.js': `${trail} exports.middleware = note('own');
          exports.default = (req, res) => res.status(200).json(res.locals.trail);`,
      }),
      'sibling/_middleware.js': `${trail} module.exports = note('sibling');`,
      'top.js': `exports.GET = ({ locals }) => Response.json(locals.trail);`,
    });
    const outside = ['root 1', 'root 2', 'root onRequest'];

    it.each(names.filter((name) => name !== 'edge'))('is outer to inner for %s', async (name) => {
      const response = await request(app).get(`/api/a/b/${name}`);
      expect(response.body).toEqual([...outside, 'a', 'b']);
    });

    it('puts the middleware of the file itself last', async () => {
      expect((await request(app).get('/api/a/b/own')).body).toEqual([...outside, 'a', 'b', 'own 1', 'own 2']);
      expect((await request(app).get('/api/a/b/own-one')).body).toEqual([...outside, 'a', 'b', 'own']);
    });

    it('leaves the middleware of other folders out', async () => {
      expect((await request(app).get('/api/top')).body).toEqual(outside);
    });
  });

  it('does not run for what matches no file', async () => {
    const app = createApp({
      '_middleware.js': `module.exports = (req, res) => res.status(418).end();`,
      'known.js': `exports.GET = () => new Response();`,
    });
    expect((await request(app).get('/api/unknown')).status).toBe(404);
    expect((await request(app).get('/api/known')).status).toBe(418);
  });

  it('runs before the method is looked at', async () => {
    const app = createApp({
      '_middleware.js': `module.exports = (req, res) => res.status(401).end();`,
      'known.js': `exports.GET = () => new Response();`,
    });
    expect((await request(app).delete('/api/known')).status).toBe(401);
    expect((await request(app).options('/api/known')).status).toBe(401);
  });

  describe.each(names)('above %s', (name) => {
    const files = { [`${name}.js`]: endpoints[`${name}.js` as keyof typeof endpoints] };

    it('a default function answers instead', async () => {
      const app = createApp({
        '_middleware.js': `module.exports = (req, res) => res.status(401).end('no');`,
        ...files,
      });
      const response = await request(app).get(`/api/${name}`);
      expect([response.status, response.text]).toEqual([401, 'no']);
    });

    it('onRequest answers instead', async () => {
      const app = createApp({
        '_middleware.js': `exports.onRequest = () => new Response('no', { status: 401 });`,
        ...files,
      });
      const response = await request(app).get(`/api/${name}`);
      expect([response.status, response.text]).toEqual([401, 'no']);
    });

    it.each([
      [
        'next(err)',
        `module.exports = (req, res, next) => next(Object.assign(new Error('secret'), { status: 503 }));`,
        503,
      ],
      ['a throw', `module.exports = () => { throw Object.assign(new Error('secret'), { status: 503 }); };`, 503],
      [
        'a rejection',
        `module.exports = async () => { throw Object.assign(new Error('secret'), { status: 503 }); };`,
        503,
      ],
      [
        'a rejection of a promise of its own kind',
        `module.exports = () => ({ then(_done, fail) { fail(Object.assign(new Error('secret'), { status: 503 })); } });`,
        503,
      ],
      [
        'a throw in onRequest',
        `exports.onRequest = () => { throw Object.assign(new Error('secret'), { status: 503 }); };`,
        503,
      ],
      ['a rejection with undefined', `module.exports = async () => { throw undefined; };`, 500],
    ])('%s reaches the error handlers', async (_how, text, status) => {
      const response = await request(createApp({ '_middleware.js': text, ...files })).get(`/api/${name}`);
      expect(response.status).toBe(status);
      expect(response.text).not.toContain('secret');
    });

    it('next() of onRequest resolves when the answer is there', async () => {
      const app = createApp({
        '_middleware.js': `exports.onRequest = async ({ locals }, next) => {
          const response = await next();
          locals.seen({ status: response.status, type: response.headers.get('content-type'), isResponse: response instanceof Response });
          return response;
        };`,
        ...files,
      });
      const seen: unknown[] = [];
      const outer = express()
        .use((_req, res, next) => {
          res.locals['seen'] = (value: unknown) => seen.push(value);
          next();
        })
        .use(app);
      // An app inside another has a `res.locals` of its own on neither version.
      const response = await request(outer).get(`/api/${name}`);
      expect(response.status).toBe(200);
      expect(seen).toEqual([{ status: 200, type: response.headers['content-type'], isResponse: true }]);
    });

    it('code behind "await next()" may return nothing', async () => {
      const app = createApp({
        '_middleware.js': `exports.onRequest = async (_, next) => { await next(); };`,
        ...files,
      });
      expect((await request(app).get(`/api/${name}`)).status).toBe(200);
    });
  });

  describe('onRequest', () => {
    const endpoint = { 'a.js': `exports.GET = () => new Response('endpoint', { headers: { 'x-from': 'endpoint' } });` };
    const get = (onRequest: string, files: Record<string, string> = endpoint) =>
      request(createApp({ '_middleware.js': `exports.onRequest = ${onRequest};`, ...files })).get('/api/a');

    it('uses the answer of next() when it returns nothing', async () => {
      expect((await get(`(_, next) => { next(); }`)).text).toBe('endpoint');
    });

    it('replaces the answer of next() with what it returns', async () => {
      const response = await get(`async (_, next) => { await next(); return new Response('replaced'); }`);
      expect(response.text).toBe('replaced');
      expect(response.headers).not.toHaveProperty('x-from');
    });

    it('may change the answer of next()', async () => {
      const response = await get(
        `async (_, next) => { const r = await next(); return new Response((await r.text()).toUpperCase(), r); }`,
      );
      expect(response.text).toBe('ENDPOINT');
      expect(response.headers['x-from']).toBe('endpoint');
    });

    it('may call next() twice: the endpoint runs twice', async () => {
      const response = await get(`async (_, next) => { await next(); await next(); }`, {
        'a.js': `let n = 0; exports.GET = () => new Response(String(++n));`,
      });
      expect(response.text).toBe('2');
    });

    it('that neither calls next() nor returns is an error that names the file', async () => {
      expect((await get(`() => {}`)).status).toBe(500);
      expect(String(logger.errors[0])).toMatch(/onRequest of _middleware.js must call next\(\) or return a Response/);
    });

    it.each(['null', '"text"', '{}', '404', 'false'])(
      'that returns %s is an error that names the file',
      async (value) => {
        expect((await get(`async (_, next) => { await next(); return ${value}; }`)).status).toBe(500);
        expect(String(logger.errors[0])).toMatch(/onRequest of _middleware.js returned .*; it must return a Response/);
      },
    );

    it('may catch what the endpoint throws', async () => {
      const response = await get(
        `(_, next) => next().catch((error) => new Response('caught ' + error.message, { status: 502 }))`,
        { 'a.js': `exports.GET = () => { throw new Error('boom'); };` },
      );
      expect([response.status, response.text]).toEqual([502, 'caught boom']);
    });

    it('sees a Response that the endpoint throws as the answer', async () => {
      const response = await get(
        `async (_, next) => { const r = await next(); r.headers.set('x-seen', String(r.status)); return r; }`,
        { 'a.js': `exports.GET = () => { throw new Response('gone', { status: 410 }); };` },
      );
      expect([response.status, response.text, response.headers['x-seen']]).toEqual([410, 'gone', '410']);
    });

    it('need not wait for next(): the first answer of a race wins', async () => {
      const response = await get(`(_, next) => Promise.race([next(), new Response('too slow', { status: 504 })])`, {
        'a.js': `exports.GET = () => new Promise(() => {});`,
      });
      expect([response.status, response.text]).toEqual([504, 'too slow']);
    });

    it('shares its context with the endpoint', async () => {
      const response = await get(`(context, next) => { context.mark = 'marked'; return next(); }`, {
        'a.js': `exports.GET = (context) => new Response(context.mark);`,
      });
      expect(response.text).toBe('marked');
    });

    it('keeps its cookies on every kind of answer', async () => {
      for (const text of [
        `exports.GET = () => new Response('x');`,
        `exports.GET = () => Response.redirect('http://example.com');`,
        `module.exports = (req, res) => res.status(200).send('x');`,
        `exports.GET = () => { throw new Error('x'); };`,
      ]) {
        const response = await get(`({ cookies }, next) => { cookies.set('seen', '1'); return next(); }`, {
          'a.js': text,
        });
        expect(response.headers['set-cookie']).toEqual(['seen=1']);
      }
    });

    it.each([
      ['next', `module.exports = (req, res) => res.status(200).send('theirs');`],
      ['express', `module.exports = (req, res, next) => res.send('theirs');`],
    ])('returning another Response above a %s handler is an error that names both files', async (_style, text) => {
      const response = await get(`async (_, next) => { await next(); return new Response('mine'); }`, { 'a.js': text });
      expect(response.text).toBe('theirs');
      expect(logger.errors).toHaveLength(1);
      expect(String(logger.errors[0])).toMatch(
        /onRequest of _middleware\.js returned another Response, but a\.js has already answered/,
      );
    });

    it.each([
      ['next', `module.exports = (req, res) => res.status(200).send('theirs');`],
      ['express', `module.exports = (req, res, next) => res.send('theirs');`],
    ])(
      'returning the answer of another request above a %s handler is an error that names the file',
      async (_style, text) => {
        const app = createApp({
          '_middleware.js': `let kept; exports.onRequest = async (_, next) => (kept ??= await next());`,
          'a.js': text,
        });
        expect((await request(app).get('/api/a')).text).toBe('theirs');
        expect((await request(app).get('/api/a')).status).toBe(500);
        expect(String(logger.errors[0])).toMatch(/_middleware\.js returned the answer to another request/);
      },
    );

    it.each([
      [
        'next',
        `module.exports = async (req, res) => { res.send('there'); await new Promise((done) => res.once('close', () => setImmediate(done))); throw new Error('late'); };`,
      ],
      [
        'express',
        `module.exports = async (req, res, next) => { res.send('there'); await new Promise((done) => res.once('close', () => setImmediate(done))); throw new Error('late'); };`,
      ],
      [
        'astro',
        `exports.GET = async ({ res }) => { res.end('there'); await new Promise((done) => res.once('close', () => setImmediate(done))); throw new Error('late'); };`,
      ],
    ])('hides no error that a %s handler throws after its answer', async (_style, text) => {
      const told: string[] = [];
      const onError = (error: Error): void => void told.push(error.message);
      const files = { '_middleware.js': `exports.onRequest = (_, next) => next();`, 'a.js': text };
      expect((await request(createApp(files, { onError })).get('/api/a')).text).toBe('there');
      await until(() => logger.errors.length > 0, 'a line in the log');
      expect([told, logger.errors.map(String)]).toEqual([['late'], ['Error: late']]);
    });

    it('passes with a handler that passes', async () => {
      const app = createApp({
        '_middleware.js': `exports.onRequest = async (_, next) => next();`,
        'a.js': `module.exports = (req, res, next) => next();`,
        '[wider].js': `exports.GET = () => new Response('wider');`,
      });
      expect((await request(app).get('/api/a')).text).toBe('wider');
    });

    it('stands above Express middleware that answers', async () => {
      const app = createApp({
        '_middleware.js': noteWeb('root'),
        'a/_middleware.js': `module.exports = (req, res) => res.status(401).end('login');`,
        'a/b.js': `exports.GET = () => new Response('secret');`,
      });
      const response = await request(app).get('/api/a/b');
      expect([response.status, response.text]).toEqual([401, 'login']);
      expect(logger.errors).toEqual([]);
    });

    it('runs its parts inside out', async () => {
      const app = createApp({
        '_middleware.js': noteWeb('outer'),
        'a/_middleware.js': noteWeb('inner'),
        'a/b.js': `exports.GET = ({ locals }) => Response.json(locals.trail);`,
      });
      const response = await request(app).get('/api/a/b');
      expect(response.body).toEqual(['outer in', 'inner in']);
      expect(response.headers['x-trail']).toBe('inner out, outer out');
    });
  });

  describe('an error handler of four parameters', () => {
    const handler = `exports.default = [(error, req, res, next) =>
      error.pass ? next() : error.change ? next(new Error('changed')) : res.status(502).end('handled ' + error.message)];`;

    it.each([
      ['astro', `exports.GET = () => { throw new Error('boom'); };`],
      ['next', `module.exports = (req, res) => { throw new Error('boom'); };`],
      ['express', `module.exports = (req, res, next) => next(new Error('boom'));`],
      [
        'middleware below',
        `exports.middleware = (req, res, next) => next(new Error('boom')); exports.GET = () => new Response();`,
      ],
    ])('answers an error of %s', async (_what, text) => {
      const response = await request(createApp({ '_middleware.js': handler, 'a.js': text })).get('/api/a');
      expect([response.status, response.text]).toEqual([502, 'handled boom']);
    });

    it('answers with the cookies set so far', async () => {
      const text = `exports.GET = ({ cookies }) => { cookies.set('seen', '1'); throw new Error('boom'); };`;
      const response = await request(createApp({ '_middleware.js': handler, 'a.js': text })).get('/api/a');
      expect(response.headers['set-cookie']).toEqual(['seen=1']);
    });

    it('is not asked when all went well', async () => {
      const app = createApp({ '_middleware.js': handler, 'a.js': `exports.GET = () => new Response('well');` });
      expect((await request(app).get('/api/a')).text).toBe('well');
    });

    it('may hand on another error', async () => {
      const app = createApp({
        '_middleware.js': handler,
        'a.js': `exports.GET = () => { throw { change: true }; };`,
      });
      expect((await request(app).get('/api/a')).status).toBe(500);
      expect(String(logger.errors[0])).toBe('Error: changed');
    });

    it('may leave the request to the app', async () => {
      const app = createApp({ '_middleware.js': handler, 'a.js': `exports.GET = () => { throw { pass: true }; };` });
      expect((await request(app).get('/api/a')).status).toBe(404);
    });

    it('gets an Error for a thrown undefined', async () => {
      const app = createApp({
        '_middleware.js': `exports.default = [(error, req, res, next) => next(error)];`,
        'a.js': `exports.GET = () => { throw undefined; };`,
      });
      expect((await request(app).get('/api/a')).status).toBe(500);
    });

    it('does not get a thrown Response, which is an answer', async () => {
      const app = createApp({
        '_middleware.js': handler,
        'a.js': `exports.GET = () => { throw new Response('gone', { status: 410 }); };`,
      });
      expect((await request(app).get('/api/a')).status).toBe(410);
    });

    it('that throws itself hands its error to the app', async () => {
      const app = createApp({
        '_middleware.js': `module.exports = (error, req, res, next) => { throw new Error('worse'); };`,
        'a.js': `exports.GET = () => { throw new Error('boom'); };`,
      });
      expect((await request(app).get('/api/a')).status).toBe(500);
      expect(String(logger.errors[0])).toBe('Error: worse');
    });
  });

  it('carries AsyncLocalStorage to every style', async () => {
    const storage = new AsyncLocalStorage<string>();
    const read = `const read = () => globalThis.testStorage.getStore();`;
    (globalThis as Record<string, unknown>)['testStorage'] = storage;
    const app = createApp({
      '_middleware.js': `module.exports = (req, res, next) => globalThis.testStorage.run(req.get ? 'kept' : 'bare', next);`,
      'next.js': `${read} module.exports = async (req, res) => { await 0; res.status(200).send(read()); };`,
      'astro.js': `${read} exports.POST = async ({ request }) => { await request.text(); return new Response(read()); };`,
      'express.js': `${read} module.exports = (req, res, next) => setImmediate(() => res.send(read()));`,
      'inner/_middleware.js': `exports.onRequest = (_, next) => next();`,
      'inner/a.js': `${read} exports.POST = () => new Response(read());`,
    });
    for (const path of ['next', 'astro', 'express', 'inner/a']) {
      const response = await request(app).post(`/api/${path}`).type('text').send('body');
      expect([path, response.text]).toEqual([path, 'kept']);
    }
  });

  it('gives every style the same locals object', async () => {
    const locals = { from: 'app' };
    const files = {
      '_middleware.js': `exports.default = (req, res, next) => { req.first = res.locals; next(); };
        exports.onRequest = (context, next) => { context.req.second = context.locals; return next(); };`,
      'next.js': `module.exports = (req, res) => res.status(200).json([req.first === res.locals, req.second === res.locals, res.locals]);`,
      'astro.js': `exports.GET = ({ req, locals }) => Response.json([req.first === locals, req.second === locals, locals]);`,
      'express.js': `module.exports = (req, res, next) => res.json([req.first === res.locals, req.second === res.locals, res.locals]);`,
    };
    const app = express()
      .use((_req, res, next) => {
        Object.assign(res.locals, locals);
        next();
      })
      .use(apiRoutes(writeRouteFiles(files), { logger }));
    for (const name of ['next', 'astro', 'express']) {
      expect((await request(app).get(`/api/${name}`)).body).toEqual([true, true, locals]);
    }
  });

  it('ignores a second call of next() and logs a throw after it', async () => {
    const app = createApp({
      '_middleware.js': `module.exports = (req, res, next) => { next(); next(); throw new Error('late'); };`,
      'a.js': `exports.GET = () => new Response('once');`,
    });
    expect((await request(app).get('/api/a')).text).toBe('once');
    expect(logger.errors.map(String)).toEqual(['Error: late']);
  });

  it('leaves the route with next("route")', async () => {
    const app = createApp({
      'a.js': `exports.middleware = (req, res, next) => next('route'); exports.GET = () => new Response('a');`,
      '[wider].js': `exports.GET = () => new Response('wider');`,
    });
    expect((await request(app).get('/api/a')).text).toBe('wider');
  });

  describe('headers that are put in the place of others', () => {
    const replace = `req.headers = { ...req.headers, cookie: 'a=new', 'content-type': 'text/plain' };`;
    const endpoints = {
      'next.js': `module.exports = (req, res) => res.json({ cookie: req.cookies.a, body: req.body });`,
      'astro.js': `exports.POST = ({ cookies, locals }) => Response.json({ cookie: cookies.get('a').value, body: locals.body });`,
    };

    it.each([
      ['a middleware', `module.exports = (req, res, next) => { ${replace} res.locals.body = '{}'; next(); };`],
      [
        'a middleware for errors after one',
        `exports.default = [(req, res, next) => { ${replace} res.locals.body = '{}'; next(); }, (error, req, res, next) => next(error)];`,
      ],
      [
        'onRequest',
        `exports.onRequest = ({ req, locals }, next) => { ${replace} locals.body = '{}'; return next(); };`,
      ],
    ])('by %s are those that an endpoint goes by', async (_what, text) => {
      const app = createApp({ '_middleware.js': text, ...endpoints });
      for (const path of ['/api/next', '/api/astro']) {
        const response = await request(app).post(path).set('Cookie', 'a=old').type('json').send('{}');
        expect(response.body).toEqual({ cookie: 'new', body: '{}' });
      }
    });
  });

  describe('files that are refused at start', () => {
    it.each([
      [
        'nothing',
        `exports.other = 1;`,
        /_middleware\.js\n\s+It exports no middleware\.\n\s+-> Export a default function/,
      ],
      ['onRequest that is no function', `exports.onRequest = 'x';`, /_middleware\.js\n\s+onRequest is "x"\./],
      ['an array with a hole', `exports.default = [null];`, /Its default export holds null\./],
      ['a string', `exports.default = 'auth';`, /Its default export holds "auth"\./],
      ['a syntax error', `exports.default = (;`, /_middleware\.js\n\s+It could not be read/],
    ])('%s', (_what, text, message) => {
      expect(() => createApp({ '_middleware.js': text, 'a.js': `exports.GET = () => new Response();` })).toThrow(
        message,
      );
    });

    it('an export "middleware" of a route that is no middleware', () => {
      const text = `exports.middleware = { auth: true }; exports.GET = () => new Response();`;
      expect(() => createApp({ 'a.js': text })).toThrow(/a\.js\n\s+Its export "middleware" holds an object\./);
    });

    it('two _middleware files in one folder', () => {
      const text = `module.exports = (req, res, next) => next();`;
      expect(() =>
        createApp({ '_middleware.js': text, '_middleware.cjs': text, 'a.js': endpoints['astro.js'] }),
      ).toThrow(/_middleware\.cjs, \S+_middleware\.js\n\s+A folder has one _middleware file.\n\s+-> Keep one/);
    });
  });
});
