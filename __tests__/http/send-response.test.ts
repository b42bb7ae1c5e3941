import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { FastResponse } from 'express-pages-api';
import { takeFastParts } from '../../lib/http/fast-response';
import { isResponse, sendResponse } from '../../lib/http/send-response';
import { openSocket, sendRaw, serve, until } from '../support/serve';

type Answer = Response | ((req: IncomingMessage, res: ServerResponse) => Response);

/** A response of another library or realm: none of the global class, but all that is asked of one. */
function foreign(parts: Partial<Record<keyof Response, unknown>> = {}): Response {
  const { status, statusText, url, headers, body, bodyUsed } = new Response('foreign');
  return { status, statusText, url, headers, body, bodyUsed, ...parts } as unknown as Response;
}

/** A server that sends what it is given, and the error in the body if that fails. */
async function serveAnswer(answer: Answer, cookies: readonly string[] = []) {
  return serve((req, res) => {
    void (async () => {
      try {
        await sendResponse(req, res, typeof answer === 'function' ? answer(req, res) : answer, cookies);
      } catch (error) {
        res.statusCode = 500;
        res.end((error as Error).message);
      }
    })();
  });
}

async function exchange(answer: Answer, method = 'GET', cookies: readonly string[] = []): Promise<string> {
  const { port } = await serveAnswer(answer, cookies);
  return sendRaw(port, `${method} / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
}

describe('a value that can be sent', () => {
  const throwing = {
    get status() {
      throw new Error('no status');
    },
  };

  it.each<[string, unknown, boolean]>([
    ['a Response', new Response('a'), true],
    ['a FastResponse', new FastResponse('a'), true],
    ['a response of another realm', foreign(), true],
    ['one without a body', foreign({ body: null }), true],
    ['text', 'a', false],
    ['nothing', undefined, false],
    ['null', null, false],
    ['an empty object', {}, false],
    ['a function that looks like one', Object.assign(() => {}, foreign()), false],
    ['one whose status is text', foreign({ status: '200' }), false],
    ['one without headers', foreign({ headers: undefined }), false],
    ['one with plain headers', foreign({ headers: {} }), false],
    ['one whose body is text', foreign({ body: 'a' }), false],
    ['one whose body is missing', foreign({ body: undefined }), false],
    ['one whose getter throws', throwing, false],
  ])('is told from others: %s', (_what, value, expected) => {
    expect(isResponse(value)).toBe(expected);
  });

  it('is told without looking into it', () => {
    const response = new FastResponse('a');
    expect(isResponse(response)).toBe(true);
    expect(takeFastParts(response)).toBeDefined();
  });
});

describe('a response of another realm', () => {
  it('is sent', async () => {
    expect(await exchange(foreign())).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nforeign$/);
  });

  it.each([200, 599])('may have the status %i', async (status) => {
    expect(await exchange(foreign({ status }))).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it.each([0, 199, 600])('cannot be sent with the status %i', async (status) => {
    expect(await exchange(foreign({ status }))).toMatch(
      new RegExp(`^HTTP/1\\.1 500 [^]*A Response of status ${status} cannot be sent$`),
    );
  });
});

describe.each([204, 205, 304])('a response of status %i that has a body all the same', (status) => {
  it('is sent without it, and the body is cancelled', async () => {
    let isCancelled = false;
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(Buffer.from('body')),
      cancel: () => void (isCancelled = true),
    });
    const answer = await exchange(foreign({ status, body, headers: new Headers({ 'x-own': 'a' }) }));
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*^x-own: a\r$[^]*\r\n\r\n$`, 'm'));
    expect(answer).not.toContain('body');
    expect(isCancelled).toBe(true);
  });
});

