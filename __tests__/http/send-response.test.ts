import type { IncomingMessage, ServerResponse } from 'node:http';
import { FastResponse } from 'express-pages-api';
import { isResponse, sendResponse } from '../../lib/http/send-response';
import { sendRaw, serve } from '../support/serve';

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
  ])('is that of %s', async (_what, answer, method, length) => {
    const text = await exchange(answer, method);
    expect(/^content-length: (.*)\r$/im.exec(text)?.[1]).toBe(length);
    expect(text).not.toMatch(/^transfer-encoding/im);
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

describe('a content coding', () => {
  it('stays where the handler has coded the body itself', async () => {
    const answer = await exchange(new Response('coded', { headers: { 'content-encoding': 'x-own' } }));
    expect(answer).toMatch(/^content-encoding: x-own\r$/im);
  });
});
