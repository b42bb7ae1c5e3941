import { createServer, type RequestListener } from 'node:http';
import request from 'supertest';
import { apiRoutes, problemDetails } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { useRealMiddleware } from '../support/real-middleware';
import { writeRouteFiles } from '../support/route-files';
import { openSocket, sendRaw, serve, until } from '../support/serve';

/** The same statements as a handler of each style. */
const inEveryStyle = (name: string, statements: string) => ({
  [`${name}/next.ts`]: `export default async (req, res) => { ${statements} };`,
  [`${name}/express.ts`]: `export default [async (req, res) => { ${statements} }];`,
  [`${name}/edge.ts`]: `export const runtime = 'edge'; export default async () => { ${statements} };`,
  [`${name}/astro.ts`]: `export const GET = async () => { ${statements} };`,
  [`${name}/class.ts`]: `export default class C { async get() { ${statements} } }`,
});
const styles = ['next', 'express', 'edge', 'astro', 'class'];

const files = {
  ...inEveryStyle('async', `await null; throw Object.assign(new Error('the secret'), { own: 1 });`),
  ...inEveryStyle('undefined', `throw undefined;`),
  ...inEveryStyle('null', `throw null;`),
  ...inEveryStyle('zero', `throw 0;`),
  ...inEveryStyle('empty', `throw '';`),
  ...inEveryStyle('string', `throw 'the secret';`),
  ...inEveryStyle('route', `throw 'route';`),
  ...inEveryStyle('symbol', `throw Symbol('the secret');`),
  ...inEveryStyle('frozen', `throw Object.freeze(new Error('the secret'));`),
  ...inEveryStyle(
    'getters',
    `throw { get status() { throw new Error('no status'); }, get message() { throw new Error('no message'); } };`,
  ),
  ...inEveryStyle(
    'proxy',
    `throw new Proxy({}, { get() { throw new Error('no'); }, getPrototypeOf() { throw new Error('no'); }, has() { throw new Error('no'); } });`,
  ),
  ...inEveryStyle(
    'status',
    `throw Object.assign(new Error('Not yours'), { status: 403, expose: true, headers: { 'x-reason': 'owner' } });`,
  ),
  ...inEveryStyle('wrong-status', `throw Object.assign(new Error('the secret'), { status: 200, statusCode: 'x' });`),
  ...inEveryStyle('response', `throw new Response('teapot', { status: 418, headers: { 'x-own': 'yes' } });`),
  ...inEveryStyle(
    'http-error',
    `const { HttpError } = require('express-pages-api'); throw new HttpError(404, 'No such task', { code: 'task_not_found' });`,
  ),
  'sync/next.ts': `export default () => { throw new Error('the secret'); };`,
  'sync/express.ts': `export default [() => { throw new Error('the secret'); }];`,
  'sync/edge.ts': `export const runtime = 'edge'; export default () => { throw new Error('the secret'); };`,
  'sync/astro.ts': `export const GET = () => { throw new Error('the secret'); };`,
  'sync/class.ts': `export default class C { get() { throw new Error('the secret'); } }`,
  'constructor.ts': `export default class C { constructor() { throw new Error('the secret'); } get() {} }`,
  'headers-first.ts': `export default (req, res) => { res.setHeader('x-own', 'yes'); res.setHeader('content-type', 'text/css'); res.setHeader('content-length', '3'); throw new Error('the secret'); };`,
  'cached-next.ts': `export default (req, res) => { res.setHeader('cache-control', 'public, max-age=31536000'); res.setHeader('expires', 'Wed, 21 Oct 2037 07:28:00 GMT'); throw new Error('the secret'); };`,
  'cached-astro.ts': `export const GET = () => new Response(new ReadableStream({ pull() { throw new Error('the secret'); } }), { headers: { 'Cache-Control': 'public, max-age=31536000' } });`,
  'failing-response.ts': `const failWith = (reason) => new Response(new ReadableStream({ pull() { throw reason; } }));
    export const GET = () => { throw failWith(new Response('once more')); };`,
  'framed.ts': `export const GET = () => { throw Object.assign(new Error('x'), { status: 400, headers: {
    'Transfer-Encoding': 'chunked', 'content-length': '999', Trailer: 'x', 'Content-Encoding': 'gzip', 'Keep-Alive': 'timeout=99', TE: 'trailers',
    'Proxy-Connection': 'close', Connection: 'keep-alive, x-own', 'X-Own': 'yes' } }); };`,
  'framed-answer.ts': `export default (req, res) => { res.setHeader('Transfer-Encoding', 'chunked'); res.setHeader('Trailer', 'x'); res.statusMessage = 'Fine'; throw new Error('x'); };`,
  'fine.ts': `export const GET = () => new Response('fine');`,
  'json.ts': `export default (req, res) => res.json(req.body);`,
  'json-astro.ts': `export const POST = async ({ request }) => Response.json(await request.json());`,
};

