import request from 'supertest';
import { apiRoutes, problemDetails, type ApiRoutesOptions } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';

const page = 'https://app.example.com';
const stranger = 'https://evil.example';

const styles = {
  'next.js': `module.exports = (req, res) => res.status(200).json({ style: 'next' });`,
  'edge.js': `exports.config = { runtime: 'edge' };
    exports.default = () => Response.json({ style: 'edge' });`,
  'astro.js': `exports.GET = () => Response.json({ style: 'astro' });
    exports.POST = () => Response.json({}, { status: 201 });`,
  'class.js': `exports.default = class Things { get() { return Response.json({ style: 'class' }); } delete() { return new Response(); } };`,
  'lower.js': `exports.get = () => Response.json({ style: 'lower' }); exports.put = () => new Response();`,
  'express.js': `const { handlers } = require('express-pages-api');
    module.exports = handlers({ get: (req, res) => res.json({ style: 'express' }), patch: (req, res) => res.end() });`,
};

describeExpress('CORS', (express) => {
  const logger = createQuietLogger();

  function createApp(files: Record<string, string>, options: ApiRoutesOptions = {}) {
    return express()
      .use(apiRoutes(writeRouteFiles(files), { logger, ...options }))
      .use(problemDetails({ logger }));
  }

  function preflight(app: ReturnType<typeof createApp>, path: string, method: string, origin = page) {
    return request(app).options(path).set('Origin', origin).set('Access-Control-Request-Method', method);
  }

  describe('off, as it is by default', () => {
    const app = createApp(styles);

    it('says nothing to other origins', async () => {
      const response = await request(app).get('/api/astro').set('Origin', page);
      expect(response.status).toBe(200);
      expect(response.headers).not.toHaveProperty('access-control-allow-origin');
      expect(response.headers).not.toHaveProperty('vary');
    });

    it('answers a preflight as any OPTIONS request', async () => {
      const response = await preflight(app, '/api/astro', 'POST');
      expect(response.status).toBe(204);
      expect(response.headers['allow']).toBe('GET, HEAD, POST, OPTIONS');
      expect(response.headers).not.toHaveProperty('access-control-allow-origin');
    });
  });

  describe('cors: true', () => {
    const app = createApp(styles, { cors: true });

    it.each(Object.keys(styles).map((file) => file.replace('.js', '')))('admits any origin to %s', async (name) => {
      const response = await request(app).get(`/api/${name}`).set('Origin', stranger);
      expect(response.status).toBe(200);
      expect(response.headers['access-control-allow-origin']).toBe('*');
      expect(response.headers).not.toHaveProperty('access-control-allow-credentials');
      expect(response.body).toEqual({ style: name });
    });

    it.each([
      ['next', 'GET,HEAD,POST,PUT,PATCH,DELETE,OPTIONS'],
      ['edge', 'GET,HEAD,POST,PUT,PATCH,DELETE,OPTIONS'],
      ['astro', 'GET,HEAD,POST,OPTIONS'],
      ['class', 'GET,HEAD,DELETE,OPTIONS'],
      ['lower', 'GET,HEAD,PUT,OPTIONS'],
      ['express', 'GET,HEAD,PATCH,OPTIONS'],
    ])('answers a preflight for %s with the methods it has', async (name, methods) => {
      const response = await preflight(app, `/api/${name}`, 'GET');
      expect(response.status).toBe(204);
      expect(response.headers['access-control-allow-methods']).toBe(methods);
      expect(response.headers['content-length']).toBe('0');
    });

    it('reflects the headers a preflight asks for', async () => {
      const response = await preflight(app, '/api/astro', 'POST').set('Access-Control-Request-Headers', 'x-token');
      expect(response.headers['access-control-allow-headers']).toBe('x-token');
      expect(response.headers['vary']).toBe('Access-Control-Request-Headers');
    });
  });

  describe('listed origins with credentials', () => {
    const app = createApp(
      { ...styles, 'fails.js': `exports.GET = () => { throw new Error('secret'); };` },
      { cors: { origin: [page, /\.trusted\.example$/], credentials: true, maxAge: 600, exposedHeaders: ['X-Total'] } },
    );

    it.each([page, 'https://a.trusted.example'])('admits %s', async (origin) => {
      const { headers } = await request(app).get('/api/astro').set('Origin', origin);
      expect(headers['access-control-allow-origin']).toBe(origin);
      expect(headers['access-control-allow-credentials']).toBe('true');
      expect(headers['access-control-expose-headers']).toBe('X-Total');
      expect(headers['vary']).toBe('Origin');
    });

    it.each([stranger, 'null', `${page}.evil.example`, 'https://app.example.com:8443', 'http://app.example.com'])(
      'does not admit %s',
      async (origin) => {
        const response = await request(app).get('/api/astro').set('Origin', origin);
        expect(response.status).toBe(200);
        expect(response.headers).not.toHaveProperty('access-control-allow-origin');
        expect(response.headers['vary']).toBe('Origin');
      },
    );

    it('answers the preflight of an admitted origin', async () => {
      const { status, headers } = await preflight(app, '/api/astro', 'POST');
      expect(status).toBe(204);
      expect(headers['access-control-allow-origin']).toBe(page);
      expect(headers['access-control-max-age']).toBe('600');
    });

    it('answers the preflight of another origin without admitting it', async () => {
      const { status, headers } = await preflight(app, '/api/astro', 'POST', stranger);
      expect(status).toBe(204);
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    });

    it.each([
      ['an unexpected error', 'get', '/api/fails', 500],
      ['405', 'delete', '/api/astro', 405],
      ['a broken body', 'post', '/api/next', 400],
    ] as const)('lets the page read %s', async (_what, method, path, status) => {
      const sent = request(app)[method](path).set('Origin', page).type('json');
      const response = await (method === 'post' ? sent.send('{') : sent);
      expect(response.status).toBe(status);
      expect(response.headers['access-control-allow-origin']).toBe(page);
      expect(response.headers['access-control-allow-credentials']).toBe('true');
    });
  });

  it("lets the page read an error that Express's own handler shows", async () => {
    const directory = writeRouteFiles({ 'fails.js': `exports.GET = () => { throw new Error('secret'); };` });
    const app = express()
      .set('env', 'test')
      .use(apiRoutes(directory, { cors: true, logger }));
    const response = await request(app).get('/api/fails').set('Origin', page);
    expect(response.status).toBe(500);
    expect(response.headers['access-control-allow-origin']).toBe('*');
  });

  it('asks a function about the origin', async () => {
    const app = createApp(styles, {
      cors: { origin: (origin, decide) => decide(null, origin === page), credentials: true },
    });
    const admitted = await request(app).get('/api/astro').set('Origin', page);
    const refused = await request(app).get('/api/astro').set('Origin', stranger);
    expect(admitted.headers['access-control-allow-origin']).toBe(page);
    expect(refused.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('hands an error of that function to the error handlers', async () => {
    const app = createApp(styles, { cors: { origin: (_origin, decide) => decide(new Error('database away')) } });
    const response = await request(app).get('/api/astro').set('Origin', page);
    expect(response.status).toBe(500);
    expect(response.text).not.toContain('database');
  });

  it('keeps a Vary header that earlier middleware set', async () => {
    const directory = writeRouteFiles(styles);
    const app = express()
      .use((_req, res, next) => {
        res.setHeader('Vary', 'Accept-Encoding');
        next();
      })
      .use(apiRoutes(directory, { cors: { origin: [page] }, logger }));
    const { headers } = await request(app).get('/api/astro').set('Origin', page);
    expect(headers['vary']).toBe('Accept-Encoding, Origin');
  });

  describe('config.cors of a file', () => {
    const files = {
      'open.js': `exports.config = { cors: true }; exports.GET = () => new Response('open');`,
      'partner.js': `exports.config = { cors: { origin: '${page}', methods: ['POST'] } };
        exports.default = (req, res) => res.end('partner');`,
      'closed.js': `exports.config = { cors: false }; exports.GET = () => new Response('closed');`,
      'plain.js': `exports.GET = () => new Response('plain');`,
    };

    it('opens one route where the others stay closed', async () => {
      const app = createApp(files);
      const open = await request(app).get('/api/open').set('Origin', page);
      const plain = await request(app).get('/api/plain').set('Origin', page);
      expect(open.headers['access-control-allow-origin']).toBe('*');
      expect(plain.headers).not.toHaveProperty('access-control-allow-origin');
    });

    it('closes one route where the others are open', async () => {
      const app = createApp(files, { cors: true });
      const closed = await request(app).get('/api/closed').set('Origin', page);
      const plain = await request(app).get('/api/plain').set('Origin', page);
      expect(closed.headers).not.toHaveProperty('access-control-allow-origin');
      expect(plain.headers['access-control-allow-origin']).toBe('*');
    });

    it('may list other methods than the file has', async () => {
      const { headers } = await preflight(createApp(files), '/api/partner', 'POST');
      expect(headers['access-control-allow-methods']).toBe('POST');
    });
  });

  describe('OPTIONS', () => {
    const app = createApp(
      {
        'own.js': `exports.OPTIONS = () => new Response('mine'); exports.GET = () => new Response();`,
        'auto.js': `exports.GET = () => new Response();`,
        'next.js': `module.exports = (req, res) => res.status(200).send(req.method);`,
      },
      { cors: true },
    );

    it.each([
      ['that asks for no method', { Origin: page }],
      ['that names no origin', { 'Access-Control-Request-Method': 'GET' }],
      ['of a client that is no browser', {}],
    ])('%s is no preflight and reaches the handler', async (_what, headers) => {
      const own = await request(app).options('/api/own').set(headers);
      const next = await request(app).options('/api/next').set(headers);
      expect(own.text).toBe('mine');
      expect(next.text).toBe('OPTIONS');
    });

    it('that is a preflight does not reach the handler', async () => {
      const called: string[] = [];
      Object.assign(globalThis, { calledByPreflight: called });
      const files = { 'a.js': `module.exports = (req, res) => { calledByPreflight.push(req.method); res.end(); };` };
      const counted = createApp(files, { cors: true });
      await preflight(counted, '/api/a', 'POST').expect(204);
      await request(counted).post('/api/a').set('Origin', page).expect(200);
      expect(called).toEqual(['POST']);
    });

    it('that is a preflight reaches the handler with preflightContinue, CORS headers included', async () => {
      const files = { 'own.js': `exports.OPTIONS = () => new Response('mine');` };
      const response = await preflight(createApp(files, { cors: { preflightContinue: true } }), '/api/own', 'GET');
      expect(response.text).toBe('mine');
      expect(response.headers['access-control-allow-methods']).toBe('OPTIONS');
    });

    it('is what a preflight is, whatever headers another method carries', async () => {
      const response = await request(app)
        .get('/api/next')
        .set('Origin', page)
        .set('Access-Control-Request-Method', 'PUT');
      expect(response.text).toBe('GET');
    });

    it('without a handler is answered, CORS headers included', async () => {
      const response = await request(app).options('/api/auto').set('Origin', page);
      expect(response.status).toBe(204);
      expect(response.headers['allow']).toBe('GET, HEAD, OPTIONS');
      expect(response.headers['access-control-allow-origin']).toBe('*');
    });
  });

  it('answers a preflight in front of a folder behind a login', async () => {
    const app = createApp(
      {
        '_middleware.js': `module.exports = (req, res) => res.status(401).end();`,
        'secret.js': `exports.PUT = () => new Response('secret');`,
      },
      { cors: { origin: page, credentials: true } },
    );
    const asked = await preflight(app, '/api/secret', 'PUT');
    const refused = await request(app).put('/api/secret').set('Origin', page).type('json');
    expect(asked.status).toBe(204);
    expect(asked.headers['access-control-allow-methods']).toBe('PUT,OPTIONS');
    expect(refused.status).toBe(401);
    expect(refused.headers['access-control-allow-origin']).toBe(page);
  });

  it('does not say anything about URLs that match no file', async () => {
    const response = await preflight(createApp(styles, { cors: true }), '/api/nowhere', 'GET');
    expect(response.status).toBe(404);
    expect(response.headers).not.toHaveProperty('access-control-allow-origin');
  });

  describe('of a file that leaves a method to the app', () => {
    const directory = writeRouteFiles({
      'users.js': `const { handlers } = require('express-pages-api');
        exports.config = { cors: { origin: '${page}', credentials: true } };
        exports.default = handlers({ get: (req, res) => res.json([]) });`,
      '[...rest].js': `exports.PUT = () => new Response('wider');`,
    });
    const app = express()
      .use(apiRoutes(directory, { logger, methodNotAllowed: 'next' }))
      .options('/api/users', (_req, res) => void res.set('Access-Control-Allow-Methods', 'POST').end())
      .post('/api/users', (_req, res) => void res.end('by hand'));

    it('is not on the answer of the app', async () => {
      const response = await request(app).post('/api/users').set('Origin', page).type('json');
      expect(response.text).toBe('by hand');
      expect(response.headers).not.toHaveProperty('access-control-allow-origin');
      expect(response.headers).not.toHaveProperty('access-control-allow-credentials');
    });

    it('is not on the answer of a wider route', async () => {
      const response = await request(app).put('/api/users').set('Origin', page).type('json');
      expect(response.text).toBe('wider');
      expect(response.headers).not.toHaveProperty('access-control-allow-origin');
    });

    it('leaves the preflight of that method to the app as well', async () => {
      const response = await preflight(app, '/api/users', 'POST');
      expect(response.headers['access-control-allow-methods']).toBe('POST');
    });

    it('answers the preflight of its own method', async () => {
      const response = await preflight(app, '/api/users', 'GET');
      expect(response.headers['access-control-allow-origin']).toBe(page);
    });
  });
});

describeExpress('CORS of a route that passes', (express) => {
  const files = {
    'a.js': `const router = require(${JSON.stringify(require.resolve('express'))}).Router();
      router.get('/own', (req, res) => res.end('own'));
      router.get('/set', (req, res, next) => { res.set('Access-Control-Allow-Origin', 'https://set.example'); next(); });
      exports.config = { cors: { origin: '${page}', credentials: true } };
      exports.default = router;`,
    '[...all].js': `exports.GET = () => new Response('wider');`,
  };
  const app = express()
    .use('/early', (_req, res, next) => {
      res.set('Access-Control-Allow-Origin', 'https://early.example');
      next();
    })
    .use('/early', apiRoutes(writeRouteFiles(files), { logger: createQuietLogger() }))
    .use('/app', apiRoutes(writeRouteFiles({ 'a.js': files['a.js'] }), { logger: createQuietLogger() }))
    .use('/app', (_req, res) => void res.end('app'))
    .use(apiRoutes(writeRouteFiles(files), { logger: createQuietLogger() }));

  it.each([
    ['a wider route', '/api/a/other', 'wider'],
    ['the app', '/app/api/a/other', 'app'],
  ])('is not on the answer of %s', async (_who, path, text) => {
    const response = await request(app).get(path).set('Origin', page);
    expect(response.text).toBe(text);
    expect(Object.keys(response.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  it('is on its own answers', async () => {
    const response = await request(app).get('/api/a/own').set('Origin', page);
    expect(response.headers['access-control-allow-origin']).toBe(page);
  });

  it('leaves what its handler has set', async () => {
    const response = await request(app).get('/api/a/set').set('Origin', page);
    expect(response.headers['access-control-allow-origin']).toBe('https://set.example');
  });

  it('leaves what the app had set before', async () => {
    const response = await request(app).get('/early/api/a/other').set('Origin', page);
    expect(response.headers['access-control-allow-origin']).toBe('https://early.example');
  });
});

describe('CORS settings that are refused at start', () => {
  const file = { 'a.js': `exports.GET = () => new Response();` };

  it.each([
    ['any origin with credentials', { credentials: true }, /^cors allows credentials from any origin/],
    ['"*" with credentials', { origin: '*', credentials: true }, /credentials from any origin/],
    ['"*" in a list with credentials', { origin: [page, '*'], credentials: true }, /credentials from any origin/],
    ['an option that does not exist', { origins: [page] }, /cors\.origins is not known; it takes origin/],
    ['an origin that is a number', { origin: 5 }, /cors\.origin must be .*, not 5/],
    ['an origin with a path', { origin: 'https://a.example/' }, /cors\.origin must be .*, not "https:\/\/a.example\/"/],
    ['credentials that are no boolean', { origin: page, credentials: 'yes' }, /cors\.credentials must be a boolean/],
  ])('%s', (_what, cors, message) => {
    expect(() => apiRoutes(writeRouteFiles(file), { cors: cors as never })).toThrow(TypeError);
    expect(() => apiRoutes(writeRouteFiles(file), { cors: cors as never })).toThrow(message);
  });

  it('in a file, with its name', () => {
    const directory = writeRouteFiles({
      'a.js': `exports.config = { cors: { credentials: true } }; exports.GET = () => new Response();`,
    });
    expect(() => apiRoutes(directory)).toThrow(/a\.js\n\s+config\.cors allows credentials from any origin/);
  });
});
