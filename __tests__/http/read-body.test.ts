import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Http2Server } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { HttpError } from '../../lib/errors/http-error';
import { hasBody, isBodyTouched, isClientLeft, listenToBody, readBody, releaseBody } from '../../lib/http/read-body';
import { type AcceptedRequest, acceptRequest } from '../support/accept-request';
import { openSocket, until } from '../support/serve';

const limit = { bytes: 10, label: '10b' };
const chunked = 'Transfer-Encoding: chunked';

function readBytes(req: IncomingMessage, res: ServerResponse): Promise<Buffer> {
  return readBody(req, res, limit, (bytes) => bytes);
}

const servers: Http2Server[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  jest.useRealTimers();
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

const frameTypes = { data: 0, headers: 1, reset: 3, settings: 4 };
const endOfStream = 1;
const endOfHeaders = 4;

/** RFC 9113 §4.1. Node's own client ends a stream before it resets it. */
function frame(type: keyof typeof frameTypes, flags: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = frameTypes[type];
  head[4] = flags;
  head[8] = type === 'settings' ? 0 : 1;
  return Buffer.concat([head, payload]);
}

function resetFrame(code: number): Buffer {
  return frame('reset', 0, Buffer.from([0, 0, 0, code]));
}

/** POST, http, /, the authority and, if any, a length of one digit (RFC 7541 §6, Appendix A). */
function headersFrame(length?: number, flags = 0): Buffer {
  const fields = [0x83, 0x86, 0x84, 0x41, 1, 0x61];
  if (length !== undefined) fields.push(0x0f, 0x0d, 1, 0x30 + length);
  return frame('headers', endOfHeaders | flags, Buffer.from(fields));
}

async function acceptHttp2(...frames: Buffer[]): Promise<Pick<AcceptedRequest, 'req' | 'res' | 'socket'>> {
  const requests: [unknown, unknown][] = [];
  const server = createServer((req, res) => void requests.push([req, res]));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = await openSocket((server.address() as AddressInfo).port);
  sockets.push(socket.resume());
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  socket.write(Buffer.concat([frame('settings', 0, Buffer.alloc(0)), ...frames]));
  await until(() => requests.length > 0, 'the request');
  const [req, res] = requests[0] as [IncomingMessage, ServerResponse];
  return { req, res, socket };
}

const fault = (promise: Promise<unknown>): Promise<unknown> => promise.then(String, (error: unknown) => error);
const listeners = (req: IncomingMessage): number[] =>
  ['data', 'end', 'close', 'error'].map((event) => req.listenerCount(event));

describe('a request', () => {
  it.each([
    ['', false],
    ['Content-Length: 0', false],
    ['Content-Length: 5', true],
    [chunked, true],
  ])('is seen to have a body by its framing: %j, %s', async (framing, expected) => {
    expect(hasBody((await acceptRequest(framing)).req)).toBe(expected);
  });

  it.each([
    ['that ends with its head', headersFrame(undefined, endOfStream), false],
    ['that goes on', headersFrame(), true],
    ['that goes on, of a length', headersFrame(5), true],
    ['that goes on, of length 0', headersFrame(0), false],
  ])('is seen to have a body on HTTP/2, from a stream %s', async (_which, headers, expected) => {
    expect(hasBody((await acceptHttp2(headers)).req)).toBe(expected);
  });

  it('is untouched as long as nobody reads it', async () => {
    expect(isBodyTouched((await acceptRequest('Content-Length: 5', 'hello')).req)).toBe(false);
  });

  it('is touched as soon as somebody has got a part of its body', async () => {
    const { req } = await acceptRequest('Content-Length: 5', 'he');
    await once(req, 'data');
    expect(isBodyTouched(req)).toBe(true);
  });

  it('is touched when somebody has read its body and found nothing in it', async () => {
    const { req } = await acceptRequest(chunked, '0\r\n\r\n');
    await once(req.resume(), 'end');
    expect(isBodyTouched(req)).toBe(true);
  });
});

describe('reading a body', () => {
  it.each([
    ['that comes at once', 'Content-Length: 5', 'hello', 'hello'],
    ['that comes in chunks', chunked, '2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n', 'hello'],
    ['that is empty', chunked, '0\r\n\r\n', ''],
    ['of as many bytes as the limit', 'Content-Length: 10', '0123456789', '0123456789'],
    ['of as many bytes as the limit, in chunks', chunked, '5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n', '0123456789'],
  ])('gives all of one %s', async (_which, framing, body, expected) => {
    const { req, res } = await acceptRequest(framing, body);
    expect(String(await readBytes(req, res))).toBe(expected);
  });

  it('fails with what its bytes are refused for', async () => {
    const { req, res } = await acceptRequest('Content-Length: 5', 'hello');
    const refuse = (): never => {
      throw new HttpError(400, 'Not of our kind');
    };
    expect(await fault(readBody(req, res, limit, refuse))).toMatchObject({ message: 'Not of our kind' });
  });

  it.each([
    ['announced', 'Content-Length: 11', ''],
    ['counted', chunked, '5\r\n01234\r\n6\r\n56789!\r\n'],
  ])('refuses one byte more than the limit, %s', async (_how, framing, body) => {
    const { req, res } = await acceptRequest(framing, body);
    const error = await fault(readBytes(req, res));
    expect(error).toBeInstanceOf(HttpError);
    expect(error).toMatchObject({
      status: 413,
      message: 'Body exceeded 10b limit',
      code: 'body_too_large',
      headers: { Connection: 'close' },
    });
    expect(res.getHeader('Connection')).toBe('close');
  });

  it('refuses a body past the limit whose answer has begun', async () => {
    const { req, res } = await acceptRequest('Content-Length: 11');
    res.writeHead(200).write('begun');
    expect(await fault(readBytes(req, res))).toMatchObject({ status: 413, code: 'body_too_large' });
  });

  it('refuses a body past the limit on HTTP/2, which knows no Connection header', async () => {
    const { req, res } = await acceptHttp2(headersFrame(), frame('data', 0, Buffer.from('0123456789!')));
    const error = await fault(readBytes(req, res));
    expect(error).toMatchObject({ status: 413, code: 'body_too_large' });
    expect((error as HttpError).headers).toEqual({});
  });

  it.each([
    ['goes', (socket: Socket) => void socket.end()],
    ['is cut off', (socket: Socket) => void socket.resetAndDestroy()],
  ])('fails when the client %s in the middle of it', async (_how, leave) => {
    const { req, res, socket } = await acceptRequest('Content-Length: 5', 'he');
    const reading = fault(readBytes(req, res));
    leave(socket);
    const error = await reading;
    expect(error).toMatchObject({
      status: 400,
      message: 'The client left before the body was complete',
      code: 'client_left',
      cause: { code: 'ECONNRESET' },
    });
    expect(isClientLeft(error)).toBe(true);
  });

  it('fails when the client has left before', async () => {
    const { req, res, socket } = await acceptRequest('Content-Length: 5', 'he');
    socket.destroy();
    await until(() => req.destroyed, 'the end of the request');
    expect(await fault(readBytes(req, res))).toMatchObject({ status: 400, code: 'client_left' });
  });

  it.each([
    ['without an error', 0],
    ['with an error', 2],
    ['as it lost interest', 8],
  ])('fails when an HTTP/2 client resets its stream in the middle of it %s', async (_why, code) => {
    const { req, res, socket } = await acceptHttp2(headersFrame(), frame('data', 0, Buffer.from('he')));
    const reading = fault(readBytes(req, res));
    await once(req, 'data');
    socket.write(resetFrame(code));
    const error = await reading;
    expect(error).toMatchObject({ status: 400, code: 'client_left' });
    expect(isClientLeft(error)).toBe(true);
  });

  it('fails when somebody else ends the request without a reason', async () => {
    const { req, res } = await acceptRequest('Content-Length: 5', 'he');
    const reading = fault(readBytes(req, res));
    req.destroy();
    expect(await reading).toMatchObject({ status: 400, code: 'client_left' });
  });

  it('fails with the reason somebody else has ended the request for', async () => {
    const { req, res } = await acceptRequest('Content-Length: 5', 'he');
    const reading = fault(readBytes(req, res));
    const cause = new Error('too slow');
    req.destroy(cause);
    const error = await reading;
    expect(error).toMatchObject({ status: 400, message: 'Invalid body', code: 'invalid_body', cause });
    expect(isClientLeft(error)).toBe(false);
  });
});

describe('an error', () => {
  it.each([
    ['of the client', new HttpError(400)],
    ['of another class with the same code', Object.assign(new Error('left'), { code: 'client_left' })],
    ['that is undefined', undefined],
  ])('%s does not say that the client left', (_which, error) => {
    expect(isClientLeft(error)).toBe(false);
  });
});

describe('listening to a body', () => {
  function recordBody({ req, res }: AcceptedRequest): { events: string[]; stop: () => void } {
    const events: string[] = [];
    const reading = listenToBody(req, res, limit, {
      onChunk: (chunk) => events.push(String(chunk)),
      onEnd: () => events.push('end'),
      onError: (error) => events.push(error.message),
    });
    return { events, stop: () => reading.stop() };
  }

  it('tells of each chunk, then of the end, and of nothing after it', async () => {
    const accepted = await acceptRequest(chunked, '2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n');
    const { events } = recordBody(accepted);
    await once(accepted.req, 'close');
    accepted.req.emit('error', new Error('late'));
    expect(events).toEqual(['he', 'llo', 'end']);
  });

  it('tells once that the client left', async () => {
    const accepted = await acceptRequest('Content-Length: 5', 'he');
    const { events } = recordBody(accepted);
    accepted.socket.destroy();
    await until(() => accepted.req.closed, 'the end of the request');
    expect(events).toEqual(['he', 'The client left before the body was complete']);
  });

  it('tells all who listen, and those who are left when one of them stops', async () => {
    const accepted = await acceptRequest(chunked, '2\r\nhe\r\n');
    const [first, second] = [recordBody(accepted), recordBody(accepted)];
    await until(() => first.events.length > 0, 'the first chunk');
    second.stop();
    accepted.socket.write('3\r\nllo\r\n0\r\n\r\n');
    await once(accepted.req, 'close');
    expect([first.events, second.events]).toEqual([['he', 'llo', 'end'], ['he']]);
  });

  it('refuses for one what another may read', async () => {
    const { req, res, socket } = await acceptRequest(chunked);
    const refused = fault(readBytes(req, res));
    const whole = readBody(req, res, { bytes: 20, label: '20b' }, String);
    socket.write('b\r\n0123456789!\r\n0\r\n\r\n');
    expect(await refused).toMatchObject({ status: 413 });
    expect(await whole).toBe('0123456789!');
  });

  it('tells of nothing once it has been stopped', async () => {
    const accepted = await acceptRequest('Content-Length: 5', 'he');
    const { events, stop } = recordBody(accepted);
    await until(() => events.length > 0, 'the first chunk');
    stop();
    accepted.socket.write('llo');
    await once(accepted.req.resume(), 'close');
    expect(events).toEqual(['he']);
  });

  it('leaves nothing on the request but an ear for late errors, however often it is stopped', async () => {
    const accepted = await acceptRequest('Content-Length: 5', 'he');
    const [data, end, close, error] = listeners(accepted.req);
    const { stop } = recordBody(accepted);
    stop();
    stop();
    expect(listeners(accepted.req)).toEqual([data, end, close, error! + 1]);
    expect(() => accepted.req.emit('error', new Error('late'))).not.toThrow();
  });

  it.each(['announced to be too long', 'whose client has left'])('can be stopped for one %s, too', async (which) => {
    const accepted = await acceptRequest(`Content-Length: ${which.startsWith('announced') ? 11 : 5}`);
    if (!which.startsWith('announced')) accepted.req.destroy();
    const { events, stop } = recordBody(accepted);
    stop();
    expect(events).toHaveLength(1);
  });
});

describe('releasing a body', () => {
  it('lets the next request through on the socket', async () => {
    const { req, res, socket, requests } = await acceptRequest('Content-Length: 900000', 'x'.repeat(450_000));
    listenToBody(
      req,
      res,
      { bytes: 2 ** 20, label: '1mb' },
      { onChunk: () => req.pause(), onEnd: fail, onError: fail },
    );
    await once(req, 'pause');
    releaseBody(req);
    res.end();
    socket.write(`${'x'.repeat(450_000)}GET /next HTTP/1.1\r\nHost: a\r\n\r\n`);
    await until(() => requests.length === 2, 'the next request');
    expect(requests[1]![0].url).toBe('/next');
  });

  it('leaves a body alone that nobody has begun to read', async () => {
    const { req, res } = await acceptRequest('Content-Length: 5', 'hello');
    releaseBody(req);
    expect(String(await readBytes(req, res))).toBe('hello');
  });
});

describe('the connection of a refused body', () => {
  it('stays open for an answer that comes after the end of the body', async () => {
    const { req, res, socket, received } = await acceptRequest('Content-Length: 11');
    await fault(readBytes(req, res));
    socket.write('0123456789!');
    await once(req, 'close');
    await new Promise(setImmediate);
    res.writeHead(413).end('late');
    await until(() => socket.closed, 'the end of the connection');
    expect(received()).toMatch(/^HTTP\/1\.1 413 [^]*late/);
  });

  it('is read on until the client has written nothing for half a second', async () => {
    const { req, res, socket, received } = await acceptRequest('Content-Length: 11');
    jest.useFakeTimers({ doNotFake: ['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate'] });
    await fault(readBytes(req, res));
    res.writeHead(413).end('no');
    for (const digit of '0123') {
      socket.write(digit);
      await once(req, 'data');
      jest.advanceTimersByTime(499);
    }
    expect(req.isPaused()).toBe(false);
    jest.advanceTimersByTime(1);
    await once(socket, 'close');
    expect(received()).toMatch(/^HTTP\/1\.1 413 [^]*no/);
  });

  it('is read for two seconds at most, however slowly the client goes on', async () => {
    const { req, res, socket, received } = await acceptRequest('Content-Length: 11');
    jest.useFakeTimers({ doNotFake: ['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate'] });
    await fault(readBytes(req, res));
    res.writeHead(413).end('no');
    for (const digit of '01234567') {
      jest.advanceTimersByTime(249);
      socket.write(digit);
      await once(req, 'data');
    }
    expect(req.isPaused()).toBe(false);
    jest.advanceTimersByTime(8);
    await once(socket, 'close');
    expect(received()).toMatch(/^HTTP\/1\.1 413 [^]*no/);
  });

  it('carries nothing behind the answer, whatever the client sends instead of its body', async () => {
    const { req, res, socket, received } = await acceptRequest(chunked, 'b\r\n0123456789!\r\n');
    await fault(readBytes(req, res));
    res.writeHead(413).end('no');
    await once(res, 'close');
    socket.write('no chunk\r\n');
    await until(() => socket.closed, 'the end of the connection');
    expect(received()).toMatch(/^HTTP\/1\.1 413 [^]*no/);
    expect(received().match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  it.each(['ends its body', 'leaves'])('is as it was before, once the client %s', async (how) => {
    const { req, res, socket } = await acceptRequest('Content-Length: 11');
    const [data, end, close, error] = listeners(req);
    await fault(readBytes(req, res));
    expect(Object.hasOwn(req.socket, 'destroySoon')).toBe(true);
    if (how === 'leaves') socket.destroy();
    else socket.write('0123456789!');
    await until(() => req.closed, 'the end of the request');
    expect(listeners(req)).toEqual([data, end, close, error! + 1]);
    expect(Object.hasOwn(req.socket, 'destroySoon')).toBe(false);
  });

  it('may fail late', async () => {
    const { req, res } = await acceptRequest('Content-Length: 11');
    await fault(readBytes(req, res));
    expect(() => req.emit('error', new Error('late'))).not.toThrow();
  });
});

function fail(): void {
  throw new Error('The reading was to be given up');
}
