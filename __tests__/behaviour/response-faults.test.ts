import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import request from 'supertest';
import { apiRoutes, problemDetails } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { useRealMiddleware } from '../support/real-middleware';
import { writeRouteFiles } from '../support/route-files';
import { sendRaw, serve, until } from '../support/serve';

const stream = (pull: string) => `new ReadableStream({ async pull(c) { this.n = (this.n ?? 0) + 1; ${pull} } })`;
const turns = 'await new Promise((resolve) => setTimeout(resolve, 5));';
const get = (statements: string) => `export const GET = async ({ request }) => { ${statements} };`;

const files = {
  'framing.ts': get(
    `return new Response('body', { headers: { 'transfer-encoding': 'chunked', connection: 'keep-alive', 'keep-alive': 'timeout=1', upgrade: 'h2c', te: 'trailers', trailer: 'x', 'content-length': '4' } });`,
  ),
  'framing-stream.ts': get(
    `return new Response(${stream(`${turns} if (this.n > 2) c.close(); else c.enqueue(Buffer.from('ab'));`)}, { headers: { 'transfer-encoding': 'chunked', 'content-length': '4' } });`,
  ),
  'length-short.ts': get(`return new Response('body', { headers: { 'content-length': '2' } });`),
  'length-long.ts': get(`return new Response('body', { headers: { 'content-length': '20' } });`),
  'length-of-nothing.ts': get(`return new Response(null, { headers: { 'content-length': '20' } });`),
  'length-of-204.ts': get(
    `return new Response(null, { status: 204, headers: { 'content-length': '20', 'content-type': 'text/plain' } });`,
  ),
  'length-garbage.ts': get(
    `return new Response(${stream(`${turns} if (this.n > 2) c.close(); else c.enqueue(Buffer.from('ab'));`)}, { headers: { 'content-length': 'abc' } });`,
  ),
  'stream-short.ts': get(
    `return new Response(${stream(`${turns} if (this.n > 2) c.close(); else c.enqueue(Buffer.from('ab'));`)}, { headers: { 'content-length': '20' } });`,
  ),
  'stream-long.ts': get(
    `return new Response(${stream(`${turns} if (this.n > 2) c.close(); else c.enqueue(Buffer.from('ab'));`)}, { headers: { 'content-length': '3' } });`,
  ),
  'upstream.ts': get(`return fetch(process.env.UPSTREAM);`),
  'control.ts': get(`return new Response('x', { headers: { 'x-secret': 'a\\x01b' } });`),
  'error.ts': get(`return Response.error();`),
  'used.ts': get(`const r = new Response('x'); await r.text(); return r;`),
  'locked.ts': get(`const r = new Response('x'); r.body.getReader(); return r;`),
  'twice.ts': `const r = new Response('x'); export const GET = () => r;`,
  'undefined.ts': get(''),
  'null.ts': get('return null;'),
  'string.ts': get(`return 'the secret';`),
  'object.ts': get(`return { secret: 1 };`),
  'function.ts': get(`return () => {};`),
  'edge-string.ts': `export const runtime = 'edge'; export default () => 'the secret';`,
  'edge-undefined.ts': `export const runtime = 'edge'; export default () => {};`,
  'class-string.ts': `export default class C { get() { return 'the secret'; } }`,
  'early-error.ts': get(`return new Response(new ReadableStream({ pull() { throw new Error('the secret'); } }));`),
  'start-error.ts': get(`return new Response(new ReadableStream({ start(c) { c.error(new Error('the secret')); } }));`),
  'second-error.ts': get(
    `return new Response(${stream(`if (this.n === 1) c.enqueue(Buffer.from('a')); else throw new Error('the secret');`)});`,
  ),
  'error-behind-chunk.ts': get(
    `const pull = (c) => { c.enqueue(Buffer.from('a')); queueMicrotask(() => c.error(new Error('the secret'))); };
     return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }));`,
  ),
  'late-error.ts': get(
    `return new Response(${stream(`${turns} if (this.n === 1) c.enqueue(Buffer.from('part')); else throw new Error('the secret');`)});`,
  ),
  'number.ts': get(`return new Response(new ReadableStream({ start(c) { c.enqueue(7); c.close(); } }));`),
  'late-number.ts': get(
    `return new Response(${stream(`${turns} c.enqueue(this.n === 1 ? Buffer.from('part') : 7);`)});`,
  ),
  'chunks.ts': get(
    `return new Response(new ReadableStream({ start(c) { c.enqueue('a'); c.enqueue(new Uint8Array([98])); c.enqueue(new Uint8Array()); c.enqueue(new Uint8Array([99]).buffer); c.enqueue(new DataView(new Uint8Array([0, 100]).buffer, 1)); c.close(); } }));`,
  ),
  'endless.ts': get(
    `const state = (globalThis.endless = { cancelled: 0, pulled: 0 }); return new Response(new ReadableStream({ pull(c) { state.pulled++; c.enqueue(Buffer.alloc(1024)); }, cancel() { state.cancelled++; } }));`,
  ),
  'head.ts': get(`return new Response('body', { headers: { 'content-length': '4' } });`),
  'fine.ts': get(`return new Response('fine');`),
};

