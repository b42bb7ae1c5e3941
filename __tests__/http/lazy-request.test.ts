import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  request as sendRequest,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import fc from 'fast-check';
import { createWebRequest } from '../../lib/http/lazy-request';
import { createRealRequest } from '../../lib/http/web-request';
import { serve, until } from '../support/serve';

/** What an endpoint may do to its request, each with what it sees. */
const operations: Record<string, (request: Request, echo: string) => unknown> = {
  method: (request) => request.method,
  url: (request) => request.url,
  headers: (request) => [...request.headers].filter(([name]) => name !== 'x-maker'),
  'set a header': (request) => request.headers.set('x-own', 'set'),
  'append a header': (request) => request.headers.append('x-own', 'appended'),
  'delete a header': (request) => request.headers.delete('content-type'),
  'set an invalid header': (request) => request.headers.set('x-own', 'a\nb'),
  'the same headers': (request) => request.headers === request.headers,
  signal: (request) => [request.signal instanceof AbortSignal, request.signal.aborted],
  'the same signal': (request) => request.signal === request.signal,
  bodyUsed: (request) => request.bodyUsed,
  body: (request) => [request.body === null, request.body instanceof ReadableStream, request.body?.locked],
  'the body stream': async (request) => {
    const parts: Buffer[] = [];
    for await (const part of request.body ?? []) parts.push(Buffer.from(part as Uint8Array));
    return Buffer.concat(parts).toString('hex');
  },
  'lock the body': (request) => void request.body?.getReader(),
  text: (request) => request.text(),
  json: (request) => request.json(),
  arrayBuffer: async (request) => Buffer.from(await request.arrayBuffer()).toString('hex'),
  blob: async (request) => {
    const blob = await request.blob();
    return [blob.type, await blob.text()];
  },
  formData: async (request) => [...(await request.formData())].map(([name, value]) => [name, typeof value]),
  'read twice at once': (request) => Promise.allSettled([request.text(), request.text()]).then(summarize),
  'clone and read both': async (request) => {
    const copy = request.clone();
    return [copy.method, copy.url, copy.headers.get('x-own'), await copy.text(), await request.text()];
  },
  'clone twice': async (request) => request.clone().clone().text(),
  'new Request(it)': async (request) => {
    const copy = new Request(request);
    return [copy.method, copy.url, copy.headers.get('x-own'), request.bodyUsed, await copy.text()];
  },
  'new Request(url, it)': async (request) => {
    const copy = new Request('http://other.test/', request);
    return [copy.method, copy.headers.get('x-own'), await copy.text()];
  },
  'new Request(it, init)': async (request) => {
    const copy = new Request(request, { method: 'PUT', body: 'own' });
    return [copy.method, await copy.text()];
  },
  'fetch(it)': async (request, echo) => {
    const sent = new Request(echo, request);
    return (await fetch(sent)).text();
  },
  'fetch(it) as it is': async (request) => (await fetch(request)).headers.get('x-elsewhere'),
  'what it is': (request) => [request instanceof Request, Object.prototype.toString.call(request), typeof request],
  'what fetch goes by': ({ cache, credentials, destination, integrity, keepalive, mode, redirect, referrer }) => [
    ...[cache, credentials, destination, integrity, keepalive, mode, redirect, referrer],
  ],
  'a method of the class': (request) => Request.prototype.text.call(request),
  'a getter of the class': (request) => Reflect.get(Request.prototype, 'method', request),
  'names of its members': (request) => 'json' in request && 'bodyUsed' in request && !('nothing' in request),
  'assign to method': (request) => Object.assign(request, { method: 'PATCH' }),
};

const bodies = fc.oneof(
  fc.constantFrom('', '{"a":1}', '{"a":', '\uFEFF{"a":1}', 'a=1&b=2', 'null', '"é☃"'),
  fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
  fc.constant('--b\r\nContent-Disposition: form-data; name="f"\r\n\r\nv\r\n--b--\r\n'),
);
const types = fc.constantFrom(
  undefined,
  'application/json',
  'text/plain; charset=latin1',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=b',
  'nonsense',
);
const requests = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'),
  path: fc.constantFrom('/', '/a%20b?c=%2F&c=2', "/it's?q='", '/é'.normalize('NFC').replace('é', '%C3%A9')),
  body: bodies,
  isChunked: fc.boolean(),
  type: types,
  parser: fc.constantFrom('none', 'none', 'before', 'after'),
  limit: fc.constantFrom(4, 1000, 1000, 1000),
  steps: fc.array(fc.constantFrom(...Object.keys(operations)), { minLength: 1, maxLength: 6 }),
});

type Example = typeof requests extends fc.Arbitrary<infer T> ? T : never;

function summarize(results: PromiseSettledResult<unknown>[]): unknown {
  return results.map((result) => (result.status === 'fulfilled' ? result.value : describeError(result.reason)));
}

