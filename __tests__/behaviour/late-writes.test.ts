import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Express } from 'express';
import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { createSession } from '../support/real-middleware';
import { writeRouteFiles } from '../support/route-files';
import { until } from '../support/serve';
import compression from 'compression';

const files = {
  'next/json-twice.ts': `export default (req, res) => { res.json({ n: 1 }); res.json({ n: 2 }); };`,
  'next/send-after-json.ts': `export default (req, res) => { res.json({ n: 1 }); res.send('more'); };`,
  'next/redirect-after-json.ts': `export default (req, res) => { res.json({ n: 1 }); res.redirect('/x'); };`,
  'next/write-after-end.ts': `export default (req, res) => { res.json({ n: 1 }); res.write('more'); };`,
  'next/end-after-end.ts': `export default (req, res) => { res.json({ n: 1 }); res.end('more'); };`,
  'next/throw-after-json.ts': `export default (req, res) => { res.json({ n: 1 }); throw new Error('late'); };`,
  'next/reject-after-json.ts': `export default async (req, res) => { res.json({ n: 1 }); await new Promise(setImmediate); throw new Error('late'); };`,
  'next/header-after-json.ts': `export default (req, res) => { res.json({ n: 1 }); res.setHeader('x', 'y'); };`,
  'next/late-json.ts': `export default (req, res) => { res.json({ n: 1 }); setImmediate(() => res.json({ n: 2 })); };`,
  'next/late-write.ts': `export default (req, res) => { res.json({ n: 1 }); setImmediate(() => res.write('more')); };`,
  'express/json-twice.ts': `export default [(req, res) => { res.json({ n: 1 }); res.json({ n: 2 }); }];`,
  'express/write-after-end.ts': `export default [(req, res) => { res.json({ n: 1 }); res.write('more'); }];`,
  'express/throw-after-json.ts': `export default [(req, res) => { res.json({ n: 1 }); throw new Error('late'); }];`,
  'express/reject-after-json.ts': `export default [async (req, res) => { res.json({ n: 1 }); await new Promise(setImmediate); throw new Error('late'); }];`,
  'express/next-after-json.ts': `export default [(req, res, next) => { res.json({ n: 1 }); next(new Error('late')); }];`,
  'astro/both.ts': `export const GET = ({ res }) => { res.json({ n: 1 }); return new Response('second'); };`,
  'astro/write-after-end.ts': `export const GET = ({ res }) => { res.json({ n: 1 }); res.write('more'); };`,
  'astro/end-after-end.ts': `export const GET = ({ res }) => { res.json({ n: 1 }); res.end('more'); };`,
  'astro/throw-after-json.ts': `export const GET = ({ res }) => { res.json({ n: 1 }); throw new Error('late'); };`,
  'astro/late-write.ts': `export const GET = ({ res }) => { setImmediate(() => setImmediate(() => res.write('more'))); return Response.json({ n: 1 }); };`,
  'class/write-after-end.ts': `export default class C { get({ res }) { res.json({ n: 1 }); res.write('more'); } }`,
  'guarded/_middleware.ts': `export const onRequest = async ({ res }, next) => { const answer = await next(); res.write('more'); return answer; };`,
  'guarded/next.ts': `export default (req, res) => res.json({ n: 1 });`,
};
const names = Object.keys(files)
  .filter((file) => !file.includes('_middleware'))
  .map((file) => file.replace('.ts', ''));

describeExpress('writing after the answer', (express) => {
  const directory = writeRouteFiles(files);

  it.each(names)('leaves the first answer whole and is logged (%s)', async (name) => {
    const logger = createQuietLogger();
    const app = express().use(apiRoutes(directory, { logger }));
    const response = await request(app).get(`/api/${name}`);
    expect([response.status, response.text]).toEqual([200, '{"n":1}']);
    await until(() => logger.errors.length + logger.warnings.length > 0, 'a line in the log');
  });

  it.each(names)('leaves the first answer whole behind a session and compression (%s)', async (name) => {
    const app = express().use(compression({ threshold: 0 }), createSession());
    app.use(apiRoutes(directory, { logger: createQuietLogger() }));
    const response = await request(app).get(`/api/${name}`);
    expect([response.status, response.text]).toEqual([200, '{"n":1}']);
  });
});

