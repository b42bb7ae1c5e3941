import { once } from 'node:events';
import type { Socket } from 'node:net';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { useRealMiddleware } from '../support/real-middleware';
import { writeRouteFiles } from '../support/route-files';
import { openSocket, serve, until } from '../support/serve';

const body = (signal: string) => `
  seen.started++;
  ${signal}.addEventListener('abort', () => { seen.aborted++; seen.reason = ${signal}.reason?.name; });
  return new Response(new ReadableStream({
    pull(c) { seen.pulled++; if (seen.pulled === 1) c.enqueue(Buffer.from('first')); else return new Promise(() => {}); },
    cancel() { seen.cancelled++; },
  }));`;
const silent = (signal: string) => `
  seen.started++;
  return new Promise((resolve, reject) => ${signal}.addEventListener('abort', () => { seen.aborted++; reject(${signal}.reason); }));`;
const seen = 'const seen = globalThis.seenByRoutes;';

const files = {
  'stream/astro.ts': `export const GET = ({ request }) => { ${seen} ${body('request.signal')} };`,
  'stream/edge.ts': `export const runtime = 'edge'; export default (request) => { ${seen} ${body('request.signal')} };`,
  'stream/class.ts': `export default class C { get({ request }) { ${seen} ${body('request.signal')} } }`,
  'silent/astro.ts': `export const GET = ({ request }) => { ${seen} ${silent('request.signal')} };`,
  'silent/edge.ts': `export const runtime = 'edge'; export default (request) => { ${seen} ${silent('request.signal')} };`,
  'silent/class.ts': `export default class C { get({ request }) { ${seen} ${silent('request.signal')} } }`,
  'upload/astro.ts': `export const POST = async ({ request }) => { ${seen} seen.started++;
    request.signal.addEventListener('abort', () => seen.aborted++);
    try { await request.text(); } catch (error) { seen.caught = error.message; throw error; } };`,
  'upload/next.ts': `export default (req, res) => { ${seen} seen.handled++; res.end(); };`,
  'upload/express.ts': `export default [(req, res) => { ${seen} seen.handled++; res.end(); }];`,
  'late.ts': `export const GET = async ({ request }) => { ${seen} seen.started++;
    await new Promise((resolve) => request.signal.addEventListener('abort', resolve)); await new Promise(setImmediate);
    setImmediate(() => seen.finished++); return Response.json({ late: true }); };`,
  'proxy.ts': `export const GET = async ({ request }) => { ${seen}
    await fetch(new Request(seen.upstream, request)).catch((error) => { seen.caught = error.name; }); };`,
  'fine.ts': `export const GET = ({ request }) => { ${seen} request.signal.addEventListener('abort', () => seen.aborted++); return new Response('fine'); };`,
};
interface Seen {
  started: number;
  aborted: number;
  pulled: number;
  cancelled: number;
  handled: number;
  finished: number;
  reason?: string;
  caught?: string;
  upstream?: string;
}

describeExpress('a client that leaves', (express) => {
  const directory = writeRouteFiles(files);
  let routes: Seen;
  beforeEach(() => {
    routes = { started: 0, aborted: 0, pulled: 0, cancelled: 0, handled: 0, finished: 0 };
    (globalThis as any).seenByRoutes = routes;
  });
  const start = async (isBehindOthers = false) => {
    const logger = createQuietLogger();
    const errors: unknown[] = [];
    const app = express();
    if (isBehindOthers) useRealMiddleware(app);
    app.use(apiRoutes(directory, { logger }));
    app.use((error: unknown, _req: any, res: any, _next: any) => {
      errors.push(error);
      res.status(500).end();
    });
    const { port } = await serve(app);
    const socket = await openSocket(port);
    return { socket, port, logger, errors };
  };
  const ask = (socket: Socket, path: string) =>
    socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n`);

  it.each(['astro', 'edge', 'class'].flatMap((style) => [[style, false] as const, [style, true] as const]))(
    'in mid-stream aborts the signal and cancels the body, once each (%s, behind others: %s)',
    async (style, isBehindOthers) => {
      const { socket, logger, errors } = await start(isBehindOthers);
      ask(socket, `/api/stream/${style}`);
      await until(() => routes.pulled >= 2, 'the first chunk');
      socket.destroy();
      await until(() => routes.cancelled > 0 && routes.aborted > 0, 'the end');
      await new Promise(setImmediate);
      expect(routes).toMatchObject({ cancelled: 1, aborted: 1, reason: 'AbortError' });
      expect([logger.errors, errors]).toEqual([[], []]);
    },
  );

  it.each(['astro', 'edge', 'class'])('before the answer is no error of the app (%s)', async (style) => {
    const { socket, logger, errors } = await start();
    ask(socket, `/api/silent/${style}`);
    await until(() => routes.started === 1, 'the start');
    socket.destroy();
    await until(() => routes.aborted === 1, 'the abort');
    await new Promise(setImmediate);
    expect([logger.errors, errors]).toEqual([[], []]);
  });

  it('before the answer makes a late Response count for nothing', async () => {
    const { socket, logger, errors } = await start();
    ask(socket, '/api/late');
    await until(() => routes.started === 1, 'the start');
    socket.destroy();
    await until(() => routes.finished === 1, 'the late answer');
    await new Promise(setImmediate);
    expect([logger.errors, errors]).toEqual([[], []]);
  });

  it('ends the fetch that its request was handed on to', async () => {
    let isUpstreamLeft = false;
    const upstream = await serve((req) => {
      routes.started++;
      req.socket.on('close', () => (isUpstreamLeft = true));
    });
    routes.upstream = upstream.url;
    const { socket } = await start();
    ask(socket, '/api/proxy');
    await until(() => routes.started === 1, 'the start');
    expect(routes.caught).toBeUndefined();
    socket.destroy();
    await until(() => isUpstreamLeft && routes.caught !== undefined, 'the end of the fetch');
    expect(routes.caught).toBe('AbortError');
  });

  it('in mid-upload makes the reading fail and nothing else', async () => {
    const { socket, logger, errors } = await start();
    socket.write(
      'POST /api/upload/astro HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a":',
    );
    await until(() => routes.started === 1, 'the start');
    socket.destroy();
    await until(() => routes.caught !== undefined && routes.aborted === 1, 'the failure');
    expect(routes.caught).toBe('The client left before the body was complete');
    expect([logger.errors, errors]).toEqual([[], []]);
  });

  it.each(['next', 'express'])('in mid-upload never reaches a handler that gets the whole body (%s)', async (style) => {
    const { socket, port, logger, errors } = await start();
    socket.write(
      `POST /api/upload/${style} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a":`,
    );
    socket.resume().end();
    await once(socket, 'close');
    const other = await fetch(`http://127.0.0.1:${port}/api/fine`);
    expect(await other.text()).toBe('fine');
    expect(routes.handled).toBe(0);
    expect([logger.errors, errors]).toEqual([[], []]);
  });

  it('after a whole answer aborts nothing', async () => {
    const { socket } = await start();
    let answer = '';
    socket.on('data', (chunk) => (answer += String(chunk)));
    for (let i = 0; i < 3; i++) {
      answer = '';
      ask(socket, '/api/fine');
      await until(() => answer.endsWith('fine'), 'the answer');
    }
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(routes.aborted).toBe(0);
  });
});
