import { createServer } from 'node:http';
import request from 'supertest';
import { apiRoutes, HttpError, problemDetails } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';

const secret = 'postgres://admin:hunter2@db/prod';

/** Thrown values that say more than a client may know. */
const unexpected: [what: string, thrown: string][] = [
  ['an Error', `new Error(secret)`],
  ['an Error with a cause', `new Error('outer', { cause: new Error(secret) })`],
  ['an Error with a code', `Object.assign(new Error('x'), { code: secret })`],
  ['an Error with a name', `Object.assign(new Error('x'), { name: secret })`],
  ['an Error of status 500 with a message', `Object.assign(new Error(secret), { status: 500 })`],
  ['an Error of status 404 that does not expose', `Object.assign(new Error(secret), { status: 404 })`],
  ['an Error of a status that is none', `Object.assign(new Error(secret), { status: '200', expose: true })`],
  ['an AggregateError', `new AggregateError([new Error(secret)], secret)`],
  ['undefined', `undefined`],
  ['null', `null`],
  ['a string', `secret`],
  ['a number', `404`],
  ['a symbol', `Symbol(secret)`],
  ['a function', `() => secret`],
  ['a frozen object', `Object.freeze({ message: secret })`],
  ['an object without a prototype', `Object.assign(Object.create(null), { message: secret })`],
  ['a getter that throws', `({ get status() { throw new Error(secret); } })`],
  [
    'a proxy that throws',
    `new Proxy({}, { get() { throw new Error(secret); }, has() { throw 1; }, getPrototypeOf() { throw 2; } })`,
  ],
  [
    'a proxy that was revoked',
    `(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()`,
  ],
  ['an Error whose message is an object', `Object.assign(new Error(), { message: { secret }, status: 502 })`],
];

const styles: [name: string, (thrown: string) => string][] = [
  ['astro', (thrown) => `exports.GET = async () => { throw ${thrown}; };`],
  ['next', (thrown) => `module.exports = (req, res) => { throw ${thrown}; };`],
  ['express', (thrown) => `module.exports = async (req, res, next) => { throw ${thrown}; };`],
];