/** Where nobody has wrapped the answer before us, and where somebody has. */
const places: [where: string, prepare: (app: Express) => Express][] = [
  ['on a plain app', (app) => app],
  ['behind a session', (app) => app.use(createSession())],
];

describeExpress('what an endpoint has wrapped before it leaves the request to the app', (express) => {
  const compressionModule = JSON.stringify(require.resolve('compression'));
  const directory = writeRouteFiles({
    'left.ts': `import compression from ${compressionModule}; export default [compression({ threshold: 0 }), (req, res, next) => next()];`,
  });

  it.each(places)('goes on wrapping the answer (%s)', async (_where, prepare) => {
    const app = prepare(express());
    app.use(apiRoutes(directory), (_req, res) => void res.send('hello '.repeat(100)));
    const response = await request(app).get('/api/left');
    expect(response.headers).toMatchObject({ 'content-encoding': 'gzip' });
    expect(response.text).toBe('hello '.repeat(100));
  });

  it.each(places)('and nothing else does (%s)', async (_where, prepare) => {
    const app = prepare(express());
    let methods: unknown[] = [];
    app.use((_req, res, next) => {
      methods = [Reflect.get(res, 'end'), Reflect.get(res, 'write')];
      next();
    });
    const plain = writeRouteFiles({ 'left.ts': 'export default [(req, res, next) => next()];' });
    app.use(apiRoutes(plain), (_req, res) => {
      res.json([Reflect.get(res, 'end') === methods[0], Reflect.get(res, 'write') === methods[1]]);
    });
    expect((await request(app).get('/api/left')).body).toEqual([true, true]);
  });
});

describeExpress('an end that fails', (express) => {
  const directory = writeRouteFiles({
    'half.ts': `export default (req, res) => { res.write('a'); res.end({ a: 1 }); };`,
    'none.ts': `export default [
      (req, res, next) => { const { end } = res; res.end = (...args) => end.apply(res, args); next(); },
      (req, res) => res.end({ a: 1 }),
    ];`,
  });

  it('cuts an answer that has begun, where an app has wrapped write alone', async () => {
    const app = express();
    app.use((_req, res: any, next) => {
      const { write } = res;
      res.write = (...args: unknown[]) => write.apply(res, args);
      next();
    });
    app.use(apiRoutes(directory, { logger: createQuietLogger() }));
    await expect(request(app).get('/api/half').timeout(5000)).rejects.toThrow(/aborted|hang up|ECONNRESET/);
  });

  it('cuts an answer that has begun behind compression', async () => {
    const app = express().use(compression({ filter: () => true, threshold: 0 }));
    app.use(apiRoutes(directory, { logger: createQuietLogger() }));
    await expect(request(app).get('/api/half').timeout(5000)).rejects.toThrow(/aborted|hang up|ECONNRESET/);
  });

  it('leaves the answer to the app, behind compression and a wrapper of its own', async () => {
    const logger = createQuietLogger();
    const app = express().use(compression(), apiRoutes(directory, { logger }));
    app.use((_error: unknown, _req: unknown, res: any, _next: unknown) => res.status(500).send('the app'));
    const response = await request(app).get('/api/none').timeout(5000);
    expect([response.status, response.text, logger.warnings]).toEqual([500, 'the app', []]);
  });
});

