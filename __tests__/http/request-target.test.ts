import type { IncomingMessage } from 'node:http';
import { checkTarget, countHeaders, isHost, parseTarget, readHost } from '../../lib/http/request-target';

/** A request as far as these functions look at it. */
function requestWith(headers: Record<string, string>, rawHeaders = Object.entries(headers).flat()): IncomingMessage {
  return { headers, rawHeaders } as unknown as IncomingMessage;
}

describe('parseTarget', () => {
  it.each([
    ['/', { path: '/', search: '' }],
    ['/a/b', { path: '/a/b', search: '' }],
    ['/a?', { path: '/a', search: '?' }],
    ['/a?b=c&d', { path: '/a', search: '?b=c&d' }],
    ['/a?b?c', { path: '/a', search: '?b?c' }],
    ['/%41%2F', { path: '/%41%2F', search: '' }],
    ['//a//b', { path: '//a//b', search: '' }],
  ])('keeps %s as it is, less the query', (url, expected) => {
    expect(parseTarget(url)).toEqual({ ...expected, authority: undefined, hasFragment: false });
  });

  it.each([
    ['/a#b', { path: '/a', search: '' }],
    ['/a#', { path: '/a', search: '' }],
    ['/#', { path: '/', search: '' }],
    ['/a?b#c', { path: '/a', search: '?b' }],
    ['/a#b?c', { path: '/a', search: '' }],
    ['/a?#', { path: '/a', search: '?' }],
  ])('ends %s at its fragment, and tells of it', (url, expected) => {
    expect(parseTarget(url)).toEqual({ ...expected, authority: undefined, hasFragment: true });
  });

  it.each([
    ['http://a/b', 'a', '/b', ''],
    ['https://a:1/b?c', 'a:1', '/b', '?c'],
    ['HTTP://A/b', 'A', '/b', ''],
    ['http://a', 'a', '/', ''],
    ['http://a?b', 'a', '/', '?b'],
    ['http://u@a/b', 'u@a', '/b', ''],
    ['http:///b', '', '/b', ''],
  ])('takes the authority of %s', (url, authority, path, search) => {
    expect(parseTarget(url)).toEqual({ authority, path, search, hasFragment: false });
  });

  it('takes the fragment of a target in absolute form', () => {
    expect(parseTarget('http://a#b')).toEqual({ authority: 'a', path: '/', search: '', hasFragment: true });
  });

  it.each(['*', '', 'a', 'ftp://a/b', 'http:/a', 'xhttp://a/b', 'a:80'])('has nothing to say about %j', (url) => {
    expect(parseTarget(url)).toBeUndefined();
  });
});

describe('checkTarget', () => {
  const check = (url: string, host = 'a', mountPath?: string) =>
    checkTarget(Object.assign(requestWith({ host }), { url }), parseTarget(url)!, mountPath);

  it.each([
    '/..',
    '/.',
    '/../a',
    '/a/..',
    '/a/../b',
    '/a/./b',
    '/%2e',
    '/a/%2E%2e/b',
    '/a/.%2e',
    '/a\\b',
    '/a%00',
    '/%00/b',
    '/a#b',
  ])('refuses %s', (url) => {
    expect(() => check(url)).toThrow(
      expect.objectContaining({ status: 400, code: 'malformed_url', message: 'Malformed request target' }),
    );
  });

  it.each(['/', '/...', '/a..b', '/.a', '/a.', '/..a/b', '/a?b=/../c', '/a?%00', '/%5c', '/%2f..', '/%0'])(
    'admits %s',
    (url) => {
      expect(() => check(url)).not.toThrow();
    },
  );

  it.each(['/..', '/a/%2e%2e', '/a\\b', '/%00', '/a/.'])('refuses a mount path of %s', (mountPath) => {
    expect(() => check('/b', 'a', mountPath)).toThrow(expect.objectContaining({ code: 'malformed_url' }));
  });

  it.each(['/v1', '/a..', '/...'])('admits a mount path of %s', (mountPath) => {
    expect(() => check('/b', 'a', mountPath)).not.toThrow();
  });

  it.each([
    ['http://a;/b', 'a;'],
    ["http://a'/b", "a'"],
    ['http://a%41/b', 'a%41'],
    ["http://a/b'c", 'a'],
    ['http://a/b|c', 'a'],
  ])('refuses %s, of which Express reads another path', (url, host) => {
    expect(() => check(url, host)).toThrow(expect.objectContaining({ status: 400, code: 'malformed_url' }));
  });

  it('refuses an empty authority, though there is no host to compare it with', () => {
    const req = Object.assign(requestWith({}), { url: 'http:///b' });
    expect(() => checkTarget(req, parseTarget(req.url)!)).toThrow(expect.objectContaining({ code: 'malformed_url' }));
  });

  it.each([
    ['http://a/b?c=%41', 'a'],
    ['http://a', 'a'],
    ['http://[::1]:80/b', '[::1]:80'],
    ['http://a.b_c-d:1/%41', 'a.b_c-d:1'],
  ])('admits %s', (url, host) => {
    expect(() => check(url, host)).not.toThrow();
  });

  it('refuses an authority that is not the host', () => {
    expect(() => check('http://b/', 'a')).toThrow(
      expect.objectContaining({
        status: 400,
        code: 'host_mismatch',
        message: 'The request target and the Host header disagree',
      }),
    );
  });

  it('compares authority and host without regard to case', () => {
    expect(() => check('http://EXAMPLE.com/', 'example.COM')).not.toThrow();
  });
});

