import compression from 'compression';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';
import { openSocket, serve, until } from '../support/serve';

const chunkBytes = 65_536;
const chunks = 1_000;
const source = `
  const state = (globalThis.pressure = { pulled: 0, cancelled: 0 });
  // Bytes that no compression makes small.
  const bytes = require('node:crypto').randomBytes(${chunkBytes});
  const body = () => new ReadableStream({ pull(c) { if (state.pulled++ === ${chunks}) c.close(); else c.enqueue(bytes); }, cancel() { state.cancelled++; } }, { highWaterMark: 0 });`;
const files = {
  'astro.ts': `export const GET = () => { ${source} return new Response(body(), { headers: { 'content-type': 'text/plain' } }); };`,
  'edge.ts': `export const runtime = 'edge'; export default () => { ${source} return new Response(body(), { headers: { 'content-type': 'text/plain' } }); };`,
  'next.ts': `import { Readable } from 'node:stream'; export default (req, res) => { ${source} res.setHeader('content-type', 'text/plain'); res.send(Readable.fromWeb(body())); };`,
  'short.ts': `export const GET = () => { let n = 0; const bytes = new Uint8Array(${chunkBytes});
    return new Response(new ReadableStream({ pull(c) { if (n++ === 50) c.close(); else c.enqueue(bytes); } }), { headers: { 'content-type': 'text/plain' } }); };`,
  'slow-reader.ts': `export const config = { api: { bodyParser: false } }; export const POST = async ({ request }) => {
    const reader = request.body.getReader(); globalThis.pressure = { read: 0 };
    globalThis.readOne = async () => { const { value, done } = await reader.read(); globalThis.pressure.read += value?.length ?? 0; return done; };
    await new Promise((resolve) => { globalThis.finish = resolve; });
    return Response.json(globalThis.pressure.read); };`,
  'first-chunk.ts': `export const config = { api: { bodyParser: false } };
    export const POST = async ({ request }) => { const { value } = await request.body.getReader().read(); return Response.json(value.length > 0); };`,
  'cancels.ts': `export const POST = async ({ request }) => { await request.body.cancel(); return Response.json(true); };`,
  'many-reads.ts': `export const POST = async ({ request }) => {
    const reader = request.body.getReader(); let length = 0; let isDone = false;
    while (!isDone) for (const { done, value } of await Promise.all([reader.read(), reader.read(), reader.read()])) {
      isDone ||= done; length += value?.length ?? 0;
    }
    return Response.json({ length }); };`,
  'throws.ts': `export const POST = async ({ request }) => { await request.body.getReader().read(); throw new Error('enough'); };`,
  'ignores.ts': `export const POST = () => Response.json(true);`,
  'fine.ts': `export const GET = () => new Response('fine');`,
};
const state = globalThis as unknown as { pressure: { pulled: number; cancelled: number } };

