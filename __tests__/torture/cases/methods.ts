import { get, post, request, rows, type TortureCase } from '../torture-case';

function method(
  id: string,
  name: string,
  target: string,
  status: number | number[],
  more: Partial<TortureCase> = {},
): TortureCase {
  return { id, title: `${name} ${target}`, request: request(name, target), status, ...more };
}

export const methodCases: readonly TortureCase[] = [
  method('M1', 'HEAD', '/api/get-only', 200, { head: /^content-type: text\/plain/im }),
  method('M1', 'HEAD', '/api/users', 200, { head: /^content-length: 16$/im }),
  method('M1', 'HEAD', '/api/class/1', 200),
  method('M1', 'HEAD', '/api/endless', 200),
  method('M2', 'HEAD', '/api/head-own', 200, { head: /^x-head: own$/im }),
  method('M3', 'HEAD', '/api/post-only', 405, { head: /^allow: POST, OPTIONS$/im }),
  {
    id: 'M4',
    title: 'POST to GET only',
    request: post('/api/get-only', 'application/json', '{}'),
    status: 405,
    head: /^allow: GET, HEAD, OPTIONS$/im,
  },
  method('M5', 'OPTIONS', '/api/get-only', 204, {
    handler: 'idle',
    head: /^allow: GET, HEAD, OPTIONS$/im,
    absent: /^content-length/im,
  }),
  ...rows(['/api/users', '/api/id/1', '/api/class/1', '/api/echo', '/api/small-edge'], (target) => ({
    id: 'M6',
    title: `TRACE ${target}`,
    request: request('TRACE', target, ['X-Secret: top secret']),
    status: 405,
  })),
  {
    id: 'M6',
    title: 'TRACE of an Express-style file',
    request: request('TRACE', '/api/files/1', ['X-Secret: top secret']),
    status: [404, 405],
  },
  { id: 'M7', title: 'CONNECT', request: `CONNECT torture.test:443 HTTP/1.1\r\nHost: torture.test\r\n\r\n`, status: 0 },
  ...rows(['PROPFIND', 'MKCOL', 'LOCK', 'PURGE', 'M-SEARCH', 'LINK'], (name) =>
    method('M8', name, '/api/get-only', 405),
  ),
  ...rows(['FOO', 'get', 'GETX', 'G\xc9T'], (name) => method('M8', name, '/api/get-only', 400, { closes: true })),
  // Node 20.20 does not parse QUERY as yet in every build: it closes then.
  {
    id: 'M9',
    title: 'QUERY with a body',
    request: request('QUERY', '/api/echo', ['Content-Type: application/json', 'Content-Length: 2'], '{}'),
    status: [200, 400],
    handler: 'either',
  },
  method('M9', 'QUERY', '/api/get-only', [405, 400]),
  ...rows(['GET', 'HEAD'], (name) => ({
    id: 'M10',
    title: `${name} with a body`,
    request: request(name, '/api/get-only', ['Content-Length: 2'], 'hi'),
    status: 200,
    ...(name === 'GET' && { body: 'got no body' }),
  })),
  {
    id: 'M10',
    title: 'GET with a chunked body',
    request: request('GET', '/api/get-only', ['Transfer-Encoding: chunked'], '2\r\nhi\r\n0\r\n\r\n'),
    status: 200,
    body: 'got no body',
  },
  ...rows(['DELETE', 'PATCH', 'OPTIONS', 'PUT'], (name) => ({
    id: 'M11',
    title: `${name} with a chunked body`,
    request: request(name, '/api/echo', ['Transfer-Encoding: chunked'], '2\r\nhi\r\n0\r\n\r\n'),
    status: 200,
    body: '"body":"hi"',
  })),
  ...rows(['DELETE', 'PATCH', 'OPTIONS', 'TRACE'], (name) => ({
    id: 'M11',
    title: `${name} with a chunked body that nobody wants`,
    request: request(
      name,
      '/api/get-only',
      ['Content-Type: application/json', 'Transfer-Encoding: chunked'],
      '2\r\nhi\r\n0\r\n\r\n',
    ),
    status: name === 'OPTIONS' ? 204 : 405,
    handler: 'idle' as const,
  })),
  {
    id: 'M12',
    title: 'POST with Content-Length: 0',
    request: request('POST', '/api/echo', ['Content-Length: 0']),
    status: 200,
    body: '"body":""',
  },
  { id: 'M12', title: 'POST without a length', request: request('POST', '/api/echo'), status: 200, body: '"body":""' },
  { id: 'M12', title: 'request.json() of nothing', request: request('POST', '/api/json'), status: 400, handler: 'ran' },
  {
    id: 'M13',
    title: 'X-HTTP-Method-Override',
    request: get('/api/get-only', 'X-HTTP-Method-Override: DELETE'),
    status: 200,
  },
  { id: 'M13', title: '_method in the query', request: get('/api/get-only?_method=DELETE'), status: 200 },
  {
    id: 'M13',
    title: '_method in a form',
    request: post('/api/echo', 'application/x-www-form-urlencoded', '_method=DELETE'),
    status: 200,
    body: '"method":"POST"',
  },
  method('M15', 'PROPFIND', '/api/echo', 200, { body: '"method":"PROPFIND"' }),
  method('M15', 'TRACE', '/api/echo', 405),
];
