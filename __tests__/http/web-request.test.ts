import { once } from 'node:events';
import { copyHeaders, createAbortSignal, createRealRequest } from '../../lib/http/web-request';
import { type AcceptedRequest, acceptRequest } from '../support/accept-request';
import { until } from '../support/serve';

function createRequest({ req, res }: AcceptedRequest, isRereadable = false): Request {
  return createRealRequest({
    req,
    res,
    readUrl: () => 'http://a/',
    limit: { bytes: 2 ** 20, label: '1mb' },
    isRereadable,
  });
}

function post(type: string, body: string): Promise<AcceptedRequest> {
  return acceptRequest(`${type && `Content-Type: ${type}\r\n`}Content-Length: ${body.length}`, body);
}

/** As a body parser does that leaves this on `req.body`. */
async function parseEarlier(accepted: AcceptedRequest, body: unknown): Promise<AcceptedRequest> {
  await once(accepted.req.resume(), 'end');
  Object.assign(accepted.req, { body });
  return accepted;
}

const fault = (promise: Promise<unknown>): Promise<unknown> => promise.then(String, (error: unknown) => error);
const form = 'multipart/form-data; boundary=b';

describe('a web request', () => {
  it('has an empty body where none came', async () => {
    const request = createRequest(await acceptRequest('Content-Length: 0'));
    expect(request.body).not.toBeNull();
    expect(await request.text()).toBe('');
  });

  it('has an empty body where an earlier parser found none', async () => {
    const request = createRequest(await parseEarlier(await acceptRequest('Content-Length: 0'), undefined));
    expect(await request.text()).toBe('');
  });

  it('tells the length of what an earlier parser has left', async () => {
    const request = createRequest(await parseEarlier(await post('application/json', '{ "a": 1 }'), { a: 1 }));
    expect([request.headers.get('content-length'), await request.text()]).toEqual(['7', '{"a":1}']);
  });

  it('keeps its headers where an earlier parser has left nothing, and fails when it is read', async () => {
    const request = createRequest(await parseEarlier(await post(form, 'form'), {}));
    expect(request.headers.get('content-length')).toBe('4');
    expect(await fault(request.text())).toMatchObject({ status: 500, code: 'body_consumed' });
  });

  it('fails with the reason for which the result of an earlier parser cannot be written', async () => {
    const accepted = await parseEarlier(await post('application/json', '{"a":1}'), { a: 1n });
    expect(await fault(createRequest(accepted).text())).toBeInstanceOf(TypeError);
  });

  it('has no pseudo headers of HTTP/2', () => {
    expect([...copyHeaders([':method', 'GET', 'a', '1', ':path', '/', 'b', '2'])]).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });
});

describe('a body that cannot be parsed', () => {
  it.each(['{"a":', ''])('as JSON is the fault of the client: %j', async (body) => {
    const error = await fault(createRequest(await post('application/json', body)).json());
    expect(error).toBeInstanceOf(SyntaxError);
    expect(error).toMatchObject({ status: 400, statusCode: 400, expose: false, code: 'invalid_json' });
  });

  it.each([form, 'text/plain', ''])('as a form is the fault of the client: %j', async (type) => {
    const error = await fault(createRequest(await post(type, 'no form')).formData());
    expect(error).toMatchObject({ status: 400, statusCode: 400, expose: false, code: 'invalid_form' });
  });
});

describe('a request that may be read again', () => {
  it('gives bytes of its own to each reader', async () => {
    const request = createRequest(await post('text/plain', 'hello'), true);
    new Uint8Array(await request.arrayBuffer()).fill(0);
    expect(await request.text()).toBe('hello');
  });

  it('gives a blob without a type where it has none', async () => {
    const blob = await createRequest(await post('', 'hello'), true).blob();
    expect([blob.type, await blob.text()]).toEqual(['', 'hello']);
  });

  it.each(['', 'text/plain'])('is a form without fields where it is none: %j', async (type) => {
    const fields = await createRequest(await post(type, 'a=1'), true).formData();
    expect([...fields]).toEqual([]);
  });

  it.each(['application/x-www-form-urlencoded', 'Application/X-WWW-Form-Urlencoded ; charset=utf-8'])(
    'is a form where it says so: %s',
    async (type) => {
      const fields = await createRequest(await post(type, 'a=1'), true).formData();
      expect([...fields]).toEqual([['a', '1']]);
    },
  );
});

describe('the signal of a request', () => {
  it('is not aborted by an answer that was finished', async () => {
    const { req, res } = await acceptRequest('Connection: close');
    const signal = createAbortSignal(res);
    res.end();
    await until(() => res.closed && req.socket.destroyed, 'the end of the connection');
    expect(signal.aborted).toBe(false);
  });

  it.each(['before', 'after'])('is aborted when the client leaves %s somebody asks for it', async (when) => {
    const { res, socket } = await acceptRequest('Content-Length: 5');
    const early = when === 'after' ? createAbortSignal(res) : undefined;
    socket.destroy();
    await until(() => res.closed, 'the end of the answer');
    const { aborted, reason } = early ?? createAbortSignal(res);
    expect(aborted).toBe(true);
    expect(reason).toMatchObject({ name: 'AbortError', message: 'The client left' });
  });

  it('is aborted where the answer has been cut off just now', async () => {
    const { res } = await acceptRequest('Content-Length: 5');
    res.destroy();
    expect(createAbortSignal(res).aborted).toBe(true);
  });
});

describe('the stream of a body', () => {
  it('reads nothing before it is read', async () => {
    const accepted = await post('text/plain', 'hello');
    const request = createRequest(accepted);
    await new Promise(setImmediate);
    expect([request.body instanceof ReadableStream, accepted.req.readableDidRead]).toEqual([true, false]);
  });

  it('gives what a middleware has read in the meantime', async () => {
    const accepted = await post('application/json', '{ "a": 1 }');
    const request = createRequest(accepted);
    await parseEarlier(accepted, { a: 1 });
    expect(await request.text()).toBe('{"a":1}');
  });

  it('fails for whoever reads on after the answer', async () => {
    const accepted = await acceptRequest('Content-Length: 900000', 'x'.repeat(450_000));
    const reader = createRequest(accepted).body!.getReader();
    await reader.read();
    accepted.res.end();
    await until(() => accepted.res.writableFinished, 'the answer');
    const error = await fault(reader.closed);
    expect(error).toMatchObject({ message: 'The answer was finished before the body was read' });
  });

  it.each(['unread', 'begun'])('lets the next request through when it is cancelled, %s', async (state) => {
    const accepted = await acceptRequest('Content-Length: 900000', 'x'.repeat(450_000));
    const reader = createRequest(accepted).body!.getReader();
    if (state === 'begun') await reader.read();
    await reader.cancel();
    accepted.socket.write(`${'x'.repeat(450_000)}GET /next HTTP/1.1\r\nHost: a\r\n\r\n`);
    await until(() => accepted.requests.length === 2, 'the next request');
    expect(accepted.requests[1]![0].url).toBe('/next');
  });
});