describeExpress('a Response that cannot be sent as it is', (express) => {
  const directory = writeRouteFiles(files);
  const createApp = () => {
    const logger = createQuietLogger();
    const errors: any[] = [];
    const app = express().use(apiRoutes(directory, { logger }));
    app.use((error: any, _req: any, _res: any, next: any) => {
      errors.push(error);
      next(error);
    });
    app.use(problemDetails({ logger: false }));
    return { app, logger, errors };
  };
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;

  it('has one framing, and no header of another hop', async () => {
    const { port } = await serve(createApp().app);
    const answer = await sendRaw(port, get('/api/framing'));
    expect(answer).toMatch(/\r\nContent-Length: 4\r\n/i);
    expect(answer).not.toMatch(/transfer-encoding|upgrade|\bte:|trailer|timeout=1/i);
    expect(answer).toMatch(/\r\n\r\nbody$/);
  });

  it('has one framing when it is a stream', async () => {
    const { port } = await serve(createApp().app);
    const answer = await sendRaw(port, get('/api/framing-stream'));
    expect(answer).not.toMatch(/transfer-encoding/i);
    expect(answer).toMatch(/\r\n\r\nabab$/);
  });

  it.each(['length-short', 'length-long'])('has the length of its body (%s)', async (name) => {
    const response = await request(createApp().app).get(`/api/${name}`);
    expect([response.headers['content-length'], response.text]).toEqual(['4', 'body']);
  });

  it('has no length it does not have (no body)', async () => {
    const { port } = await serve(createApp().app);
    const answer = await sendRaw(port, `GET /api/length-of-nothing HTTP/1.1\r\nHost: a\r\n\r\n${get('/api/fine')}`);
    expect(answer).not.toMatch(/Content-Length: 20/i);
    expect(answer).toMatch(/fine$/);
  });

  it('has no length at 204', async () => {
    const { port } = await serve(createApp().app);
    const answer = await sendRaw(port, get('/api/length-of-204'));
    expect(answer).toMatch(/^HTTP\/1\.1 204/);
    expect(answer).not.toMatch(/content-length/i);
  });

  it('has no length that is no number', async () => {
    const { port } = await serve(createApp().app);
    const answer = await sendRaw(port, get('/api/length-garbage'));
    expect(answer).not.toMatch(/content-length: abc/i);
  });

  it.each(['stream-short', 'stream-long'])('is cut off when its stream belies its length (%s)', async (name) => {
    const { app, logger } = createApp();
    await expect(request(app).get(`/api/${name}`)).rejects.toThrow(/aborted|hang up|ECONNRESET/);
    expect(logger.errors).toEqual([expect.objectContaining({ message: expect.stringContaining('Content-Length') })]);
  });

  it('keeps the length of a HEAD answer', async () => {
    const response = await request(createApp().app).head('/api/head');
    expect(response.headers['content-length']).toBe('4');
  });

  it.each([
    'control',
    'error',
    'used',
    'locked',
    'undefined',
    'null',
    'string',
    'object',
    'function',
    'edge-string',
    'edge-undefined',
    'class-string',
    'early-error',
    'start-error',
    'second-error',
    'error-behind-chunk',
    'number',
  ])('is a clean 500 that tells nothing (%s)', async (name) => {
    const { app, errors } = createApp();
    const response = await request(app).get(`/api/${name}`);
    expect([response.status, response.body]).toEqual([
      500,
      { type: 'about:blank', title: 'Internal Server Error', status: 500 },
    ]);
    expect(response.headers).not.toHaveProperty('x-secret');
    expect(errors).toHaveLength(1);
  });

  it('names file and value to the developer', async () => {
    const { app, errors } = createApp();
    await request(app).get('/api/string');
    expect(errors[0].message).toMatch(/GET of string\.ts returned "the secret"; .* must return a Response/);
  });

  it('is a 500 the second time it is returned', async () => {
    const { app, errors } = createApp();
    await request(app).get('/api/twice').expect(200, 'x');
    await request(app).get('/api/twice').expect(500);
    expect(errors[0].message).toMatch(/create a new Response for each request/);
  });

  it.each(['late-error', 'late-number'])(
    'is cut off, and the error logged, after its first bytes (%s)',
    async (name) => {
      const { app, logger, errors } = createApp();
      const { port } = await serve(app);
      const answer = await sendRaw(port, get(`/api/${name}`));
      expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*\r\n\r\n4\r\npart\r\n$/);
      expect(logger.errors).toHaveLength(1);
      expect(errors).toEqual([]);
    },
  );

  it('may have chunks of every kind of bytes, and text', async () => {
    const { url } = await serve(createApp().app);
    const response = await fetch(`${url}/api/chunks`);
    expect(await response.text()).toBe('abcd');
  });

  it('is not read for HEAD, but cancelled', async () => {
    const response = await request(createApp().app).head('/api/endless');
    expect(response.status).toBe(200);
    const { endless } = globalThis as any;
    await until(() => endless.cancelled === 1, 'the cancellation');
    expect(endless.pulled).toBeLessThan(5);
  });
});

describeExpress('the Response of fetch()', (express) => {
  let upstream: Server;
  beforeAll(async () => {
    upstream = createServer((_req, res) => {
      res.writeHead(201, {
        'Content-Type': 'text/plain',
        'Content-Encoding': 'gzip',
        'Set-Cookie': ['a=1', 'b=2'],
        'X-Up': 'yes',
        Connection: 'keep-alive',
      });
      res.end(gzipSync('hello from upstream '.repeat(50)));
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    process.env['UPSTREAM'] = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/`;
  });
  afterAll(() => {
    upstream.closeAllConnections();
    upstream.close();
  });
  const directory = writeRouteFiles(files);

  it.each([false, true])('is sent readable, with its cookies (behind real middleware: %s)', async (isBehind) => {
    const app = express();
    if (isBehind) useRealMiddleware(app);
    const { url } = await serve(app.use(apiRoutes(directory)));
    const response = await fetch(`${url}/api/upstream`);
    expect(response.status).toBe(201);
    expect(await response.text()).toBe('hello from upstream '.repeat(50));
    expect(response.headers.get('x-up')).toBe('yes');
    expect(response.headers.getSetCookie().slice(0, 2)).toEqual(['a=1', 'b=2']);
  });
});