describeExpress('a slow reader', (express) => {
  const directory = writeRouteFiles(files);
  it.each(['astro', 'edge', 'next'].flatMap((style) => [[style, false] as const, [style, true] as const]))(
    'does not pull a whole stream into memory, and gets all of it at last (%s, compressed: %s)',
    async (style, isCompressed) => {
      const app = express();
      if (isCompressed) app.use(compression());
      const { port } = await serve(app.use(apiRoutes(directory, { logger: createQuietLogger() })));
      const socket = await openSocket(port);
      socket.pause();
      socket.write(`GET /api/${style} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept-Encoding: gzip\r\n\r\n`);
      let last = -1;
      await until(() => {
        const isStill = state.pressure?.pulled > 0 && state.pressure.pulled === last;
        last = state.pressure?.pulled ?? 0;
        return isStill;
      }, 'the standstill');
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(state.pressure.pulled * chunkBytes).toBeLessThan(32 * 1024 * 1024);
      let received = 0;
      socket.on('data', (chunk) => (received += chunk.length));
      socket.resume();
      await new Promise((resolve) => socket.once('close', resolve));
      expect(received).toBeGreaterThan(chunks * chunkBytes);
    },
    20_000,
  );

  it.each([false, true])(
    'that leaves while it is waited for ends the stream (compressed: %s)',
    async (isCompressed) => {
      const app = express();
      if (isCompressed) app.use(compression());
      const { port } = await serve(app.use(apiRoutes(directory)));
      const socket = await openSocket(port);
      state.pressure = { pulled: 0, cancelled: 0 };
      socket.pause();
      socket.write('GET /api/astro HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n');
      await until(() => state.pressure.pulled > 10, 'some chunks');
      socket.destroy();
      await until(() => state.pressure.cancelled === 1, 'the cancellation');
    },
  );

  it.each([false, true])(
    'is waited for with one listener (compressed: %s)',
    async (isCompressed) => {
      const app = express();
      if (isCompressed) app.use(compression());
      let listeners = 0;
      app.use((_req, res, next) => {
        const on = res.on.bind(res) as (...args: unknown[]) => any;
        res.on = (type: string, listener: unknown) => {
          if (type === 'drain') listeners++;
          return on(type, listener);
        };
        next();
      });
      const { url } = await serve(app.use(apiRoutes(directory)));
      const response = await fetch(`${url}/api/short`, { headers: { 'accept-encoding': 'gzip' } });
      expect((await response.arrayBuffer()).byteLength).toBe(50 * chunkBytes);
      expect(listeners).toBe(1);
    },
    20_000,
  );
});

describeExpress('a handler that reads slowly', (express) => {
  const directory = writeRouteFiles(files);

  it('does not take a whole upload into memory', async () => {
    const { port, server } = await serve(express().use(apiRoutes(directory)));
    let received = 0;
    server.on('connection', (connection) => connection.on('close', () => (received = connection.bytesRead)));
    const connections: any[] = [];
    server.on('connection', (connection) => connections.push(connection));
    const socket = await openSocket(port);
    const total = 64 * 1024 * 1024;
    socket.write(
      `POST /api/slow-reader HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${total}\r\n\r\n`,
    );
    socket.write(Buffer.alloc(total, 120));
    await until(() => typeof (globalThis as any).readOne === 'function' && connections.length > 0, 'the handler');
    await (globalThis as any).readOne();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(connections[0].bytesRead).toBeLessThan(8 * 1024 * 1024);
    while (!(await (globalThis as any).readOne()));
    (globalThis as any).finish();
    let answer = '';
    socket.on('data', (chunk) => (answer += String(chunk)));
    await new Promise((resolve) => socket.once('close', resolve));
    expect(answer).toMatch(new RegExp(`${total}$`));
    expect(received).toBeGreaterThan(total);
    delete (globalThis as any).readOne;
  });

  it('gets the whole of an upload that it asks several chunks of at once', async () => {
    const { url } = await serve(express().use(apiRoutes(directory)));
    const response = await fetch(`${url}/api/many-reads`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.alloc(900_000, 120),
    });
    expect(await response.json()).toEqual({ length: 900_000 });
  });

  it.each(['first-chunk', 'cancels', 'throws', 'ignores'])(
    'leaves the connection to the next request (%s)',
    async (name) => {
      const app = express().use(apiRoutes(directory, { logger: createQuietLogger() }));
      app.use((_error: unknown, _req: any, res: any, _next: any) => res.status(500).json(false));
      const { port } = await serve(app);
      const socket = await openSocket(port);
      let answers = '';
      socket.on('data', (chunk) => (answers += String(chunk)));
      const length = 900_000;
      socket.write(
        `POST /api/${name} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`,
      );
      socket.write(Buffer.alloc(length, 120));
      socket.write('GET /api/fine HTTP/1.1\r\nHost: a\r\n\r\n');
      await until(() => answers.endsWith('fine'), 'the second answer');
      socket.destroy();
    },
  );
});
