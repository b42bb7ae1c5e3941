import { type APIContext, HttpError } from 'express-pages-api';
import { ran } from '../../../calls';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const secret = 'top secret: /srv/app/database.js';

function streamOf(...chunks: unknown[]): Response {
  return new Response(ReadableStream.from(chunks) as ReadableStream<Uint8Array>);
}

function failing(chunks: number): Response {
  let sent = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (sent++ < chunks) controller.enqueue(bytes('chunk'));
      else controller.error(new Error(secret));
    },
  });
  return new Response(body);
}

const circular: Record<string, unknown> = {};
circular['self'] = circular;
const shared = new Response('shared');
const hostile = new Proxy(
  {},
  {
    get() {
      throw new Error(secret);
    },
    getPrototypeOf() {
      throw new Error(secret);
    },
  },
);

/** Named after what they do wrong. */
export const faults: Record<string, (context: APIContext) => unknown> = {
  'throws-error': () => {
    throw new Error(secret);
  },
  rejects: async () => {
    await Promise.resolve();
    throw new Error(secret);
  },
  'throws-undefined': () => {
    throw undefined;
  },
  'throws-null': () => {
    throw null;
  },
  'throws-empty': () => {
    throw '';
  },
  'throws-zero': () => {
    throw 0;
  },
  'throws-string': () => {
    throw secret;
  },
  'throws-route': () => {
    throw 'route';
  },
  'throws-symbol': () => {
    throw Symbol(secret);
  },
  'throws-frozen': () => {
    throw Object.freeze(new Error(secret));
  },
  'throws-proxy': () => {
    throw hostile;
  },
  'throws-no-prototype': () => {
    throw Object.create(null);
  },
  'throws-no-text': () => {
    throw { toString: null };
  },
  'throws-response': () => {
    throw new Response('thrown', { status: 418 });
  },
  'status-404': () => {
    throw Object.assign(new Error('gone'), { status: 404, expose: true });
  },
  'status-200': () => {
    throw Object.assign(new Error(secret), { status: 200 });
  },
  'status-9999': () => {
    throw Object.assign(new Error(secret), { status: 9999 });
  },
  'status-nan': () => {
    throw Object.assign(new Error(secret), { status: NaN });
  },
  'status-text': () => {
    throw Object.assign(new Error(secret), { status: '404' });
  },
  'status-getter': () => {
    throw Object.defineProperty(new Error(secret), 'status', {
      get() {
        throw new Error(secret);
      },
    });
  },
  'error-headers': () => {
    throw Object.assign(new Error(secret), { status: 503, headers: { 'X-A': 'a\r\nX-B: b' } });
  },
  'error-headers-frozen': () => {
    throw Object.freeze(Object.assign(new Error(secret), { status: 503, headers: { 'X-A': 'a\r\nX-B: b' } }));
  },
  'error-framing': () => {
    throw Object.assign(new Error(secret), { status: 503, headers: { 'Transfer-Encoding': 'chunked', Trailer: 'x' } });
  },
  'returns-undefined': () => undefined,
  'returns-null': () => null,
  'returns-string': () => secret,
  'returns-number': () => 42,
  'returns-array': () => [secret],
  'returns-object': () => ({ secret }),
  'returns-function': () => () => secret,
  'returns-proxy': () => hostile,
  'returns-thenable': () => ({
    then(resolve: (value: Response) => void) {
      resolve(new Response('first'));
      resolve(new Response('second'));
    },
  }),
  'returns-throwing-thenable': () => ({
    then() {
      throw new Error(secret);
    },
  }),
  'response-error': () => Response.error(),
  'response-shared': () => shared,
  'response-locked': () => {
    const response = new Response('locked');
    response.body!.getReader();
    return response;
  },
  'response-used': async () => {
    const response = new Response('used');
    await response.text();
    return response;
  },
  'header-control': () => new Response('', { headers: { 'X-A': 'a\x01b' } }),
  'header-delete': () => new Response('', { headers: { 'X-A': 'a\x7fb' } }),
  'header-latin1': () => new Response('ok', { headers: { 'X-A': 'é' } }),
  'hop-by-hop': () =>
    new Response('ok', {
      headers: {
        'Transfer-Encoding': 'chunked',
        Connection: 'X-A, close',
        'Keep-Alive': 'timeout=1',
        Upgrade: 'h2c',
        Trailer: 'X-B',
        TE: 'trailers',
        'Proxy-Authenticate': 'Basic',
        'Content-Length': '2',
      },
    }),
  'length-short': () => new Response('hello', { headers: { 'Content-Length': '2' } }),
  'length-long': () => new Response('hello', { headers: { 'Content-Length': '20' } }),
  'length-junk': () => new Response('hello', { headers: { 'Content-Length': 'abc' } }),
  'stream-longer': () =>
    new Response(ReadableStream.from(later([bytes('hello'), bytes('world')])), { headers: { 'Content-Length': '7' } }),
  'stream-shorter': () =>
    new Response(ReadableStream.from(later([bytes('hello')])), { headers: { 'Content-Length': '20' } }),
  'status-text-latin1': () => new Response('ok', { statusText: 'é' }),
  'stream-fails-first': () => failing(0),
  'stream-fails-later': () => failing(3),
  'stream-fails-last': () => {
    const body = new TransformStream({
      flush() {
        throw new Error(secret);
      },
    });
    void ReadableStream.from([bytes('all '), bytes('of it')])
      .pipeTo(body.writable)
      .catch(() => {});
    return new Response(body.readable);
  },
  'response-foreign': () => ({
    status: 201,
    statusText: '',
    headers: new Headers({ 'X-Realm': 'other' }),
    body: ReadableStream.from([bytes('foreign')]),
  }),
  'response-symbols': () =>
    Object.defineProperties(new Response('plain'), {
      [Symbol('status')]: { value: 500, enumerable: true },
      cookies: { value: secret, enumerable: false },
      then: { value: undefined, enumerable: true },
    }),
  'exposes-html': ({ url }) => {
    throw new HttpError(400, `<script>${url.search}</script>`);
  },
  'chunk-string': () => streamOf('a', 'b', 'c'),
  'chunk-number': () => streamOf(bytes('a'), 1, bytes('b')),
  'chunk-null': () => streamOf(bytes('a'), bytes('b'), null),
  'chunk-object': () => streamOf(bytes('a'), bytes('b'), {}),
  'chunk-empty': () => streamOf(bytes(''), bytes('a'), bytes(''), bytes('b')),
  'chunk-views': () => streamOf(bytes('a').buffer, new DataView(bytes('b').buffer), bytes('c')),
  'start-throws': () =>
    new Response(
      new ReadableStream({
        start() {
          throw new Error(secret);
        },
      }),
    ),
  'pull-throws': () =>
    new Response(
      new ReadableStream({
        pull() {
          throw new Error(secret);
        },
      }),
    ),
  'json-bigint': () => Response.json(1n),
  'json-circular': () => Response.json(circular),
  'json-throws': () =>
    Response.json({
      toJSON() {
        throw new Error(secret);
      },
    }),
  blob: () => new Response(new Blob(['a blob'], { type: 'text/x-blob' })),
  form: () => new Response(new URLSearchParams({ a: '1' })),
  'ends-then-throws': ({ res }) => {
    res.end('answered');
    throw new Error(secret);
  },
  'writes-then-throws': ({ res }) => {
    res.write('half');
    throw new Error(secret);
  },
  'ends-twice': ({ res }) => {
    res.end('once');
    res.end('twice');
  },
  'writes-after-end': ({ res }) => {
    res.end('once');
    res.write('twice');
  },
  'writes-and-returns': ({ res }) => {
    res.end('by hand');
    return new Response('returned');
  },
  'rewrites-circle': (context) => context.rewrite('/api/fault/rewrites-circle'),
  'rewrites-nowhere': (context) => context.rewrite('/api/nowhere'),
  'request-mutated': ({ req }) => {
    req.method = 'DELETE';
    req.url = '/elsewhere';
    req.headers = {};
    return new Response('still here');
  },
};

async function* later(chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    await new Promise((resolve) => setImmediate(resolve));
    yield chunk;
  }
}

export const GET = (context: APIContext): unknown => {
  ran(`fault ${context.params['kind']}`);
  return faults[context.params['kind']!]!(context);
};