describeExpress('an error', (express) => {
  const directory = writeRouteFiles(files);
  const appWith = (options = {}) => {
    const errors: any[] = [];
    const app = express().use(apiRoutes(directory, { logger: createQuietLogger(), ...options }));
    app.use((error: any, _req: any, res: any, _next: any) => {
      errors.push(error);
      res.status(599).json('handled');
    });
    return { app, errors };
  };

  it.each(styles.flatMap((style) => [`sync/${style}`, `async/${style}`]))(
    'of %s reaches next(err) as it is',
    async (path) => {
      const { app, errors } = appWith();
      await request(app).get(`/api/${path}`).expect(599, '"handled"');
      expect(errors).toHaveLength(1);
      expect(errors[0].message).toBe('the secret');
      if (path.startsWith('async')) expect(errors[0].own).toBe(1);
    },
  );

  it.each(styles)('keeps status, expose and headers in %s style', async (style) => {
    const { app, errors } = appWith();
    await request(app).get(`/api/status/${style}`).expect(599);
    expect(errors[0]).toMatchObject({ status: 403, expose: true, headers: { 'x-reason': 'owner' } });
  });

  it.each(styles)('may be thrown as HttpError in %s style', async (style) => {
    const { app, errors } = appWith();
    await request(app).get(`/api/http-error/${style}`).expect(599);
    expect(errors[0]).toMatchObject({ status: 404, statusCode: 404, expose: true, code: 'task_not_found' });
  });

  it.each(['undefined', 'null', 'zero', 'empty', 'string', 'route', 'symbol', 'frozen', 'getters', 'proxy'])(
    'may be anything: %s is a 500 in every style',
    async (name) => {
      const app = express().use(apiRoutes(directory, { logger: createQuietLogger() }));
      app.use(problemDetails({ logger: false }));
      for (const style of styles) {
        const response = await request(app).get(`/api/${name}/${style}`);
        expect([style, response.status, response.body]).toEqual([
          style,
          500,
          { type: 'about:blank', title: 'Internal Server Error', status: 500 },
        ]);
      }
    },
  );

  it('with a status that is none is a 500', async () => {
    const app = express().use(apiRoutes(directory), problemDetails({ logger: false }) as any);
    await request(app).get('/api/wrong-status/astro').expect(500);
  });

  it.each(styles)('may be a Response, which is sent, in %s style', async (style) => {
    const { app, errors } = appWith();
    const response = await request(app).get(`/api/response/${style}`);
    expect([response.status, response.text, response.headers['x-own']]).toEqual([418, 'teapot', 'yes']);
    expect(errors).toEqual([]);
  });

  it('is what a thrown Response fails with, be it a Response: that one is not sent', async () => {
    const { app, errors } = appWith();
    await request(app).get('/api/failing-response').expect(599, '"handled"');
    expect(errors).toHaveLength(1);
  });

  it('may come from the constructor of a class', async () => {
    const { app, errors } = appWith();
    await request(app).get('/api/constructor').expect(599);
    expect(errors[0].message).toBe('the secret');
  });

  it('takes away the headers of the body that is not sent, and no other', async () => {
    const { app } = appWith();
    const response = await request(app).get('/api/headers-first').expect(599, '"handled"');
    expect(response.headers['x-own']).toBe('yes');
    expect(response.headers['content-type']).toMatch(/^application\/json/);
  });

  it.each(['next', 'astro'])('is not cached for as long as the %s-style answer would have been', async (style) => {
    const app = express().use(apiRoutes(directory, { logger: createQuietLogger() }));
    const response = await request(app).get(`/api/cached-${style}`).expect(500);
    expect(response.headers['cache-control'] ?? 'no-store').toBe('no-store');
    expect(response.headers).not.toHaveProperty('expires');
  });

  it('keeps what earlier middleware says about caches when it forbids them', async () => {
    const app = express();
    app.use(
      (_req, res, next) => void next(res.setHeader('Cache-Control', 'private, no-store, max-age=0') && undefined),
    );
    app.use(apiRoutes(directory, { logger: createQuietLogger() }));
    const response = await request(app).get('/api/sync/next').expect(500);
    expect(response.headers).toHaveProperty('cache-control', 'private, no-store, max-age=0');
  });

  it('has the words of the framework where it has some', async () => {
    const { app, errors } = appWith();
    await request(app).post('/api/json').type('json').send('{"a').expect(599);
    expect(errors[0]).toMatchObject({ message: 'Invalid JSON', status: 400, expose: true });
  });

  it("is the client's fault when request.json() finds no JSON", async () => {
    const { app, errors } = appWith();
    await request(app).post('/api/json-astro').type('json').send('{"a').expect(599);
    expect(errors[0]).toMatchObject({ status: 400, code: 'invalid_json' });
    expect(errors[0]).toBeInstanceOf(SyntaxError);
  });

  it('is told to onError first', async () => {
    const told: unknown[] = [];
    const { app, errors } = appWith({ onError: (error: Error, req: any) => told.push(error, req.url) });
    await request(app).get('/api/async/astro').expect(599);
    expect(told).toEqual([errors[0], '/api/async/astro']);
  });

  it('still reaches next(err) when onError throws', async () => {
    const logger = createQuietLogger();
    const fault = new Error('onError is broken');
    const { app, errors } = appWith({
      logger,
      onError: () => {
        throw fault;
      },
    });
    await request(app).get('/api/async/astro').expect(599);
    expect(errors[0].message).toBe('the secret');
    expect(logger.errors).toEqual([fault]);
  });

  it.each([
    ['a promise', (fault: Error) => Promise.reject(fault)],
    ['a thenable', (fault: Error) => ({ then: (_done: unknown, fail: (error: Error) => void) => fail(fault) })],
  ])('still reaches next(err) when onError rejects by %s', async (_what, reject) => {
    const logger = createQuietLogger();
    const fault = new Error('onError is broken');
    const { app } = appWith({ logger, onError: () => reject(fault) });
    await request(app).get('/api/async/astro').expect(599);
    await until(() => logger.errors.length === 1);
    expect(logger.errors).toEqual([fault]);
  });

  it.each(styles)('shows nothing in production, in %s style', async (style) => {
    const app = express()
      .set('env', 'production')
      .use(apiRoutes(directory, { logger: createQuietLogger() }));
    const response = await request(app).get(`/api/async/${style}`).expect(500);
    expect(response.text).not.toContain('secret');
    expect(JSON.stringify(response.headers)).not.toContain('secret');
  });

  it('behind real middleware is logged with its status', async () => {
    const app = express();
    const { logLines } = useRealMiddleware(app);
    app.use(apiRoutes(directory), problemDetails({ logger: false }) as any);
    await request(app).get('/api/async/astro').expect(500);
    expect(logLines).toEqual(['GET /api/async/astro 500 application/problem+json; charset=utf-8']);
  });
});