describe('an app that replaces the globals after us', () => {
  const { Headers, ReadableStream, Response } = globalThis;
  class Other {}

  beforeEach(() => Object.assign(globalThis, { Headers: Other, ReadableStream: Other, Response: Other }));
  afterEach(() => Object.assign(globalThis, { Headers, ReadableStream, Response }));

  it.each([
    ['a response of Node', () => new Response('whole', { headers: { 'x-own': 'a' } })],
    ['a FastResponse', () => new FastResponse('whole', { headers: { 'x-own': 'a' } })],
    [
      'a FastResponse that was looked into',
      () => {
        const response = new FastResponse('whole');
        response.headers.set('x-own', 'a');
        return response;
      },
    ],
  ])('still sends %s', async (_what, create) => {
    const response = create();
    expect(isResponse(response)).toBe(true);
    expect(await exchange(response)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*x-own: a\r\n[^]*\r\n\r\nwhole$/);
  });
});

describe('a body that was read before', () => {
  const refusal = /\r\n\r\nThe body of this Response was read before; create a new Response for each request$/;
  const twoChunks = (): ReadableStream =>
    new ReadableStream({
      start: (controller) => ['a', 'b'].forEach((chunk) => controller.enqueue(Buffer.from(chunk))),
    });

  it.each<[string, () => string | ReadableStream, (response: Response) => unknown]>([
    ['read', () => 'a', (response) => response.text()],
    ['locked', () => 'a', (response) => response.body!.getReader()],
    ['cancelled', () => 'a', (response) => response.body!.cancel()],
    ['a stream that is locked', twoChunks, (response) => response.body!.getReader()],
    [
      'a stream of which a part was read',
      twoChunks,
      async (response) => {
        const reader = response.body!.getReader();
        await reader.read();
        reader.releaseLock();
      },
    ],
  ])('is an error that says what to do (%s)', async (_how, makeBody, use) => {
    const response = new Response(makeBody());
    await use(response);
    expect(await exchange(response)).toMatch(refusal);
  });

  it.each<[string, Partial<Record<keyof Response, unknown>>]>([
    ['read', { bodyUsed: true, body: { getReader: () => new ReadableStream().getReader() } }],
    [
      'locked',
      {
        body: {
          getReader() {
            throw new TypeError('locked');
          },
        },
      },
    ],
  ])('is known in another realm, too (%s)', async (_how, parts) => {
    expect(await exchange(foreign(parts))).toMatch(refusal);
  });
});

describe('an empty body', () => {
  it.each<[string, () => string | ReadableStream]>([
    ['of text', () => ''],
    ['of a stream that has ended', () => new ReadableStream({ start: (controller) => controller.close() })],
  ])('is none that was read before (%s)', async (_what, make) => {
    expect(await exchange(new Response(make()))).toMatch(
      /^HTTP\/1\.1 200 OK\r\n[^]*^content-length: 0\r$[^]*\r\n\r\n$/m,
    );
  });
});

describe('a stream of other things', () => {
  it.each<[string, unknown]>([
    ['7', 7],
    ['an object', {}],
  ])('is an error that names them (%s)', async (name, chunk) => {
    const body = new ReadableStream({ start: (controller) => controller.enqueue(chunk) });
    expect(await exchange(new Response(body))).toContain(`A body stream gave ${name}; only bytes and text can be sent`);
  });
});

