import fc from 'fast-check';
import request from 'supertest';
import { createServer } from 'node:http';
import { FastResponse } from 'express-pages-api';
import { takeFastParts } from '../../lib/http/fast-response';
import { sendResponse } from '../../lib/http/send-response';

type Init = ConstructorParameters<typeof Response>[1];

/** Half a surrogate pair among them. */
const codeUnit = fc.nat(0xffff).map((unit) => String.fromCharCode(unit));
const bodies = fc.oneof(
  fc.constant(undefined),
  fc.constant(null),
  fc.string({ unit: codeUnit }),
  fc.string(),
  fc.uint8Array({ maxLength: 40 }),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => bytes.buffer),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => bytes.subarray(1)),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => new DataView(bytes.buffer)),
  fc.constantFrom(0, 2).map((length) => new Uint8Array(makeResizable(length))),
  fc.constantFrom(0, 2).map((length) => makeDetached(new Uint8Array(length))),
  fc.constantFrom('a=1&b=2').map((text) => new URLSearchParams(text)),
  fc.string().map((text) => new Blob([text], { type: 'text/x-own' })),
);

function makeResizable(length: number): ArrayBuffer {
  const Resizable = ArrayBuffer as unknown as new (length: number, options: { maxByteLength: number }) => ArrayBuffer;
  return new Resizable(length, { maxByteLength: 4 });
}

function makeDetached(bytes: Uint8Array): Uint8Array {
  structuredClone(bytes.buffer, { transfer: [bytes.buffer as ArrayBuffer] });
  return bytes;
}

const headerName = fc.constantFrom(
  'content-type',
  'Content-Type',
  'x-own',
  'X-Own',
  'vary',
  'set-cookie',
  'bad name',
  '',
);
const headerValue = fc.constantFrom('text/x-own', 'a', ' padded ', '', 'é', '☃', 'a\nb', 'a=1; Path=/');
const headers = fc.oneof(
  fc.constant(undefined),
  fc.dictionary(headerName, headerValue, { maxKeys: 3 }),
  fc.array(fc.tuple(headerName, headerValue), { maxLength: 3 }),
  fc.constant(null),
);
const inits = fc.option(
  fc.record(
    {
      status: fc.constantFrom(200, 201, 204, 205, 304, 404, 500, 599, 199, 600, 99, 101, NaN, 200.5, '201'),
      statusText: fc.constantFrom('', 'Fine', 'né', 'a\nb', ' padded '),
      headers,
    },
    { requiredKeys: [] },
  ),
  { nil: undefined },
);

/** What can be seen of a response without reading it. */
function look(response: Response): unknown {
  const { status, statusText, ok, type, url, redirected, bodyUsed } = response;
  const tag = Object.prototype.toString.call(response);
  return {
    status,
    statusText,
    ok,
    type,
    url,
    redirected,
    bodyUsed,
    tag,
    headers: [...response.headers],
    hasBody: response.body !== null,
  };
}

type Maker = (ResponseClass: typeof Response) => Response;

/** The response, or the kind of error its making ends in. */
function attempt(make: Maker, ResponseClass: typeof Response): Response | string {
  try {
    return make(ResponseClass);
  } catch (error) {
    return (error as Error).constructor.name;
  }
}

async function expectEqual(make: Maker, compare: (response: Response) => unknown): Promise<void> {
  const real = attempt(make, Response);
  const fast = attempt(make, FastResponse);
  if (typeof real === 'string' || typeof fast === 'string') return void expect(fast).toEqual(real);
  const [expected, actual] = [await settle(compare, real), await settle(compare, fast)];
  expect(actual).toEqual(expected);
}

async function settle(compare: (response: Response) => unknown, response: Response): Promise<unknown> {
  try {
    return await compare(response);
  } catch (error) {
    return (error as Error).constructor.name;
  }
}

