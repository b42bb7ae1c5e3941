import { get, host, rows, show, type TortureCase } from '../torture-case';

function withHost(id: string, value: string, status: number | number[] = 400, target = '/api/users'): TortureCase {
  const request = `GET ${target} HTTP/1.1\r\nHost: ${value}\r\n\r\n`;
  return { id, title: `Host: ${show(value)}`, request, status };
}

function served(
  id: string,
  lines: string[],
  body: string | RegExp = '"file":"users"',
  target = '/api/users',
): TortureCase {
  return { id, title: lines.map(show).join(', '), request: get(target, ...lines), status: 200, body };
}

function refusedByNode(id: string, line: string): TortureCase {
  return { id, title: show(line), request: get('/api/users', line), status: 400, closes: true };
}

/** What some server or framework has obeyed; none may change which endpoint answers, or how. */
export const controlHeaders = [
  'X-Middleware-Subrequest: middleware:middleware:middleware',
  'X-Astro-Path: /api/id/1',
  'X_astro_path: /api/id/1',
  'X-Middleware-Rewrite: /api/id/1',
  'X-Middleware-Set-Cookie: a=1',
  'X-Sveltekit-Pathname: /api/id/1',
  'X-Invoke-Path: /api/id/1',
  'X-Matched-Path: /api/id/1',
  'X-Nextjs-Data: 1',
  'Next-Resume: 1',
  'X-Original-Url: /api/id/1',
  'X-Rewrite-Url: /api/id/1',
  'X-Http-Method-Override: DELETE',
  'X-Forwarded-Prefix: /evil',
  'RSC: 1',
];

/** Text on which a careless expression or loop takes quadratic time. */
const longHeaders = [
  `Accept: ${'a/b,'.repeat(3700)}`,
  `Accept-Encoding: ${' '.repeat(7000)}gzip${' '.repeat(7000)}x`,
  `Accept-Language: ${'a-'.repeat(7000)}`,
  `Content-Type: ${';'.repeat(15_000)}`,
  `Content-Type: a/b; x="${'\\"'.repeat(7_000)}`,
  `Cookie: ${';='.repeat(7_000)}`,
  `Cookie: ${'a=b; '.repeat(2_900)}`,
  `X-Forwarded-For: ${'1,'.repeat(7_000)}`,
  `X-Forwarded-Host: ${'a.'.repeat(7_000)}`,
  `X-Forwarded-Proto: ${' '.repeat(15_000)}`,
  `If-None-Match: ${'W/'.repeat(7_000)}`,
  `If-None-Match: ${'"x",'.repeat(3_700)}`,
  `Range: bytes=${'0-0,'.repeat(3_700)}`,
  `Forwarded: ${'for=1;'.repeat(2_500)}`,
  `Origin: ${'http://'.repeat(2_000)}`,
  `Content-Encoding: ${'gzip,'.repeat(3_000)}`,
];