describeExpress('problemDetails()', (express) => {
  const logger = createQuietLogger();
  beforeEach(() => void (logger.errors.length = 0));

  function createApp(files: Record<string, string>) {
    return express()
      .use(apiRoutes(writeRouteFiles(files), { logger }))
      .use(problemDetails({ logger }));
  }

  describe.each(styles)('what %s code throws unexpectedly', (_style, write) => {
    const files = unexpected.map(
      ([, thrown], i) => [`${i}.js`, `const secret = '${secret}'; ${write(thrown)}`] as const,
    );
    const app = createApp(Object.fromEntries(files));

    it.each(unexpected.map(([what], i) => [what, i] as const))('%s is logged and not shown', async (_what, i) => {
      const response = await request(app).get(`/api/${i}`);
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(response.headers['cache-control']).toBe('no-store');
      expect(Object.keys(response.body as object)).toEqual(['type', 'title', 'status']);
      const seen = `${JSON.stringify(response.headers)}${response.text}`;
      expect(seen).not.toMatch(/hunter2|route-files|node_modules|\.js:\d/);
      expect(logger.errors).toHaveLength(response.status >= 500 ? 1 : 0);
    });
  });

  it('shows what an HttpError says', async () => {
    const app = createApp({
      'a.js': `const { HttpError } = require('express-pages-api');
        exports.GET = () => { throw new HttpError(409, 'Taken', { code: 'name_taken', headers: { 'Retry-After': '5' } }); };`,
    });
    const response = await request(app).get('/api/a');
    expect(response.headers['retry-after']).toBe('5');
    expect(response.body).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: 'Taken',
      code: 'name_taken',
    });
    expect(logger.errors).toEqual([]);
  });

  it('keeps the message of an HttpError from 500 on to itself, unless it says otherwise', async () => {
    const app = express()
      .get('/hidden', (_req, _res, next) => next(new HttpError(503, secret)))
      .get('/shown', (_req, _res, next) => next(new HttpError(503, 'Back at noon', { expose: true })))
      .use(problemDetails({ logger }));
    expect((await request(app).get('/hidden')).text).not.toContain('hunter2');
    expect((await request(app).get('/shown')).body.detail).toBe('Back at noon');
  });

  it('understands the errors of other middleware', async () => {
    const app = express()
      .use(express.json({ limit: 10 }))
      .use(problemDetails({ logger }));
    const broken = await request(app).post('/').type('json').send('{');
    const large = await request(app).post('/').type('json').send('{"a":"123456789"}');
    expect([broken.status, large.status]).toEqual([400, 413]);
    expect(broken.body).toMatchObject({ title: 'Bad Request', status: 400 });
  });

  describe('answers what another middleware throws', () => {
    const answer = (error: unknown): request.Test =>
      request(
        express()
          .get('/', (_req, res, next) => {
            for (const name of representation) res.setHeader(name, '"x"');
            next(error);
          })
          .use(problemDetails({ logger })),
      ).get('/');
    const representation = ['Content-Encoding', 'Content-Language', 'Content-Range', 'ETag', 'Last-Modified'];
    const fromTheServer = new Set(['x-powered-by', 'date', 'connection', 'keep-alive']);
    const document = (status: number, title: string, rest = {}): object => ({
      type: 'about:blank',
      title,
      status,
      ...rest,
    });

    it.each([
      ['by its status', { status: 409 }, document(409, 'Conflict')],
      ['by its statusCode', { statusCode: 409 }, document(409, 'Conflict')],
      ['by the first of both that is one', { status: 7, statusCode: 410 }, document(410, 'Gone')],
      ['of a status without a name', { status: 499 }, document(499, 'Error')],
      ['of no status', {}, document(500, 'Internal Server Error')],
      [
        'with the message it exposes',
        { status: 410, expose: true, message: 'é' },
        document(410, 'Gone', { detail: 'é' }),
      ],
      ['without a message that is the title', { status: 410, expose: true, message: 'Gone' }, document(410, 'Gone')],
      ['without a message', { status: 410, message: 'x' }, document(410, 'Gone')],
      [
        'with the code of one that knows clients',
        { status: 410, expose: false, code: 'c' },
        document(410, 'Gone', { code: 'c' }),
      ],
      ['without the code of another', { status: 410, code: 'c' }, document(410, 'Gone')],
      ['without a code that is no text', { status: 410, expose: false, code: 5 }, document(410, 'Gone')],
      ['without headers that are none', { status: 410, headers: 'x' }, document(410, 'Gone')],
      ['without headers that are null', { status: 410, headers: null }, document(410, 'Gone')],
    ])('%s', async (_what, error, expected) => {
      const response = await answer(error);
      expect(response.body).toEqual(expected);
      expect(response.status).toBe(response.body.status);
      expect(response.headers['content-length']).toBe(String(Buffer.byteLength(response.text)));
      const names = Object.keys(response.headers).filter((name) => !fromTheServer.has(name));
      expect(names).toEqual(['content-type', 'content-length', 'cache-control', 'x-content-type-options']);
      expect(response.headers['x-content-type-options']).toBe('nosniff');
    });

    it('without the headers of the answer that was under way', async () => {
      const { headers } = await answer({ status: 404 });
      for (const name of representation) expect(headers).not.toHaveProperty(name.toLowerCase());
    });

    it('with its headers, less those that Node refuses', async () => {
      const response = await answer({ status: 429, headers: { 'X-Broken': 'a\nb', 'Retry-After': 5 } });
      expect(response.status).toBe(429);
      expect(response.headers['retry-after']).toBe('5');
      expect(response.headers).not.toHaveProperty('x-broken');
    });
  });

  it('logs to the console by default', async () => {
    const logged = jest.spyOn(console, 'error').mockImplementation(() => {});
    const error = new Error('x');
    const app = express().get('/', (_req, _res, next) => next(error));
    await request(app.use(problemDetails())).get('/').expect(500);
    expect(logged.mock.calls).toEqual([[error]]);
    logged.mockRestore();
  });

  it('answers HEAD without a body', async () => {
    const app = createApp({ 'a.js': `exports.GET = () => { throw new Error('x'); };` });
    const response = await request(app).head('/api/a');
    expect([response.status, response.text ?? '']).toEqual([500, '']);
  });

  it('gives who wraps the answer to HEAD no body either', async () => {
    const bodies: unknown[] = [];
    const app = express()
      .use((_req, res, next) => {
        const end = res.end.bind(res);
        res.end = (body: unknown) => {
          bodies.push(body);
          return end();
        };
        next(new Error('x'));
      })
      .use(problemDetails({ logger }));
    await request(app).head('/').expect(500);
    expect(bodies).toEqual([undefined]);
  });

  it('leaves an answer that has begun to Express', async () => {
    const app = express()
      .get('/', (_req, res, next) => {
        res.write('half');
        next(new Error('x'));
      })
      .use(problemDetails({ logger }))
      .use(((_error, _req, res, _next) => res.end(' and the rest')) as import('express').ErrorRequestHandler);
    expect((await request(app).get('/')).text).toBe('half and the rest');
    expect(logger.errors).toEqual([]);
  });

  it('logs nothing with logger: false', async () => {
    const app = express()
      .get('/', (_req, _res, next) => next(new Error('x')))
      .use(problemDetails({ logger: false }));
    expect((await request(app).get('/')).status).toBe(500);
  });

  it("is what Express's own handler is not: without it, production shows no message either", async () => {
    const app = express().set('env', 'production');
    const quiet = jest.spyOn(console, 'error').mockImplementation(() => {});
    app.use(
      apiRoutes(writeRouteFiles({ 'a.js': `exports.GET = () => { throw new Error('${secret}'); };` }), { logger }),
    );
    const response = await request(app).get('/api/a');
    quiet.mockRestore();
    expect(response.status).toBe(500);
    expect(response.text).not.toMatch(/hunter2|\.js:\d/);
  });
});