function describeError(error: unknown): unknown {
  const { name, message, status, code } = error as Error & { status?: number; code?: string };
  return { name, message, status, code };
}

/** Does the steps of an example to a request that one of the two makers has made. */
async function listen(): Promise<Server> {
  const parse = express.text({ type: () => true });
  const server = createServer((req, res) => {
    // What the steps fetch comes back here, with the headers of the request.
    if (req.headers['sec-fetch-mode'] !== undefined) {
      const parts: Buffer[] = [];
      req.on('data', (part: Buffer) => parts.push(part));
      req.on('end', () =>
        res.setHeader('x-elsewhere', 'yes').end(`${req.method} ${Buffer.concat(parts).toString('hex')}`),
      );
      return;
    }
    const { limit, parser, steps } = JSON.parse(req.headers['x-example'] as string) as Pick<
      Example,
      'limit' | 'parser' | 'steps'
    >;
    const make = req.headers['x-maker'] === 'lazy' ? createWebRequest : createRealRequest;
    const { port } = server.address() as AddressInfo;
    const create = (): Request =>
      make({
        req,
        res,
        readUrl: () => new URL(`http://localhost:${port}${req.url}`).href,
        limit: { bytes: limit, label: `${limit}b` },
        isRereadable: false,
      });
    const run = async (): Promise<void> => {
      let request: Request | undefined;
      if (parser === 'after') request = create();
      if (parser !== 'none') await new Promise<void>((resolve) => parse(req, res, () => resolve()));
      request ??= create();
      const seen: unknown[] = [];
      for (const step of steps) {
        try {
          seen.push([step, await operations[step]!(request, `http://localhost:${port}/`)]);
        } catch (error) {
          seen.push([step, describeError(error)]);
        }
      }
      res.end(JSON.stringify(seen));
    };
    void run();
  });
  server.listen(0);
  await once(server, 'listening');
  return server;
}

async function transcript(server: Server, example: Example, maker: 'lazy' | 'real'): Promise<unknown> {
  const { port } = server.address() as AddressInfo;
  const { method, path, body, isChunked, type } = example;
  const { limit, parser, steps } = example;
  const headers: Record<string, string> = {
    'x-example': JSON.stringify({ limit, parser, steps }),
    'x-maker': maker,
    'x-own': 'a',
  };
  if (type !== undefined) headers['content-type'] = type;
  if (isChunked) headers['transfer-encoding'] = 'chunked';
  else if (body.length > 0) headers['content-length'] = String(Buffer.byteLength(body));
  const req = sendRequest({ port, method, path, headers, agent: false });
  req.end(body);
  const [res] = (await once(req, 'response')) as [NodeJS.ReadableStream];
  let text = '';
  for await (const part of res) text += String(part);
  return method === 'HEAD' ? text : JSON.parse(text);
}

describe('the lazy request', () => {
  let server: Server;
  beforeAll(async () => {
    server = await listen();
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('shows an endpoint what the real one shows, whatever the endpoint does to it', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (example) => {
        expect(await transcript(server, example, 'lazy')).toEqual(await transcript(server, example, 'real'));
      }),
      {
        numRuns: Number(process.env['FUZZ_RUNS'] ?? 300),
        ...(process.env['FUZZ_SEED'] && { seed: Number(process.env['FUZZ_SEED']) }),
      },
    );
  }, 120_000);
});

/** Before Node 24, where the request is made in earnest only when somebody looks deeper. */
const isLazy = Object.getOwnPropertySymbols(new Request('http://localhost')).length > 0;

interface Traces {
  /** Signals that wait for the client to leave. */
  readonly signals: number;
  /** Streams of the body that have been read from. */
  readonly streams: number;
  readonly urls: number;
}