export const headerCases: readonly TortureCase[] = [
  { id: 'H1', title: 'no Host', request: 'GET /api/users HTTP/1.1\r\n\r\n', status: 400, closes: true },
  {
    id: 'H1b',
    title: 'HTTP/1.0 without Host',
    request: 'GET /api/id/1 HTTP/1.0\r\n\r\n',
    status: 200,
    body: /"url":"http:\/\/localhost:\d+\/api\/id\/1"/,
    closes: true,
  },
  ...rows(['/api/users', '/api/id/1', '/api/class/1', '/api/files/1'], (target) => ({
    id: 'H2',
    title: `two Host lines for ${target}`,
    request: get(target, 'Host: evil.com'),
    status: 400,
  })),
  { id: 'H2', title: 'two equal Host lines', request: get('/api/users', `host: ${host}`), status: 400 },
  withHost('H3', ''),
  ...rows(
    [
      'a/b?c',
      'a b',
      'a#b',
      'evil.com:fake@good.com',
      'a:99999',
      'a:-1',
      'a:80:80',
      '[::1',
      '::1',
      'a\\b',
      '<x>',
      'a@b',
      'a,b c',
      'a?b',
      '/',
      ':80',
      'a".b',
    ],
    (value) => withHost('H4', value),
  ),
  withHost('H4', 'a'.repeat(300)),
  ...rows(['/api/id/1', '/api/class/1', '/api/files/1', '/api/echo'], (target) => withHost('H4', 'a/b?c', 400, target)),
  ...rows(['0x7f.1', 'LOCALHOST', 'xn--..', 'a.', '[::1]', '[::1]:80', '127.0.0.1:3000', 'a:'], (value) =>
    withHost('H5', value, [200, 400]),
  ).map((row) => ({ ...row, handler: 'either' as const })),
  served('H6', ['X-Forwarded-Host: evil.com'], `"url":"http://${host}/api/id/1"`, '/api/id/1'),
  served('H6', ['X-Forwarded-Proto: https', 'X-Forwarded-Port: 8'], `"url":"http://${host}/api/id/1"`, '/api/id/1'),
  served(
    'H6',
    ['X-Forwarded-For: 6.6.6.6', 'Forwarded: for=6.6.6.6;host=evil.com'],
    /"clientAddress":"(?:::ffff:)?127/,
    '/api/id/1',
  ),
  {
    id: 'H8',
    title: 'a head of 20 KB',
    request: get('/api/users', `X-A: ${'a'.repeat(20_000)}`),
    status: 431,
    closes: true,
  },
  {
    id: 'H9',
    title: '2,500 headers',
    request: get('/api/users', ...Array.from({ length: 2500 }, (_, i) => `a${i}:`)),
    status: [200, 431],
    handler: 'either',
  },
  ...rows(['X-A: a\r\n b', 'X-A : a', 'X(y): a', 'X-A: a\0b', 'X-A: a\rb', 'X-A', ': a', ' X: a', 'X\xe9: a'], (line) =>
    refusedByNode('H10', line),
  ),
  {
    id: 'H10',
    title: 'LF alone ends the lines',
    request: `GET /api/users HTTP/1.1\nHost: a\n\n`,
    status: 400,
    closes: true,
  },
  served('H11', ['__proto__: 1', 'constructor: 2', 'toString: 3'], '["__proto__","1"]', '/api/echo'),
  served('H11', ['__proto__: 1', 'constructor: 2', 'toString: 3']),
  served('H12', ['X-A: \x80\xe9\xff'], '["x-a","\xc2\x80\xc3\xa9\xc3\xbf"]', '/api/echo'),
  served('H13', ['X-A: 1', 'X-B: 2', 'X-A: 3'], '["x-a","1, 3"],["x-b","2"]', '/api/echo'),
  served(
    'H13',
    ['Accept: a/b', 'Accept: c/d', 'X-Forwarded-For: 1', 'X-Forwarded-For: 2'],
    '["x-forwarded-for","1, 2"]',
    '/api/echo',
  ),
  served('H13', ['Cookie: a=1', 'Cookie: b=2'], '{"a":"1","b":"2"}', '/api/cookies'),
  served('H13', ['Cookie: a=1', 'Cookie: b=2'], '"cookies":{"a":"1","b":"2"}', '/api/echo-next'),
  ...rows(['Content-Type: text/plain', 'Origin: https://a.com'], (line) => ({
    id: 'H14',
    title: `${line} twice`,
    request: get('/api/users', line, line),
    status: 400,
  })),
  ...rows(controlHeaders, (line) => served('H15', [line])),
  ...rows(longHeaders, (line) => served('H16', [line])),
  ...rows(longHeaders, (line) => ({ ...served('H16', [line], '', '/api/cookies'), status: [200] })),
  { id: 'H17', title: 'Expect: foo', request: get('/api/users', 'Expect: foo'), status: 417 },
  {
    id: 'H18',
    title: 'Expect: 100-continue, too large',
    request: get('/api/small', 'Expect: 100-continue', 'Content-Length: 999999').replace('GET', 'POST'),
    status: 413,
    closes: true,
  },
  served('H19', [
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  ]),
  served('H19', ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk']),
  { ...served('H20', ['Connection: close']), closes: true },
  served('H20', ['Connection: keep-alive, host, content-length, x-a', 'X-A: kept'], '["x-a","kept"]', '/api/echo'),
  served('H21', ['TE: trailers', 'Trailer: X-A']),
  served('H22', ['Date: never', 'Via: 1.1 x', 'Max-Forwards: 0']),
  refusedByNode('H23', ':authority: evil.com'),
];