const readers: Record<string, (response: Response) => unknown> = {
  look,
  text: (response) => response.text(),
  json: (response) => response.json(),
  bytes: async (response) => [...new Uint8Array(await response.arrayBuffer())],
  'blob type': async (response) => (await response.blob()).type,
  'form data': async (response) => [...(await response.formData())],
  'text twice': async (response) => [await response.text(), await response.text()],
  'used after reading': async (response) => [await response.text(), response.bodyUsed],
  'stream chunks': async (response) => {
    const bytes: number[] = [];
    for await (const chunk of response.body ?? []) bytes.push(...(chunk as Uint8Array));
    return bytes;
  },
  'a clone, then itself': async (response) => {
    const copy = response.clone();
    return [look(copy), await copy.text(), await response.text()];
  },
  'changed headers': (response) => {
    response.headers.set('x-later', '1');
    response.headers.append('set-cookie', 'b=2');
    response.headers.delete('content-type');
    return [look(response), response.headers === response.headers, [...response.clone().headers]];
  },
  'a changed content type in the blob': async (response) => {
    response.headers.set('content-type', 'text/x-changed');
    return (await response.blob()).type;
  },
  'a copy by the constructor': async (response) => {
    const copy = new Response(response.body, response);
    return [look(copy), await copy.text()];
  },
};