describe('a request that little is asked of', () => {
  interface Surroundings {
    readonly req: IncomingMessage;
    readonly res: ServerResponse;
    /** Ends the connection from the client's side. */
    readonly leave: () => void;
  }

  /** What a use gives, and what was made for it: each signal listens for `close`, each stream in use for `finish`. */
  async function tryOut<T>(
    use: (request: Request, surroundings: Surroundings) => T,
    init: RequestInit = { method: 'POST', body: '{"a":1}' },
  ): Promise<{ result: Awaited<T>; traces: Traces }> {
    let urls = 0;
    const client = new AbortController();
    const leave = (): void => client.abort();
    let attempt: Promise<{ result: Awaited<T>; traces: Traces }> | undefined;
    const { url } = await serve((req, res) => {
      const readUrl = (): string => {
        urls++;
        return `http://localhost${req.url}`;
      };
      const limit = { bytes: 1000, label: '1000b' };
      const request = createWebRequest({ req, res, readUrl, limit, isRereadable: false });
      const signals = res.listenerCount('close');
      const streams = res.listenerCount('finish');
      attempt = (async () => {
        const result = await use(request, { req, res, leave });
        return {
          result,
          traces: {
            signals: res.listenerCount('close') - signals,
            streams: res.listenerCount('finish') - streams,
            urls,
          },
        };
      })();
      void attempt.finally(() => res.end());
    });
    try {
      await (await fetch(url, { ...init, signal: client.signal })).text();
    } catch (error) {
      if (!client.signal.aborted) throw error;
    }
    return attempt!;
  }

  it.each<[string, (request: Request) => unknown, unknown]>([
    ['text', (request) => request.text(), '{"a":1}'],
    ['json', (request) => request.json(), { a: 1 }],
    ['arrayBuffer', async (request) => Buffer.from(await request.arrayBuffer()).toString(), '{"a":1}'],
  ])('gives its body without the stream or a signal (%s)', async (_name, read, expected) => {
    const { result, traces } = await tryOut(read);
    expect(result).toEqual(expected);
    expect(traces).toEqual({ signals: 0, streams: 0, urls: isLazy ? 0 : 1 });
  });

  it.each<[string, (request: Request) => unknown, unknown]>([
    ['method', (request) => request.method, 'POST'],
    ['headers', (request) => request.headers.get('x-own'), 'a'],
    ['bodyUsed', (request) => request.bodyUsed, false],
    ['bodyUsed after reading', async (request) => [await request.text(), request.bodyUsed], ['{"a":1}', true]],
  ])('answers from what Node has, without a stream or a signal (%s)', async (_name, look, expected) => {
    const init = { method: 'POST', body: '{"a":1}', headers: { 'x-own': 'a' } };
    const { result, traces } = await tryOut(look, init);
    expect(result).toEqual(expected);
    expect(traces).toEqual({ signals: 0, streams: 0, urls: isLazy ? 0 : 1 });
  });

  it('has no body, and nothing made to know it, when it is a GET', async () => {
    const { result, traces } = await tryOut((request) => request.body, {});
    expect(result).toBeNull();
    expect(traces).toEqual({ signals: 0, streams: 0, urls: isLazy ? 0 : 1 });
  });

  it('works its URL out once', async () => {
    const { result, traces } = await tryOut((request) => [request.url, request.url, request.clone().url]);
    expect(result).toEqual(Array(3).fill('http://localhost/'));
    expect(traces.urls).toBe(1);
  });

  it('makes its signal when it is asked for, once', async () => {
    const { result, traces } = await tryOut(({ signal }) => signal.aborted);
    expect(result).toBe(false);
    expect(traces.signals).toBe(1);
    const again = await tryOut((request) => [request.signal, request.signal].length);
    expect(again.traces.signals).toBe(1);
  });

  it('hands on headers that were changed after a copy was made', async () => {
    const init = { method: 'POST', body: '{"a":1}', headers: { 'x-own': 'a', 'x-gone': 'a' } };
    const { result } = await tryOut((request) => {
      request.clone();
      request.headers.append('x-own', 'b');
      request.headers.delete('x-gone');
      const { headers } = new Request(request);
      return [headers.get('x-own'), headers.get('x-gone')];
    }, init);
    expect(result).toEqual(['a, b', null]);
  });

  it.each(['HEAD', 'GET', 'DELETE'])('has its method, and so has a copy (%s)', async (method) => {
    const { result } = await tryOut((request) => [request.method, new Request(request).method], { method });
    expect(result).toEqual([method, method]);
  });

  it.each<[string, (request: Request) => Promise<string>]>([
    ['text', (request) => request.text()],
    ['blob', async (request) => (await request.blob()).text()],
  ])('has an empty body where none was sent, even if somebody looks for it first (%s)', async (_name, read) => {
    const { result } = await tryOut(
      async (request, { req }) => {
        for await (const _ of req);
        return read(request);
      },
      { method: 'POST' },
    );
    expect(result).toBe('');
  });

  it('tells itself and its copies when the client leaves', async () => {
    const { result } = await tryOut(async (request, { leave }) => {
      const all = [request.clone(), new Request(request), request];
      const before = all.map(({ signal }) => signal.aborted);
      leave();
      await until(() => request.signal.aborted, 'the abort');
      return [before, all.map(({ signal }) => signal.aborted)];
    });
    expect(result).toEqual([Array(3).fill(false), Array(3).fill(true)]);
  });

  it('tells nobody of an end after the whole answer', async () => {
    let answer: ServerResponse | undefined;
    const { result } = await tryOut((request, { res }) => {
      answer = res;
      return [request.clone(), new Request(request), request];
    });
    await until(() => answer!.closed, 'the end');
    expect(result.map(({ signal }) => signal.aborted)).toEqual(Array(3).fill(false));
  });

  it('gives other forms of its body through the stream', async () => {
    const { result, traces } = await tryOut(async (request) => (await request.blob()).text());
    expect(result).toBe('{"a":1}');
    expect(traces.streams).toBe(1);
  });
});