describe('readHost', () => {
  it('gives back the header', () => {
    expect(readHost(requestWith({ host: 'a:1' }))).toBe('a:1');
  });

  it('is empty without one', () => {
    expect(readHost(requestWith({}))).toBe('');
  });

  it.each([[['Host', 'a', 'Host', 'a']], [['host', 'a', 'HOST', 'b']]])('refuses %j', (rawHeaders) => {
    expect(() => readHost(requestWith({ host: 'a' }, rawHeaders))).toThrow(
      expect.objectContaining({ status: 400, code: 'invalid_host', message: 'Invalid Host header' }),
    );
  });

  it('refuses a header that names no host', () => {
    expect(() => readHost(requestWith({ host: 'a/b' }))).toThrow(expect.objectContaining({ code: 'invalid_host' }));
  });

  it('takes the authority of HTTP/2', () => {
    expect(readHost(requestWith({ ':authority': 'a:1' }))).toBe('a:1');
  });

  it('is empty when the authority of HTTP/2 names no host', () => {
    expect(readHost(requestWith({ ':authority': 'a/b' }))).toBe('');
  });
});

describe('isHost', () => {
  it.each([
    'a',
    'localhost:3000',
    'a.example.',
    '127.0.0.1',
    '[::1]',
    '[::1]:80',
    'a:',
    'a:0',
    'a:65535',
    'xn--bcher-kva.example',
    'a_b',
  ])('admits %s', (host) => {
    expect(isHost(host)).toBe(true);
    // The second time it is known.
    expect(isHost(host)).toBe(true);
  });

  it.each(['', ' ', 'a b', 'a/b', 'u@a', 'a:99999', 'a:123456', 'a:b', 'a?b', 'a#b', '[::1', '::1', '[a', 'ü', 'a\\b'])(
    'refuses %j',
    (host) => {
      expect(isHost(host)).toBe(false);
    },
  );

  it('refuses what surrounds a host', () => {
    expect(isHost('/a')).toBe(false);
    expect(isHost('a:80/')).toBe(false);
  });

  it('admits the longest domain name with a port, and no longer one', () => {
    const label = 'a'.repeat(61);
    const longest = `${label}.${label}.${label}.${label}.${'a'.repeat(255 - 4 * 62)}`;
    expect(longest).toHaveLength(255);
    expect(isHost(`${longest}:65535`)).toBe(true);
    expect(isHost(`${longest}a:65535`)).toBe(false);
  });

  it('goes on admitting hosts after hundreds of them', () => {
    const hosts = Array.from({ length: 250 }, (_, i) => `host-${i}.example`);
    expect(hosts.every(isHost)).toBe(true);
    expect(hosts.every(isHost)).toBe(true);
  });
});

describe('countHeaders', () => {
  it.each([
    [[], 0],
    [['Host', 'a'], 1],
    [['HOST', 'a', 'host', 'b'], 2],
    [['Host-Name', 'a', 'Hos', 'b'], 0],
    [['X', 'host', 'host', 'x'], 1],
    [['Hosx', 'a'], 0],
  ])('counts names of %j, and no values', (rawHeaders, count) => {
    expect(countHeaders(rawHeaders, 'host')).toBe(count);
  });
});