describe('a second answer', () => {
  it('is refused, and says so', async () => {
    let message = '';
    const { port } = await serve((req, res) => {
      res.end('first');
      try {
        void sendResponse(req, res, new Response('second'), []);
      } catch (error) {
        message = (error as Error).message;
      }
    });
    const answer = await sendRaw(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(answer).toMatch(/first$/);
    expect(message).toBe('An answer has been sent through res; the Response that was returned as well is dropped');
  });
});

describe.each([
  ['Response', Response],
  ['FastResponse', FastResponse],
])('the length of a %s', (_name, ResponseClass) => {
  const declared = { headers: { 'content-length': '4' } };

  it.each<[string, Answer, string, string | undefined]>([
    ['its body', new ResponseClass('é☃'), 'GET', '5'],
    ['its bytes', new ResponseClass(new Uint8Array([0, 127, 128, 255])), 'GET', '4'],
    ['no bytes', new ResponseClass(new Uint8Array()), 'GET', '0'],
    ['empty text', new ResponseClass(''), 'GET', '0'],
    ['HEAD without a body', new ResponseClass(null, declared), 'HEAD', '4'],
    ['HEAD of 204', new ResponseClass(null, { ...declared, status: 204 }), 'HEAD', undefined],
    ['204', new ResponseClass(null, { ...declared, status: 204 }), 'GET', undefined],
    ['304', new ResponseClass(null, { ...declared, status: 304 }), 'GET', '4'],
    ['nothing', new ResponseClass(null), 'GET', '0'],
    ['nothing, whatever is declared', new ResponseClass(null, declared), 'GET', '0'],
  ])('is that of %s', async (_what, answer, method, length) => {
    const text = await exchange(answer, method);
    expect(/^content-length: (.*)\r$/im.exec(text)?.[1]).toBe(length);
    expect(text).not.toMatch(/^transfer-encoding/im);
    expect(text).toMatch(/^HTTP\/1\.1 [23]/);
  });
});

describe.each([
  ['Response', Response],
  ['FastResponse', FastResponse],
])('the head of a %s', (_name, ResponseClass) => {
  const type = 'text/x-own';

  it.each<[string, () => Response, RegExp[]]>([
    ['its reason', () => new ResponseClass('a', { statusText: 'Fine' }), [/^HTTP\/1\.1 200 Fine\r$/m]],
    [
      'its type alone',
      () => new ResponseClass('a', { headers: { 'content-type': type } }),
      [/^content-type: text\/x-own\r$/im],
    ],
    [
      'another header',
      () => new ResponseClass('a', { headers: { 'x-own': 'a' } }),
      [/^x-own: a\r$/im, /^content-type: text\/plain/im],
    ],
    ['a cookie', () => new ResponseClass('a', { headers: { 'set-cookie': 'a=1' } }), [/^set-cookie: a=1\r$/im]],
    [
      'a content coding',
      () => new ResponseClass('a', { headers: { 'content-encoding': 'x-own' } }),
      [/^content-encoding: x-own\r$/im],
    ],
    [
      'other headers where there is no body',
      () => new ResponseClass(null, { headers: { 'x-own': 'a' } }),
      [/^x-own: a\r$/im],
    ],
  ])('has %s', async (_what, make, lines) => {
    const answer = await exchange(make());
    for (const line of lines) expect(answer).toMatch(line);
  });

  it('has what was added to its headers', async () => {
    const response = new ResponseClass('a', { headers: { 'content-encoding': 'x-own' } });
    response.headers.set('x-later', 'a');
    response.headers.append('set-cookie', 'a=1');
    response.headers.append('set-cookie', 'b=2');
    const answer = await exchange(response, 'GET', ['c=3']);
    expect(answer).toMatch(/^x-later: a\r$/im);
    expect(answer).toMatch(/^content-encoding: x-own\r$/im);
    expect(answer.match(/^set-cookie: .*(?=\r$)/gim)).toEqual([
      'set-cookie: a=1',
      'set-cookie: b=2',
      'set-cookie: c=3',
    ]);
  });

  it('is all that is handed to whoever wraps the answer to HEAD', async () => {
    const ends: unknown[] = [];
    const answer = await exchange((_req, res) => {
      const end = res.end.bind(res) as (...args: unknown[]) => ServerResponse;
      res.end = (...args: unknown[]) => {
        ends.push(args[0]);
        return end(...args);
      };
      return new ResponseClass('a');
    }, 'HEAD');
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(ends).toEqual([undefined]);
  });
});

describe('the head of an answer', () => {
  /** How often the socket is written to for an answer. */
  async function countWrites(make: () => Response): Promise<number> {
    let writes = 0;
    const answer = await exchange((req) => {
      const { socket } = req;
      const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
      socket.write = (...args: unknown[]) => {
        // Node ends an answer with a write of nothing.
        if ((args[0] as string | Uint8Array).length > 0) writes++;
        return write(...args);
      };
      return make();
    });
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    return writes;
  }

  it.each<[string, () => Response]>([
    ['text', () => new FastResponse('a')],
    ['bytes', () => new FastResponse(new Uint8Array(16_384))],
    ['the text of a Response', () => new Response('a')],
    ['the bytes of a Response', () => new Response(new Uint8Array(16_384))],
  ])('leaves together with %s, in one write', async (_what, make) => {
    expect(await countWrites(make)).toBe(1);
  });

  it('leaves before bytes that are too many to be copied', async () => {
    expect(await countWrites(() => new FastResponse(new Uint8Array(16_385)))).toBe(2);
  });
});

describe('a header set earlier that is no ASCII', () => {
  const bodies: [string, string][] = [
    ['ASCII', 'plain'],
    ['other text', 'é, 漢 and 😀'],
    ['half a surrogate pair', 'a\ud800b'],
    ['much ASCII', 'a'.repeat(100_000)],
    ['much other text', 'é'.repeat(50_000)],
    ['no text', ''],
  ];

  it.each(bodies)('leaves byte for byte as with a Response, before %s', async (_what, body) => {
    const answers = [Response, FastResponse].map((Class) =>
      exchange((_req, res) => {
        res.setHeader('x-name', 'é');
        res.sendDate = false;
        return new Class(body);
      }),
    );
    const [plain, fast] = await Promise.all(answers);
    expect(plain).toContain('x-name: \xe9\r\n');
    expect(plain!.endsWith(`\r\n\r\n${Buffer.from(body).toString('latin1')}`)).toBe(true);
    expect(fast).toBe(plain);
  });
});

describe.each([
  ['FastResponse', FastResponse],
  ['Response', Response],
])('the headers of a %s', (_name, ResponseClass) => {
  const answer = () => ResponseClass.json({ a: 1 }, { status: 201 });
  const headers = { 'content-type': 'application/json', 'content-length': 7 };

  /** What `getHeaders` knows right after the answer was sent. */
  async function askAfterwards(prepare: (res: ServerResponse) => void): Promise<unknown> {
    let known: unknown;
    const { port } = await serve((req, res) => {
      prepare(res);
      void Promise.resolve(sendResponse(req, res, answer(), [])).then(() => {
        known = { ...res.getHeaders() };
      });
    });
    const text = await sendRaw(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(text).toMatch(/^HTTP\/1\.1 201 Created\r\ncontent-type: application\/json\r\ncontent-length: 7\r\n/);
    return known;
  }

  it.each(['finish', 'close'])('are known to who listens for "%s"', async (event) => {
    let known: unknown;
    const text = await exchange((_req, res) => {
      res.on(event, () => (known = { ...res.getHeaders() }));
      return answer();
    });
    expect(text).toMatch(/^HTTP\/1\.1 201 Created\r\n/);
    await until(() => known !== undefined);
    expect(known).toEqual(headers);
  });

  it('are told to who has wrapped setHeader', async () => {
    const told: unknown[][] = [];
    await exchange((_req, res) => {
      const setHeader = res.setHeader.bind(res);
      res.setHeader = (...args) => {
        told.push(args);
        return setHeader(...args);
      };
      return answer();
    });
    expect(told).toEqual(Object.entries(headers));
  });

  it('are told to who has wrapped writeHead, and known to it', async () => {
    let known: unknown;
    await exchange((_req, res) => {
      const writeHead = res.writeHead.bind(res) as (...args: unknown[]) => typeof res;
      res.writeHead = (...args: unknown[]) => {
        const [, given] = args as [number, object | undefined];
        known = { ...res.getHeaders(), ...given };
        return writeHead(...args);
      };
      return answer();
    });
    expect(known).toEqual(headers);
  });

  it('are known to who has wrapped end', async () => {
    let known: unknown;
    await exchange((_req, res) => {
      const end = res.end.bind(res) as (...args: unknown[]) => typeof res;
      res.end = (...args: unknown[]) => {
        known = { ...res.getHeaders() };
        return end(...args);
      };
      return answer();
    });
    expect(known).toEqual(headers);
  });

  it('are known to who subscribes to the end of answers', async () => {
    let known: unknown;
    const onFinish = (message: unknown): void => {
      known = { ...(message as { response: ServerResponse }).response.getHeaders() };
    };
    subscribe('http.server.response.finish', onFinish);
    try {
      await exchange(answer);
      await until(() => known !== undefined);
    } finally {
      unsubscribe('http.server.response.finish', onFinish);
    }
    expect(known).toEqual(headers);
  });

  it.each(['setHeader', 'writeHead', 'end'] as const)(
    'are known where %s of all responses is wrapped',
    async (name) => {
      let known: unknown;
      const { prototype } = http.ServerResponse;
      const before = Object.getOwnPropertyDescriptor(prototype, name);
      const method = Reflect.get(prototype, name) as (...args: unknown[]) => unknown;
      const wrapped = function (this: ServerResponse, ...args: unknown[]): unknown {
        return method.apply(this, args);
      };
      Object.defineProperty(prototype, name, { value: wrapped, configurable: true, writable: true });
      try {
        known = await askAfterwards(() => {});
      } finally {
        if (before) Object.defineProperty(prototype, name, before);
        else Reflect.deleteProperty(prototype, name);
      }
      expect(known).toEqual(headers);
    },
  );

  it('are known behind the response class of an app', async () => {
    const known = await askAfterwards((res) => {
      Object.setPrototypeOf(res, Object.create(Object.getPrototypeOf(res) as object) as object);
    });
    expect(known).toEqual(headers);
  });

  it('leave at once where nobody waits to ask for them', async () => {
    expect(await askAfterwards(() => {})).toEqual({});
  });

  it('join those that were set earlier, in whose place they come', async () => {
    const text = await exchange((_req, res) => {
      res.setHeader('Content-Type', 'text/plain');
      res.setHeader('X-Earlier', 'a');
      res.setHeader('Set-Cookie', ['b=c', 'd=e']);
      return answer();
    });
    const head = text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n').slice(1);
    const own = head.filter((line) => !/^(?:date|connection):/i.test(line));
    expect(own.sort()).toEqual(
      [
        'X-Earlier: a',
        'Set-Cookie: b=c',
        'Set-Cookie: d=e',
        'content-length: 7',
        'content-type: application/json',
      ].sort(),
    );
    expect(text.endsWith('\r\n\r\n{"a":1}')).toBe(true);
  });
});

describe('the stream of a body that is there at once', () => {
  it.each([
    ['text', () => new Response('hello')],
    ['JSON', () => Response.json({ hello: 'world' })],
    ['bytes', () => new Response(new Uint8Array([104, 105]))],
  ])('is read once: %s', async (_what, create) => {
    const read = jest.spyOn(ReadableStreamDefaultReader.prototype, 'read');
    try {
      expect(await exchange(create)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*Content-Length: \d+\r\n/i);
      expect(read).toHaveBeenCalledTimes(1);
    } finally {
      read.mockRestore();
    }
  });
});

describe('bytes', () => {
  it.each<[string, (bytes: Uint8Array) => Response]>([
    ['a FastResponse', (bytes) => new FastResponse(bytes)],
    ['a Response', (bytes) => new Response(bytes)],
    ['a stream', (bytes) => new Response(new Blob([bytes]).stream())],
  ])('of %s arrive as they are, few or many', async (_what, make) => {
    for (const length of [256, 16_384, 16_385]) {
      const bytes = Uint8Array.from({ length: length + 3 }, (_, i) => i % 256).subarray(3);
      const { url } = await serveAnswer(make(bytes));
      const received = new Uint8Array(await (await fetch(url)).arrayBuffer());
      expect(Buffer.from(received).equals(bytes)).toBe(true);
    }
  });
});

/** A stream that gives what the test enqueues, when it does. */
function createSource() {
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  const reasons: unknown[] = [];
  const stream = new ReadableStream<Uint8Array>({
    start: (given) => void (controller = given),
    cancel: (reason) => void reasons.push(reason),
  });
  return { stream, controller, reasons };
}

describe('a stream', () => {
  const ask = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

  /** Sends a stream to a client that can leave; the sending is there once it has begun. */
  async function begin(
    init: ResponseInit = {},
    prepare: (res: ServerResponse) => Promise<unknown> | void = () => {},
    source = createSource(),
  ) {
    let res: ServerResponse | undefined;
    let sending: Promise<void> | undefined;
    const { port } = await serve((req, given) => {
      res = given;
      void (async () => {
        await prepare(given);
        sending = Promise.resolve(sendResponse(req, given, new Response(source.stream, init), []));
        // Its end is what the tests look at; until then it must not count as unhandled.
        sending.catch(() => {});
      })();
    });
    const socket = await openSocket(port);
    let received = '';
    socket.on('data', (chunk) => (received += String(chunk)));
    socket.write(ask);
    await until(() => res !== undefined, 'the request');
    return { ...source, socket, res: res!, received: () => received, sending: () => sending! };
  }
  const left = expect.objectContaining({ name: 'AbortError', message: 'The client left' });

  it('may be as long as it says', async () => {
    const { controller, received, sending } = await begin({ headers: { 'content-length': '4' } });
    await until(() => received().endsWith('\r\n\r\n'), 'the head');
    controller.enqueue(Buffer.from('ab'));
    controller.enqueue(Buffer.from('cd'));
    controller.close();
    await expect(sending()).resolves.toBeUndefined();
    await until(() => received().endsWith('\r\n\r\nabcd'), 'the body');
  });

  it('leaves no listener on the answer', async () => {
    let before: number[] = [];
    const count = (res: ServerResponse): number[] => [res.listenerCount('close'), res.listenerCount('drain')];
    const { controller, res, received, sending } = await begin({}, (given) => void (before = count(given)));
    await until(() => received().endsWith('\r\n\r\n'), 'the head');
    expect(count(res)).toEqual(before.map((listeners) => listeners + 1));
    controller.close();
    await sending();
    expect(count(res)).toEqual(before);
  });

  it.each([{}, { 'content-length': '4' }])(
    'is cancelled when the client leaves, which is no error (%p)',
    async (headers) => {
      const { socket, reasons, received, sending } = await begin({ headers });
      await until(() => received().endsWith('\r\n\r\n'), 'the head');
      socket.destroy();
      await until(() => reasons.length > 0, 'the cancellation');
      await expect(sending()).resolves.toBeUndefined();
      expect(reasons).toEqual([left]);
    },
  );

  it('is cancelled when the client has left before', async () => {
    const { socket, reasons, sending } = await begin({}, (res) => new Promise((resolve) => res.once('close', resolve)));
    socket.destroy();
    await until(() => reasons.length > 0, 'the cancellation');
    await sending();
    expect(reasons).toEqual([left]);
  });

  it('is cancelled when somebody else ends the answer, and ends it no second time', async () => {
    let ends = 0;
    const { res, reasons, received, sending } = await begin({}, (given) => {
      const end = given.end.bind(given);
      given.end = () => {
        ends++;
        return end();
      };
    });
    await until(() => received().endsWith('\r\n\r\n'), 'the head');
    res.end();
    await until(() => reasons.length > 0, 'the cancellation');
    await expect(sending()).resolves.toBeUndefined();
    expect(reasons).toEqual([expect.objectContaining({ name: 'AbortError', message: 'The answer was ended' })]);
    expect(ends).toBe(1);
  });

  it('is written no further once the client has left', async () => {
    const source = createSource();
    source.controller.enqueue(Buffer.alloc(2 ** 24));
    let isPaused = false;
    let writes = 0;
    const { socket, res, sending } = await begin(
      {},
      (given) => {
        const write = given.write.bind(given);
        given.write = (chunk: unknown) => {
          writes++;
          return write(chunk);
        };
        return until(() => isPaused, 'the pause');
      },
      source,
    );
    socket.pause();
    isPaused = true;
    await until(() => res.writableNeedDrain, 'the wait');
    source.controller.enqueue(Buffer.from('late'));
    socket.destroy();
    await until(() => source.reasons.length > 0, 'the cancellation');
    await expect(sending()).resolves.toBeUndefined();
    expect(writes).toBe(1);
  });

  it('may fail once nobody is there to get it', async () => {
    const { socket, controller, res, received, sending } = await begin();
    await until(() => received().endsWith('\r\n\r\n'), 'the head');
    socket.pause();
    // More than the socket takes: the next chunk waits until the client has read these.
    controller.enqueue(Buffer.alloc(2 ** 24));
    await until(() => res.writableNeedDrain, 'the wait');
    controller.error(new Error('the source failed'));
    socket.destroy();
    await expect(sending()).resolves.toBeUndefined();
  });
});
