import { get, host, post, request, rows, show, type TortureCase } from '../torture-case';

const allowsOrigin = /^access-control-allow-origin:/im;

function fromOrigin(origin: string): TortureCase {
  return {
    id: 'CS3',
    title: `Origin: ${show(origin)}`,
    request: get('/api/cors', `Origin: ${origin}`),
    status: 200,
    absent: allowsOrigin,
    head: /^vary: .*Origin/im,
  };
}

function preflight(id: string, title: string, lines: string[], more: Partial<TortureCase> = {}): TortureCase {
  return { id, title, request: request('OPTIONS', '/api/cors', lines), status: 204, handler: 'idle', ...more };
}

/** Types that a form sends without a preflight, and what two parsers could take for one. */
const formTypes = [
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
  'TEXT/Plain',
  'text/plain; abc',
  'text/plain;charset=utf-8',
  'application/x-www-form-urlencoded; abc',
  'application/json garbage',
  'application/json, text/plain',
  'multipart/form-data; boundary=x',
  'application',
  '\ttext/plain',
  'text/plain ;',
  '',
];

const origins: readonly [title: string, lines: string[], passes: boolean][] = [
  ['no browser', [], true],
  ['Sec-Fetch-Site: same-origin', ['Sec-Fetch-Site: same-origin', 'Origin: https://evil.com'], true],
  ['Sec-Fetch-Site: none', ['Sec-Fetch-Site: none'], true],
  ['Sec-Fetch-Site: same-site', ['Sec-Fetch-Site: same-site', `Origin: http://${host}`], false],
  ['Sec-Fetch-Site: cross-site', ['Sec-Fetch-Site: cross-site'], false],
  ['Sec-Fetch-Site: junk', ['Sec-Fetch-Site: junk'], false],
  ['the same Origin', [`Origin: http://${host}`], true],
  ['the same Origin behind TLS', [`Origin: https://${host}`], true],
  ['another Origin', ['Origin: https://evil.com'], false],
  ['Origin: null', ['Origin: null'], false],
  ['another port', [`Origin: http://${host}:81`], false],
  ['an Origin that begins alike', [`Origin: http://${host}.evil.com`], false],
  ['no URL', ['Origin: junk'], false],
];

const guarded = ['guarded', 'guarded-next'];