describe('FastResponse', () => {
  it.each(Object.keys(readers))('agrees with Response: %s', async (name) => {
    await fc.assert(
      fc.asyncProperty(bodies, inits, async (body, init) => {
        await expectEqual((ResponseClass) => new ResponseClass(body as never, init as Init), readers[name]!);
      }),
      { numRuns: 400 },
    );
  });

  it.each(Object.keys(readers))('agrees with Response.json: %s', async (name) => {
    const values = fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.constant({ toJSON: () => 'own' }));
    await fc.assert(
      fc.asyncProperty(values, inits, async (value, init) => {
        await expectEqual((ResponseClass) => ResponseClass.json(value, init as Init), readers[name]!);
      }),
      { numRuns: 200 },
    );
  });

  it.each<[string, Maker]>([
    ['no init at all', (ResponseClass) => new ResponseClass('x', null as never)],
    ['a number for an init', (ResponseClass) => new ResponseClass('x', 5 as never)],
    ['a text for an init', (ResponseClass) => new ResponseClass('x', 'x' as never)],
    ['a number for a status text', (ResponseClass) => new ResponseClass('x', { statusText: 5 as never })],
    ['no headers at all', (ResponseClass) => new ResponseClass('x', { headers: null as never })],
    ['a number for headers', (ResponseClass) => new ResponseClass('x', { headers: 5 as never })],
    ['a text for headers', (ResponseClass) => new ResponseClass('x', { headers: 'ab' as never })],
    ['a symbol for a name', (ResponseClass) => new ResponseClass('x', { headers: { [Symbol('a')]: 'x' } as never })],
    ['__proto__', (ResponseClass) => new ResponseClass('x', { headers: JSON.parse('{"__proto__":"x"}') as never })],
    ['a view of bytes', (ResponseClass) => new ResponseClass(new DataView(new Uint8Array([0x61, 0x62]).buffer))],
    ['shared bytes', (ResponseClass) => new ResponseClass(new Uint8Array(new SharedArrayBuffer(2)))],
    ['a form', (ResponseClass) => new ResponseClass(new URLSearchParams({ a: '1' }), { status: 299 })],
    ['a stream', (ResponseClass) => new ResponseClass(new Blob(['ab']).stream())],
    ['an empty array', (ResponseClass) => new ResponseClass(new Uint8Array())],
    ['status 299', (ResponseClass) => new ResponseClass('x', { status: 299 })],
    ['status 300', (ResponseClass) => new ResponseClass('x', { status: 300 })],
  ])('agrees with Response about %s', (_what, make) =>
    expectEqual(make, async (response) => [look(response), await response.text()]),
  );

  it.each<[string, (headers: Headers) => void]>([
    ['set', (own) => own.set('content-type', 'text/x-later')],
    ['deleted', (own) => own.delete('content-type')],
  ])('agrees with Response about the type of a blob whose Content-Type was %s late', async (_what, change) => {
    const makeLate: Maker = (ResponseClass) => {
      const response = new ResponseClass('x', { headers: { 'content-type': 'text/x-own' } });
      const { headers: own, body } = response;
      expect(body).not.toBeNull();
      change(own);
      return response;
    };
    await expectEqual(makeLate, async (response) => (await response.blob()).type);
  });

  it('has bytes() where Response has it', async () => {
    const read = (response: Response) => (response as { bytes?: () => Promise<Uint8Array> }).bytes?.();
    await expectEqual((ResponseClass) => new ResponseClass('é'), read);
    expect('bytes' in FastResponse.prototype).toBe('bytes' in Response.prototype);
  });

  it('has used no body when there was none to send', () => {
    const response = new FastResponse(null);
    takeFastParts(response);
    expect(response.bodyUsed).toBe(false);
  });

  it('is an instance of Response, and a Response of it', () => {
    expect(new FastResponse('a')).toBeInstanceOf(Response);
    expect(new Response('a')).toBeInstanceOf(FastResponse);
    expect({}).not.toBeInstanceOf(FastResponse);
  });

  it('keeps the bytes it was given, whatever becomes of the array', async () => {
    const bytes = new Uint8Array([1, 2]);
    const response = new FastResponse(bytes);
    bytes[0] = 9;
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([1, 2]);
  });

  it('keeps the bytes of a Buffer, too', async () => {
    const bytes = Buffer.from('ab');
    const response = new FastResponse(bytes);
    bytes[0] = 0x63;
    expect(await response.text()).toBe('ab');
  });

  it.each([undefined, { status: 201 }, { headers: [['x-own', '1']] as [string, string][] }, { status: 204 }])(
    'asks toJSON once, with the init %j',
    (init) => {
      const toJSON = jest.fn(() => 'own');
      attempt((ResponseClass) => ResponseClass.json({ toJSON }, init), FastResponse);
      expect(toJSON).toHaveBeenCalledTimes(1);
    },
  );

  it('may be the global Response', async () => {
    const original = globalThis.Response;
    globalThis.Response = FastResponse;
    try {
      expect(new Response('a')).toBeInstanceOf(Response);
      expect({}).not.toBeInstanceOf(Response);
      expect(Response.redirect('http://a/b', 303).status).toBe(303);
      expect(Response.error().type).toBe('error');
      expect(await Response.json({ a: 1 }).text()).toBe('{"a":1}');
    } finally {
      globalThis.Response = original;
    }
  });

  it('redirects and fails as Response does', () => {
    expect(FastResponse.redirect('http://a/b', 303).headers.get('location')).toBe('http://a/b');
    expect(FastResponse.error().type).toBe('error');
    expect(() => FastResponse.redirect('/relative', 302)).toThrow('URL');
  });

  it('leaves on the wire what Response does', async () => {
    await fc.assert(
      fc.asyncProperty(bodies, inits, fc.constantFrom('get', 'head'), async (body, init, method) => {
        const answer = async (ResponseClass: typeof Response): Promise<unknown> => {
          const made = attempt((Class) => new Class(body as never, init as Init), ResponseClass);
          if (typeof made === 'string') return made;
          const server = createServer((req, res) => {
            const sent = attemptSending(() => sendResponse(req, res, made, ['c=3']));
            sent.catch((error: unknown) => res.writeHead(500).end((error as Error).name));
          });
          const { status, headers, body: received, text } = await request(server)[method as 'get']('/').buffer(true);
          const { date: _, connection: __, 'content-length': length, ...rest } = headers;
          return { status, rest, received, text, length: method === 'head' ? undefined : length };
        };
        expect(await answer(FastResponse)).toEqual(await answer(Response));
      }),
      { numRuns: 60 },
    );
  });

  it('can be sent once, as a body is read once', async () => {
    const shared = new FastResponse('body');
    const server = createServer((req, res) => {
      const sent = attemptSending(() => sendResponse(req, res, shared, []));
      sent.catch((error: unknown) => res.writeHead(500).end((error as Error).message));
    });
    await request(server).get('/').expect(200, 'body');
    expect(shared.bodyUsed).toBe(true);
    const second = await request(server).get('/').expect(500);
    expect(second.text).toContain('create a new Response for each request');
  });
});