describe('alone on an http server', () => {
  const logger = createQuietLogger();
  const files = unexpected.map(([, thrown], i) => [
    `${i}.js`,
    `const secret = '${secret}'; exports.GET = () => { throw ${thrown}; };`,
  ]);
  const server = createServer(
    apiRoutes(writeRouteFiles(Object.fromEntries(files) as Record<string, string>), { logger }),
  );

  it.each(unexpected.map(([what], i) => [what, i] as const))('%s gets the same answer', async (_what, i) => {
    const response = await request(server).get(`/api/${i}`);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(Object.keys(response.body as object)).toEqual(['type', 'title', 'status']);
    expect(response.text).not.toContain('hunter2');
  });

  it('a URL without a file is a 404 problem', async () => {
    const response = await request(server).get('/api/none');
    expect(response.body).toEqual({ type: 'about:blank', title: 'Not Found', status: 404, code: 'not_found' });
  });
});

describe('HttpError', () => {
  it.each([200, 302, 399, 600, 404.5, NaN, '404'])('refuses the status %p', (status) => {
    expect(() => new HttpError(status as number)).toThrow(RangeError);
  });

  it('refuses a header that no server can send, which would end the process later', () => {
    expect(() => new HttpError(429, 'x', { headers: { 'Retry-After': 'a\nb' } })).toThrow('Invalid character');
    expect(() => new HttpError(429, 'x', { headers: { 'Bad Name': '1' } })).toThrow('valid HTTP token');
  });

  it('takes the words of its status when it has none', () => {
    expect(new HttpError(404).message).toBe('Not Found');
    expect(new HttpError(499).message).toBe('Error 499');
  });
});
