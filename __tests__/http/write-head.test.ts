import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { forgetAnswer, mergeVary, readHeaders, writeHead } from '../../lib/http/write-head';

function createResponse(httpVersionMajor = 1): ServerResponse {
  const req = new IncomingMessage(new Socket());
  req.httpVersionMajor = httpVersionMajor;
  return new ServerResponse(req);
}

describe('writeHead', () => {
  it('sets the status and its text', () => {
    const res = createResponse();
    writeHead(res, { status: 418, statusText: "I'm a teapot", headers: [] });
    expect([res.statusCode, res.statusMessage]).toEqual([418, "I'm a teapot"]);
  });

  it.each([
    ['is empty', '', 1],
    ['breaks the line', 'a\r\nb: c', 1],
    ['ends in a line break', 'a\n', 1],
    ['begins with a line break', '\na', 1],
    ['goes beyond Latin-1', '☃', 1],
    ['is one of HTTP/2', 'Fine', 2],
  ])('leaves a status text to Node that %s', (_what, statusText, version) => {
    const res = createResponse(version);
    writeHead(res, { status: 200, statusText, headers: [] });
    expect(res.statusMessage).toBeUndefined();
  });

  it('keeps earlier headers but those that are named', () => {
    const res = createResponse();
    res.setHeader('X-Kept', '1').setHeader('X-Set', '1');
    writeHead(res, { status: 200, statusText: '', headers: [['x-set', '2']] });
    expect(res.getHeaders()).toEqual({ 'x-kept': '1', 'x-set': '2' });
  });

  it.each([
    [undefined, ['b=2'], ['b=2']],
    ['a=1', ['b=2', 'c=3'], ['a=1', 'b=2', 'c=3']],
    [['a=1', 'b=1'], ['b=2'], ['a=1', 'b=1', 'b=2']],
  ])('adds cookies to earlier ones: %j', (earlier, cookies, all) => {
    const res = createResponse();
    if (earlier !== undefined) res.setHeader('Set-Cookie', earlier);
    writeHead(res, { status: 200, statusText: '', headers: [['set-cookie', cookies]] });
    expect(res.getHeader('set-cookie')).toEqual(all);
  });

  it('adds to Vary', () => {
    const res = createResponse();
    res.setHeader('Vary', 'Accept');
    writeHead(res, { status: 200, statusText: '', headers: [['vary', 'Origin']] });
    expect(res.getHeader('vary')).toBe('Accept, Origin');
  });
});

describe('mergeVary', () => {
  it.each([
    [undefined, 'Origin', 'Origin'],
    ['Accept', 'Origin', 'Accept, Origin'],
    ['Accept, origin', 'Origin', 'Accept, Origin'],
    ['Accept ,, ', ' Origin ', 'Accept, Origin'],
    ['*', 'Origin', '*'],
    ['Accept', '*', '*'],
    [['Accept', 'Cookie'], 'Origin', 'Accept, Cookie, Origin'],
  ])('joins %j and %j', (earlier, added, expected) => {
    const res = createResponse();
    if (earlier !== undefined) res.setHeader('Vary', earlier);
    mergeVary(res, added);
    expect(res.getHeader('vary')).toBe(expected);
  });
});

const none = (): string[] => [];

describe('readHeaders', () => {
  it('leaves out what belongs to one hop', () => {
    const names = [
      'connection',
      'keep-alive',
      'proxy-authenticate',
      'proxy-authorization',
      'proxy-connection',
      'te',
      'trailer',
      'transfer-encoding',
      'upgrade',
    ];
    const headers = names.map((name): [string, string] => [name, 'x']);
    expect(readHeaders([...headers, ['x-own', '1']], none, [])).toEqual([['x-own', '1']]);
  });

  it('leaves out the length and the coding of a body that fetch() has decoded', () => {
    const headers: [string, string][] = [
      ['content-length', '1234'],
      ['content-encoding', 'gzip'],
      ['content-type', 'text/plain'],
    ];
    expect(readHeaders(headers, none, [], { url: 'http://a.test/' })).toEqual([['content-type', 'text/plain']]);
    expect(readHeaders(headers, none, [], { url: '' })).toEqual(headers);
    expect(readHeaders(headers, none, [])).toEqual(headers);
  });

  it.each(['-1', '1.5', 'x', '', '1 ', '5x', 'x5'])('leaves out a length that is none: %j', (length) => {
    expect(readHeaders([['content-length', length]], none, [])).toEqual([]);
  });

  it('puts the cookies of the answer before those of the context, as a list', () => {
    expect(readHeaders([['set-cookie', 'merged']], () => ['a=1'], ['b=2'])).toEqual([['set-cookie', ['a=1', 'b=2']]]);
    expect(readHeaders([], () => ['a=1'], ['b=2'])).toEqual([['set-cookie', ['b=2']]]);
  });

  it('has no cookies where there are none', () => {
    expect(readHeaders([['set-cookie', 'merged']], none, [])).toEqual([]);
  });

  it.each([
    ['a name', [['bad name', 'x']], [], '"bad name"'],
    ['a value', [['x-own', 'a\nb']], [], '"x-own"'],
    ['a cookie', [], ['a=\u2603'], '"set-cookie"'],
  ] as [string, [string, string][], string[], string][])(
    'refuses %s that Node would refuse later',
    (_what, headers, cookies, named) => {
      expect(() => readHeaders(headers, none, cookies)).toThrow(
        expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(named) }),
      );
    },
  );
});

describe('forgetAnswer', () => {
  it.each([
    'Content-Type',
    'Content-Length',
    'Content-Encoding',
    'Content-Language',
    'Content-Range',
    'Content-Disposition',
    'Transfer-Encoding',
    'Trailer',
    'Expires',
    'ETag',
    'Last-Modified',
  ])('takes back %s, and no other header', (name) => {
    const res = createResponse();
    res.setHeader(name, 'a').setHeader('X-Kept', '1').setHeader('Set-Cookie', 'a=1');
    forgetAnswer(res);
    expect(res.getHeaders()).toEqual({ 'x-kept': '1', 'set-cookie': 'a=1' });
  });

  it('leaves the status, and its text to Node', () => {
    const res = createResponse();
    res.statusCode = 418;
    res.statusMessage = 'Mine';
    forgetAnswer(res);
    expect([res.statusCode, res.statusMessage]).toEqual([418, '']);
  });

  it('removes nothing that is not there: Node frames no answer by itself any more of which framing was removed', () => {
    const res = createResponse();
    const removed = jest.spyOn(res, 'removeHeader');
    forgetAnswer(res);
    expect(removed).not.toHaveBeenCalled();
    expect(res.statusMessage).toBeUndefined();
  });

  it('does not touch the text of a status in HTTP/2, which warns', () => {
    const res = createResponse(2);
    res.statusMessage = 'Mine';
    forgetAnswer(res);
    expect(res.statusMessage).toBe('Mine');
  });
});