export const crossSiteCases: readonly TortureCase[] = [
  {
    id: 'CS1',
    title: 'no CORS unless asked for',
    request: get('/api/users', 'Origin: https://good.com'),
    status: 200,
    absent: /^access-control-/im,
  },
  {
    id: 'CS3',
    title: 'the listed origin',
    request: get('/api/cors', 'Origin: https://good.com'),
    status: 200,
    head: /^access-control-allow-origin: https:\/\/good\.com$/im,
  },
  ...rows(
    [
      'https://good.com.evil.com',
      'https://evilgood.com',
      'http://good.com',
      'https://good.com:444',
      'https://GOOD.com',
      'null',
      '',
      'https://good.com/',
      'https://good.com, https://evil.com',
      `https://${'a'.repeat(15_000)}`,
    ],
    fromOrigin,
  ),
  preflight(
    'CS4',
    'the preflight of the listed origin',
    ['Origin: https://good.com', 'Access-Control-Request-Method: POST'],
    { head: /^access-control-allow-methods: GET,HEAD,POST,PUT,OPTIONS$/im },
  ),
  preflight(
    'CS4',
    'the preflight of another origin',
    ['Origin: https://evil.com', 'Access-Control-Request-Method: POST'],
    { absent: allowsOrigin },
  ),
  {
    id: 'CS4',
    title: 'the preflight of an unknown path',
    request: request('OPTIONS', '/api/nowhere', ['Origin: https://good.com', 'Access-Control-Request-Method: POST']),
    status: 404,
  },
  ...rows(['TRACE', 'junk', 'x y', ','.repeat(1000)], (method) =>
    preflight(
      'CS5',
      `the preflight of ${show(method)}`,
      ['Origin: https://good.com', `Access-Control-Request-Method: ${method}`],
      { absent: /^access-control-allow-methods:.*(?:TRACE|junk)/im },
    ),
  ),
  preflight('CS5', '15 KB of requested headers', [
    'Origin: https://good.com',
    'Access-Control-Request-Method: POST',
    `Access-Control-Request-Headers: ${' ,'.repeat(7000)}`,
  ]),
  ...rows(['https://throws.test', 'https://fails.test'], (origin) => ({
    id: 'CS6',
    title: `an origin function that fails for ${origin}`,
    request: get('/api/cors-function', `Origin: ${origin}`),
    status: 500,
    handler: 'idle' as const,
    absent: allowsOrigin,
  })),
  ...rows(['https://good.com', 'https://evil.com'], (origin) => ({
    id: 'CS6',
    title: `an origin function asked about ${origin}`,
    request: get('/api/cors-function', `Origin: ${origin}`),
    status: 200,
    ...(origin === 'https://good.com'
      ? { head: /^access-control-allow-origin: https:\/\/good\.com$/im }
      : { absent: allowsOrigin }),
  })),
  {
    id: 'CS7',
    title: 'a 405 carries CORS headers',
    request: request('DELETE', '/api/cors', ['Origin: https://good.com']),
    status: 405,
    head: /^access-control-allow-origin: https:\/\/good\.com$/im,
  },
  {
    id: 'CS7',
    title: 'a 500 carries CORS headers',
    request: request('PUT', '/api/cors', ['Origin: https://good.com']),
    status: 500,
    head: /^access-control-allow-origin: https:\/\/good\.com$/im,
  },
  {
    id: 'CS7',
    title: 'a 400 carries CORS headers',
    request: post('/api/cors', 'application/json', '{', 'Origin: https://good.com'),
    status: 400,
    head: /^access-control-allow-origin: https:\/\/good\.com$/im,
  },
  {
    id: 'CS8',
    title: 'Vary adds up, the one of the request counts for nothing',
    request: get('/api/cors', 'Origin: https://good.com', 'Vary: X-Evil'),
    status: 200,
    head: /^vary: Origin, Accept$/im,
  },
  ...guarded.flatMap((name) =>
    ['POST', 'PUT', 'PATCH', 'DELETE'].flatMap((method) =>
      origins.map(([title, lines, passes]) => ({
        id: 'CR1',
        title: `${method} of a form to ${name}, ${title}`,
        request: request(method, `/api/${name}`, ['Content-Type: text/plain', ...lines, 'Content-Length: 3'], 'a=1'),
        status: passes ? 200 : 403,
      })),
    ),
  ),
  ...formTypes.map((type) => ({
    id: 'CR1',
    title: `POST of ${show(type)} from another site`,
    request: post('/api/guarded', type, 'a=1', 'Origin: https://evil.com'),
    status: 403,
  })),
  {
    id: 'CR1',
    title: 'POST without a type from another site',
    request: post('/api/guarded', undefined, 'a=1', 'Origin: https://evil.com'),
    status: 403,
  },
  {
    id: 'CR1',
    title: 'POST of two types from another site',
    request: post('/api/guarded', 'application/json', 'a=1', 'Content-Type: text/plain', 'Origin: https://evil.com'),
    status: [400, 403],
  },
  ...rows(['application/json', 'application/xml', 'APPLICATION/JSON; charset=utf-8'], (type) => ({
    id: 'CR1',
    title: `POST of ${type} needs a preflight anyway`,
    request: post('/api/guarded', type, '{}', 'Origin: https://evil.com'),
    status: 200,
  })),
  ...rows(['GET', 'HEAD', 'OPTIONS'], (method) => ({
    id: 'CR1',
    title: `${method} from another site`,
    request: request(method, '/api/guarded', ['Origin: https://evil.com']),
    status: 200,
  })),
  ...rows(['PROPFIND', 'LINK'], (method) => ({
    id: 'CR1',
    title: `${method} from another site`,
    request: request(method, '/api/guarded', ['Origin: https://evil.com']),
    status: 403,
  })),
  ...guarded.flatMap((name) =>
    ['', ':443', ':80'].map((port) => ({
      id: 'CR2',
      title: `a form of the https page of this host to ${name}, port "${port}", behind a proxy nobody trusts`,
      request: post(`/api/${name}`, 'text/plain', 'a=1', `Origin: https://${host}${port}`),
      status: port === ':80' ? 403 : 200,
    })),
  ),
  {
    id: 'CR3',
    title: 'a Host that agrees with a foreign Origin, which no browser sends',
    request: post('/api/guarded', 'text/plain', 'a=1', 'Origin: http://evil.com').replace(host, 'evil.com'),
    status: 200,
  },
  {
    id: 'CR4',
    title: 'the check comes before a body is read',
    request: request('POST', '/api/guarded', [
      'Content-Type: text/plain',
      'Origin: https://evil.com',
      'Content-Length: 0',
    ]),
    status: 403,
  },
  {
    id: 'CR5',
    title: 'headers that Node 20 drops are not taken for absent',
    request: request('POST', '/api/guarded', [
      'Content-Type: text/plain',
      ...Array.from({ length: 1500 }, (_, i) => `a${i}:`),
      'Origin: https://evil.com',
      'Content-Length: 0',
    ]),
    status: [400, 403, 431],
  },
];
