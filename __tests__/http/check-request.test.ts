import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { checkRequest } from '../../lib/http/check-request';
import { parseTarget } from '../../lib/http/request-target';

function createExchange(rawHeaders: readonly string[], httpVersion = '1.1'): [IncomingMessage, ServerResponse] {
  const req = new IncomingMessage(new Socket());
  req.httpVersion = httpVersion;
  req.rawHeaders = ['Host', 'a', ...rawHeaders];
  req.headers = { host: 'a' };
  // As Node does it: the first of several stays.
  for (let i = 0; i < rawHeaders.length; i += 2) req.headers[rawHeaders[i]!.toLowerCase()] ??= rawHeaders[i + 1];
  return [req, new ServerResponse(req)];
}

describe('checkRequest', () => {
  it.each([
    ['no header of interest', []],
    ['one type and one origin', ['Content-Type', 'text/plain', 'Origin', 'null']],
    ['a body in chunks', ['Transfer-Encoding', 'chunked']],
    ['the same, written otherwise', ['Transfer-Encoding', ' Chunked ']],
    ['other headers twice', ['X-Own', '1', 'X-Own', '2', 'Accept', 'a', 'Accept', 'b']],
  ])('admits %s', (_what, headers) => {
    const [req, res] = createExchange(headers);
    checkRequest(req, res, parseTarget('/')!);
    expect(res.getHeaders()).toEqual({});
  });

  it.each(['Content-Type', 'content-type', 'Origin', 'ORIGIN'])('refuses a doubled %s', (name) => {
    expect(() => checkRequest(...createExchange([name, 'a', name, 'a']), parseTarget('/')!)).toThrow(
      expect.objectContaining({
        status: 400,
        code: 'doubled_header',
        message: `More than one ${name.toLowerCase()} header`,
      }),
    );
  });

  it('refuses a coding that it does not know, and closes', () => {
    const [req, res] = createExchange(['Transfer-Encoding', 'gzip, chunked']);
    expect(() => checkRequest(req, res, parseTarget('/')!)).toThrow(
      expect.objectContaining({
        status: 501,
        code: 'unknown_transfer_coding',
        message: 'Unknown transfer coding',
        expose: true,
        headers: { Connection: 'close' },
      }),
    );
    expect(res.getHeader('connection')).toBe('close');
  });

  it('refuses chunks of HTTP/1.0, and closes', () => {
    const [req, res] = createExchange(['Transfer-Encoding', 'chunked'], '1.0');
    expect(() => checkRequest(req, res, parseTarget('/')!)).toThrow(
      expect.objectContaining({
        status: 400,
        code: 'invalid_framing',
        message: 'HTTP/1.0 has no chunked bodies',
        headers: { Connection: 'close' },
      }),
    );
    expect(res.getHeader('connection')).toBe('close');
  });

  it.each([
    ['an invalid host', ['Host', 'a b']],
    ['a doubled host', ['Host', 'a', 'HOST', 'a']],
  ])('refuses %s', (_what, rawHeaders) => {
    const [req, res] = createExchange([]);
    req.rawHeaders = rawHeaders;
    expect(() => checkRequest(req, res, parseTarget('/')!)).toThrow(
      expect.objectContaining({ status: 400, code: 'invalid_host', message: 'Invalid Host header' }),
    );
  });

  it('admits a request of HTTP/1.0 that names no host', () => {
    const [req, res] = createExchange([], '1.0');
    req.rawHeaders = ['Accept', '*/*'];
    expect(() => checkRequest(req, res, parseTarget('/')!)).not.toThrow();
  });

  it('does not make the headers of a request that has nothing to be checked by them', () => {
    const [req, res] = createExchange(['Content-Type', 'text/plain', 'Origin', 'null', 'Accept', '*/*']);
    const read = jest.fn();
    Object.defineProperty(req, 'headers', { get: read });
    checkRequest(req, res, parseTarget('/')!);
    expect(read).not.toHaveBeenCalled();
  });

  it('refuses a target that two readers could read differently', () => {
    expect(() => checkRequest(...createExchange([]), parseTarget('/a/../b')!)).toThrow(
      expect.objectContaining({ code: 'malformed_url' }),
    );
  });
});
