import compression from 'compression';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { useRealMiddleware } from '../support/real-middleware';
import { writeRouteFiles } from '../support/route-files';
import { serve, until } from '../support/serve';

/** Sends an event each time the test asks for one, so that an event held back is never sent by the next. */
const events = `
  const encoder = new TextEncoder();
  const stream = (signal) => new ReadableStream({
    start(controller) {
      globalThis.sendEvent = (text) => controller.enqueue(encoder.encode('data: ' + text + '\\n\\n'));
      signal?.addEventListener('abort', () => { globalThis.eventsAborted = true; });
    },
    cancel() { globalThis.eventsCancelled = (globalThis.eventsCancelled ?? 0) + 1; },
  });
  const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' };`;

const files = {
  'astro.ts': `${events} export const GET = ({ request }) => new Response(stream(request.signal), { headers });`,
  'edge.ts': `${events} export const runtime = 'edge'; export default (request) => new Response(stream(request.signal), { headers });`,
  'class.ts': `${events} export default class C { get({ request }) { return new Response(stream(request.signal), { headers }); } }`,
  'next.ts': `export default (req, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    res.flushHeaders();
    globalThis.sendEvent = (text) => { res.write('data: ' + text + '\\n\\n'); res.flush?.(); };
    res.on('close', () => { globalThis.eventsAborted = true; globalThis.eventsCancelled = 1; }); };`,
  'express.ts': `export default [(req, res) => {
    res.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-cache' }).flushHeaders();
    globalThis.sendEvent = (text) => { res.write('data: ' + text + '\\n\\n'); res.flush?.(); };
    res.on('close', () => { globalThis.eventsAborted = true; globalThis.eventsCancelled = 1; }); }];`,
};
const state = globalThis as unknown as {
  sendEvent?: (text: string) => void;
  eventsAborted?: boolean;
  eventsCancelled?: number;
};

describeExpress('server-sent events', (express) => {
  const directory = writeRouteFiles(files);
  beforeEach(() => {
    delete state.sendEvent;
    delete state.eventsAborted;
    delete state.eventsCancelled;
  });

  const fronts: [string, (app: any) => void][] = [
    ['nothing', () => {}],
    ['compression', (app) => app.use(compression())],
    ['session, helmet, morgan, passport and compression', (app) => void useRealMiddleware(app)],
  ];

  it.each(
    Object.keys(files).flatMap((file) => fronts.map(([name, use]) => [file.replace('.ts', ''), name, use] as const)),
  )('of %s style arrive one by one behind %s, until the client leaves', async (style, _name, use) => {
    const app = express();
    use(app);
    const { url } = await serve(app.use(apiRoutes(directory, { logger: createQuietLogger() })));
    const client = new AbortController();
    const response = await fetch(`${url}/api/${style}`, { signal: client.signal });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (const text of ['one', 'two', 'three']) {
      state.sendEvent!(text);
      let received = '';
      while (!received.endsWith('\n\n')) received += (await reader.read()).value;
      expect(received).toBe(`data: ${text}\n\n`);
    }
    client.abort();
    reader.read().catch(() => {});
    await until(() => state.eventsAborted === true && state.eventsCancelled === 1, 'the end of the stream');
  });
});