describeExpress('a write that comes late', (express) => {
  it.each(places)('calls back with an error (%s)', async (_where, prepare) => {
    const told: unknown[] = [];
    Object.assign(globalThis, { tellLate: (error: Error) => told.push((error as NodeJS.ErrnoException).code) });
    const directory = writeRouteFiles({
      'late.ts': `export default (req, res) => { res.end('x'); res.write('y', (error) => globalThis.tellLate(error)); };`,
    });
    const app = prepare(express());
    await request(app.use(apiRoutes(directory, { logger: createQuietLogger() })))
      .get('/api/late')
      .expect(200, 'x');
    await until(() => told.length > 0, 'the callback');
    expect(told).toEqual(['ERR_STREAM_WRITE_AFTER_END']);
  });

  it.each([
    ['from a handler that has failed', ''],
    [
      'through a wrapper that puts back what it found',
      `const { end } = res; res.end = (...args) => { res.end = end; return end.apply(res, args); };`,
    ],
  ])('is logged after the connection is done: %s', async (_what, wrap) => {
    const logger = createQuietLogger();
    const directory = writeRouteFiles({
      'late.ts': `export default (req, res) => {
        setTimeout(() => res.end('late'), 50);
        ${wrap === '' ? `throw new Error('boom');` : `res.end('x');`}
      };`,
    });
    const app = express();
    app.use((_req, res: any, next) => {
      new Function('res', wrap)(res); // eslint-disable-line @typescript-eslint/no-implied-eval
      next();
    });
    app.use(apiRoutes(directory, { logger }));
    app.use((_error: unknown, _req: unknown, res: any, _next: unknown) => res.status(500).send('the app'));
    await request(app).get('/api/late').set('Connection', 'close');
    await until(() => logger.warnings.length > 0, 'the warning');
    expect(logger.warnings).toEqual([expect.stringMatching(/^late\.ts wrote to GET/)]);
  });
});

describeExpress('a rewritten request', (express) => {
  const directory = writeRouteFiles({
    'first.ts': `export const GET = ({ res, rewrite }) => { res.locals.seen = res.listenerCount('error'); return rewrite('/api/second'); };`,
    'second.ts': `export default (req, res) => {
      const added = res.listenerCount('error') - res.locals.seen;
      res.json({ added });
      res.write('more');
    };`,
  });

  it('is guarded once, in the name of the route that answers', async () => {
    const logger = createQuietLogger();
    const response = await request(express().use(apiRoutes(directory, { logger }))).get('/api/first');
    expect(response.body).toEqual({ added: 0 });
    await until(() => logger.warnings.length > 0, 'a line in the log');
    expect(logger.warnings).toEqual([expect.stringMatching(/^second\.ts wrote to GET/)]);
  });
});

describeExpress('an error in the middle of an answer', (express) => {
  const directory = writeRouteFiles({
    'next.ts': `export default (req, res) => { res.write('half'); throw new Error('late'); };`,
    'express.ts': `export default [(req, res) => { res.write('half'); throw new Error('late'); }];`,
    'next-later.ts': `export default async (req, res) => { res.write('half'); await new Promise((resolve) => setTimeout(resolve, 20)); throw new Error('late'); };`,
    'astro.ts': `export const GET = ({ res }) => { res.write('half'); throw new Error('late'); };`,
    'web.ts': `export const GET = () => new Response(new ReadableStream({
      async pull(c) { if (this.n) throw new Error('late'); this.n = 1; c.enqueue(Buffer.from('half')); await new Promise((resolve) => setTimeout(resolve, 20)); } }));`,
  });

  it.each(['next', 'next-later', 'express', 'astro', 'web'])('cuts the connection and is logged (%s)', async (name) => {
    const logger = createQuietLogger();
    const app = express().use(apiRoutes(directory, { logger }));
    await expect(request(app).get(`/api/${name}`)).rejects.toThrow(/aborted|hang up|ECONNRESET/);
    expect(logger.errors).toEqual([expect.objectContaining({ message: 'late' })]);
  });

  it.each(['next', 'express', 'web'])('cuts it behind a session and compression, too (%s)', async (name) => {
    const app = express().use(compression({ threshold: 0 }), createSession());
    app.use(apiRoutes(directory, { logger: createQuietLogger() }));
    await expect(request(app).get(`/api/${name}`)).rejects.toThrow(/aborted|hang up|ECONNRESET/);
  });
});

describe('a process', () => {
  const script = path.join(__dirname, '../support/late-writes-child.ts');

  it.each(['express4', 'express'])(
    'survives every late write without an uncaught error (%s)',
    async (version) => {
      const directory = writeRouteFiles(files);
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--import', 'tsx', script, version, directory, ...names],
        { timeout: 30_000 },
      );
      expect(JSON.parse(stdout)).toEqual({ answers: names.map((name) => `${name} 200 {"n":1}`), uncaught: [] });
    },
    40_000,
  );
});
