import { get, host, request, rows, show, type TortureCase } from '../torture-case';

const notOurs = 404;

/** The endpoint must not have run, nor may the answer send the client elsewhere. */
function refused(id: string, target: string, status: number | number[] = 400): TortureCase {
  return { id, title: `GET ${show(target)}`, request: get(target), status, absent: /^location:/im };
}

function served(id: string, target: string, body: string | RegExp): TortureCase {
  return { id, title: `GET ${show(target)}`, request: get(target), status: 200, body };
}

export const urlCases: readonly TortureCase[] = [
  ...rows(['//evil.com/api/users', '//evil.com/api/id/1', '///api/users'], (target) => refused('U1', target, notOurs)),
  ...rows(['/api//users', '/api/users//1', '//api/users/1', '/api//users/1', '/api/users/1//'], (target) =>
    refused('U2', target, notOurs),
  ),
  ...rows(
    [
      '/api/users/..',
      '/api/users/.',
      '/api/rest/a/../b',
      '/api/rest/./b',
      '/api/rest/..',
      '/api/rest/a/..',
      '/api/id/.',
    ],
    (target) => refused('U3', target),
  ),
  ...rows(['/api/x/../users', '/api/./users', '/api/..', '/../api/users'], (target) =>
    refused('U3', target, [400, 404]),
  ),
  ...rows(
    [
      '/api/rest/%2e%2e/users',
      '/api/rest/%2E./users',
      '/api/rest/.%2e',
      '/api/id/%2e',
      '/api/id/%2e%2E',
      '/api/id/%2e/',
    ],
    (target) => refused('U4', target),
  ),
  ...rows(['/api/x/%2e%2e/users', '/api/%2e/users'], (target) => refused('U4', target, [400, 404])),
  ...rows(['/api%2fusers', '/api%5cusers', '/%61pi/users', '/api/%75sers', '/api/user%73', '/api/%55SERS'], (target) =>
    refused('U5', target, notOurs),
  ),
  served('U5', '/api/id/%61', '"id":"a"'),
  served('U6', '/api/users/a%2fb', '"id":"a/b"'),
  served('U6', '/api/files/a%2fb', '"name":"a/b"'),
  served('U6', '/api/id/a%2fb', '"id":"a%2fb"'),
  served('U6', '/api/class/a%2fb', '"id":"a%2fb"'),
  served('U6', '/api/rest/a%2fb/c', '"rest":["a/b","c"]'),
  served('U7', '/api/users/a%252fb', '"id":"a%2fb"'),
  served('U7', '/api/files/a%252fb', '"name":"a%2fb"'),
  refused('U7', `/api/%${'25'.repeat(11)}75sers`, notOurs),
  ...rows(['%', '%1', '%zz', '%E0%A4%A', '%ff', '%c0%af'], (text) => refused('U8', `/api/id/${text}`)),
  ...rows(['users', 'files', 'class', 'rest'], (name) => refused('U8', `/api/${name}/%zz`)),
  refused('U8', '/api/%zz', notOurs),
  ...rows(['id', 'users', 'files', 'class', 'rest'], (name) => refused('U9', `/api/${name}/a%00b`)),
  served('U10', '/api/users/%0d%0aX:1', '"id":"\\r\\nX:1"'),
  served('U10', '/api/id/%0d%0aX:1', '"id":"\\r\\nX:1"'),
  ...rows(['/api/id/é', '/api/id/\0', '/api/id/\t', '/api/id/a b', '/api/id/\x7f'], (target) => ({
    ...refused('U11', target),
    closes: true,
  })),
  ...rows(['/api/id/1#frag?x=1', '/api/users#', '/api/users/1?x=1#y'], (target) => refused('U12', target)),
  served('U13', `http://${host}/api/id/1?x=1`, `"url":"http://${host}/api/id/1?x=1"`),
  served('U13', `HTTP://${host.toUpperCase()}/api/id/1`, '"id":"1"'),
  ...rows(['http://evil.com/api/id/1', `http://${host}:81/api/id/1`, `https://${host}.evil.com/api/users`], (target) =>
    refused('U13', target),
  ),
  ...rows(
    ['http://u:p@a/api/id/1', 'http://a:99999/api/id/1', `http://${host}@evil.com/api/users`, 'http:///api/id/1'],
    (target) => refused('U14', target, [400, 404]),
  ),
  ...rows([';', "'", '%41', ';x=1'], (end) => ({
    ...refused('U14', `http://a${end}/api/id/1`),
    request: get(`http://a${end}/api/id/1`).replace(/^Host: .*$/m, `Host: a${end}`),
  })),
  ...rows(["/api/id/o'hara", '/api/id/a|b', '/api/id/a{b}'], (path) => refused('U14', `http://${host}${path}`)),
  { ...refused('U14', 'http:///api/id/1 by HTTP/1.0'), request: 'GET http:///api/id/1 HTTP/1.0\r\n\r\n', closes: true },
  ...rows(['file://hehe?/api/id/1', 'ftp://a/api/id/1', 'xhttp://a/api/users'], (target) =>
    refused('U14', target, [400, 404]),
  ),
  ...rows(['javascript:1', 'http:/api/id/1'], (target) => ({ ...refused('U14', target), closes: true })),
  { id: 'U15', title: 'OPTIONS *', request: request('OPTIONS', '*'), status: [200, 204, 404], handler: 'idle' },
  ...rows(['GET', 'POST'], (method) => ({
    id: 'U15',
    title: `${method} *`,
    request: request(method, '*'),
    status: [400, 404],
  })),
  { ...refused('U16', 'api/id/1'), closes: true },
  ...rows(['/api\\id\\1', '/api\\users'], (target) => refused('U17', target, [400, 404])),
  ...rows(['/api/id/a\\b', '/api/rest/a\\..\\b', '/api/users/\\'], (target) => refused('U17', target)),
  served('U17', '/api/users/..%5c..%5cetc', '"id":"..\\\\..\\\\etc"'),
  refused('U18', '/api/users;x=1', notOurs),
  refused('U18', '/api/id;x=1/1', notOurs),
  served('U18', '/api/id/1;v=2', '"id":"1;v=2"'),
  ...rows(['/API/users', '/api/Users', '/api/ID/1'], (target) => refused('U19', target, notOurs)),
  served('U20', '/api/users/', '"file":"users"'),
  served('U20', '/api/id/1/', '"id":"1"'),
  ...rows(
    ['/api/users.json', '/api/users.ts', '/api/index', '/api/get-only/index', '/api/[id]', '/api/users/index/x'],
    (target) => refused('U21', target, notOurs),
  ),
  served('U21', '/api/users/index', '"id":"index"'),
  served('U21', '/api/id/%5Bid%5D', '"id":"[id]"'),
  ...rows(
    [
      '/api/_private',
      '/api/.hidden',
      '/api/.env',
      '/api/.git/config',
      '/api/node_modules/x',
      '/api/users.spec',
      '/api/types',
      '/api/types.d',
    ],
    (target) => refused('U22', target, notOurs),
  ),
  // What Windows takes for another file, or for none: no URL becomes a file name.
  ...rows(
    [
      '/api/con',
      '/api/nul.txt',
      '/api/aux',
      '/api/com1',
      '/api/users.',
      '/api/users..',
      '/api/users%20',
      '/api/users::$DATA',
      '/api/users:stream',
      '/api/c:/windows/win.ini',
      '/api/%5c%5cserver%5cshare',
      '/api/USERS~1',
    ],
    (target) => refused('U22', target, notOurs),
  ),
  ...rows(['con', 'nul.txt', 'a.', 'a:b', 'c:', 'a%20'], (name) =>
    served('U17', `/api/users/${name}`, `"id":"${decodeURIComponent(name)}"`),
  ),
  served('U23', `/api/users/${'a'.repeat(15_000)}`, /"id":"a{15000}"/),
  served('U23', `/api/rest${'/a'.repeat(7_000)}`, '"a","a"'),
  served('U23', `/api/id/${'-'.repeat(15_000)}`, '---'),
  served('U23', `/api/id/${'%41'.repeat(5_000)}`, /"id":"A{5000}"/),
  refused('U23', `/api${'/a'.repeat(7_000)}`, notOurs),
  { ...refused('U24', `/api/users/${'a'.repeat(20_000)}`, 431), closes: true },
  ...rows(['__proto__', 'constructor', 'toString', 'hasOwnProperty'], (name) =>
    refused('U25', `/api/${name}`, notOurs),
  ),
  served('U25', '/api/id/__proto__', '"id":"__proto__"'),
  served('U25', '/api/id/constructor', '"prototype":"null"'),
  served('U26', '/api/caf%C3%A9', 'composed'),
  // NFD, and the escapes in small letters: another name, as to Express's own guards.
  refused('U26', '/api/cafe%CC%81', notOurs),
  refused('U26', '/api/caf%c3%a9', notOurs),
  refused('U30', '/api/id/%ed%a0%80'),
  refused('U30', '/api/users/%ed%a0%80'),
];