describe('the parts of a FastResponse', () => {
  const text = { 'content-type': 'text/plain;charset=UTF-8' };
  const json = { 'content-type': 'application/json' };
  const plain = { status: 200, statusText: '', headers: {}, body: null };
  const init = {
    status: 201,
    statusText: 'Made it',
    headers: { 'X-Own': '1 2', 'X-Empty': '', 'Content-Type': 'a/b' },
  };
  const ownHeaders = { 'x-own': '1 2', 'x-empty': '', 'content-type': 'a/b' };

  it.each<[string, Response, object]>([
    ['nothing', new FastResponse(), plain],
    ['null', new FastResponse(null, {}), plain],
    ['no content', new FastResponse(null, { status: 204 }), { ...plain, status: 204 }],
    ['text', new FastResponse('a'), { ...plain, headers: text, body: 'a' }],
    ['empty text', new FastResponse(''), { ...plain, headers: text, body: '' }],
    ['bytes', new FastResponse(new Uint8Array([1, 2])), { ...plain, body: new Uint8Array([1, 2]) }],
    ['text with an init', new FastResponse('a', init), { ...init, headers: ownHeaders, body: 'a' }],
    ['the lowest status', new FastResponse('a', { status: 200 }), { ...plain, headers: text, body: 'a' }],
    ['the highest status', new FastResponse(null, { status: 599 }), { ...plain, status: 599 }],
    ['JSON', FastResponse.json({ a: 1 }), { ...plain, headers: json, body: '{"a":1}' }],
    ['JSON with an init', FastResponse.json(1, init), { ...init, headers: ownHeaders, body: '1' }],
  ])('of %s are there as they are, and once', (_what, response, parts) => {
    expect(takeFastParts(response)).toEqual(parts);
    expect(takeFastParts(response)).toBeUndefined();
  });

  it('have the headers that were handed out', () => {
    const response = new FastResponse('a');
    response.headers.set('x-later', '1');
    expect(takeFastParts(response)?.touchedHeaders).toBe(response.headers);
  });

  it.each<[string, unknown]>([
    ['a real response', new Response('a')],
    ['text', 'a'],
    ['null', null],
    ['a function', () => {}],
    ['a response with a Blob', new FastResponse(new Blob(['a']))],
    ['a response with Headers', new FastResponse('a', { headers: new Headers() })],
    ['a response with a list of headers', new FastResponse('a', { headers: [['x-own', '1']] })],
    ['a response with a value to trim', new FastResponse('a', { headers: { 'x-own': ' 1 ' } })],
    ['a response with a value beyond ASCII', new FastResponse('a', { headers: { 'x-own': 'é' } })],
    ['a response with a name twice', new FastResponse('a', { headers: { 'x-own': '1', 'X-Own': '2' } })],
    ['a response with a reason beyond ASCII', new FastResponse('a', { statusText: 'é' })],
    ['a response with a number for a header', new FastResponse('a', { headers: { 'x-own': 1 as never } })],
  ])('are not those of %s', (_what, value) => {
    expect(takeFastParts(value)).toBeUndefined();
  });

  it('are gone once the body was looked at', () => {
    const response = new FastResponse('a');
    expect(response.body).toBeInstanceOf(ReadableStream);
    expect(takeFastParts(response)).toBeUndefined();
  });

  it('stay while the rest is looked at', () => {
    const response = new FastResponse(null, { status: 404, statusText: 'Gone' });
    const { status, statusText, ok, type, url, redirected, body, bodyUsed } = response;
    expect([status, statusText, ok, type, url, redirected, body, bodyUsed]).toEqual([
      ...[404, 'Gone', false, 'default', '', false, null, false],
    ]);
    expect(takeFastParts(response)).toBeDefined();
  });
});

/** A rejection, whether sending throws at once or later. */
async function attemptSending(send: () => Promise<void> | void): Promise<void> {
  await send();
}