describeExpress('the head of an error', (express) => {
  const directory = writeRouteFiles(files);
  const api = () => apiRoutes(directory, { logger: createQuietLogger() });
  const apps = {
    "Express's own error handler": () => express().set('env', 'test').use(api()),
    'problemDetails()': () => express().use(api(), problemDetails({ logger: false }) as any),
    'a handler of the app': () =>
      express().use(api(), ((_error: any, _req: any, res: any, _next: any) => res.status(500).json('mine')) as any),
    'a bare server': () => api(),
  };
  async function headOf(path: string, app: () => RequestListener): Promise<string> {
    const { port } = await serve(app());
    const answer = await sendRaw(port, `GET /api/${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    return answer.split('\r\n\r\n')[0]!;
  }

  describe.each(Object.entries(apps))('behind %s', (_name, app) => {
    it('has one framing and no hop-by-hop header, whatever the error brings', async () => {
      const head = await headOf('framed', app);
      expect(head.match(/^(?:content-length|transfer-encoding):/gim)).toHaveLength(1);
      expect(head).not.toMatch(
        /^(?:trailer|content-encoding|keep-alive|te|proxy-connection):|: 999$|^connection: .*x-own/im,
      );
    });

    it('has one framing and its own reason, whatever the answer that failed had', async () => {
      const head = await headOf('framed-answer', app);
      expect(head).toMatch(/^HTTP\/1\.1 500 Internal Server Error\r\n/);
      expect(head.match(/^(?:content-length|transfer-encoding):/gim)).toHaveLength(1);
      expect(head).not.toMatch(/^trailer:/im);
    });
  });
});

describe('a logger that fails', () => {
  const broken = {
    throws: () => {
      throw new Error('the log is full');
    },
    rejects: () => Promise.reject(new Error('the log is full')),
  };
  const loggers = Object.entries(broken).map(([how, fail]) => [how, { warn: fail, error: fail }] as const);
  const late = `export default (req, res) => { res.json('there'); res.json('late'); throw new Error('the secret'); };`;
  const directory = writeRouteFiles({ ...files, 'late.ts': late });
  let shown: jest.SpyInstance;
  beforeEach(() => void (shown = jest.spyOn(console, 'error').mockImplementation(() => {})));
  afterEach(() => shown.mockRestore());

  it.each(loggers)('and %s leaves a bare server its answers', async (_how, logger) => {
    const server = createServer(apiRoutes(directory, { logger }));
    for (const style of styles) await request(server).get(`/api/async/${style}`).expect(500);
    await request(server).get('/api/late').expect(200, '"there"');
  });

  it.each(loggers)('and %s leaves problemDetails() its answer', async (_how, logger) => {
    const app = require('express')().use(apiRoutes(directory, { logger }), problemDetails({ logger }));
    await request(app).get('/api/async/astro').expect(500);
  });

  it.each(loggers)('and %s is told to the console, once', async (_how, logger) => {
    const server = createServer(apiRoutes(directory, { logger }));
    await request(server).get('/api/async/astro').expect(500);
    await request(server).get('/api/async/astro').expect(500);
    expect(shown.mock.calls).toEqual([[expect.any(String), expect.objectContaining({ message: 'the log is full' })]]);
  });

  it('hides no failure of onError behind its own', async () => {
    const onError = broken.throws;
    const server = createServer(apiRoutes(directory, { logger: loggers[0]![1], onError }));
    await request(server).get('/api/async/astro').expect(500);
  });
});

describeExpress('a connection after an error', (express) => {
  const directory = writeRouteFiles(files);

  it.each([
    ['GET /api/async/astro', ''],
    ['GET /api/async/next', ''],
    ['GET /api/nothing', ''],
    ['PUT /api/json-astro', '{"a":1}'],
    ['POST /api/json', '{"a'],
    ['POST /api/json-astro', '{"a'],
    ['POST /api/fine', 'x'.repeat(70_000)],
  ])('answers the next request too (%s)', async (line, body) => {
    const app = express().use(apiRoutes(directory), problemDetails({ logger: false }) as any);
    const { port } = await serve(app);
    const socket = await openSocket(port);
    let answers = '';
    socket.on('data', (chunk) => (answers += String(chunk)));
    socket.write(
      `${line} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}` +
        'GET /api/fine HTTP/1.1\r\nHost: a\r\n\r\n',
    );
    await until(() => answers.endsWith('\r\n\r\nfine'), 'the second answer');
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual([expect.stringMatching(/ [45]\d\d$/), 'HTTP/1.1 200']);
    socket.destroy();
  });
});
