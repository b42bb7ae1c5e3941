import { get, host, type TortureCase } from '../torture-case';

const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'DELETE'];
/** A file of each style, one that is built, and one whose guards answer themselves. */
const targets = [
  '/api/users',
  '/api/users/1',
  '/api/id/1',
  '/api/class/1',
  '/api/files/1',
  '/api/small-edge',
  '/api/built',
  '/api/cors',
  '/api/guarded',
];
const below = ['/api/users', '/api/id', '/api/class', '/api/files', '/api/rest'];

/** What two readers could understand as two requests, whatever the method and the style of the file. */
const attacks: [id: string, title: string, request: (method: string, target: string) => string][] = [
  ['H2', 'two Hosts', (method, target) => of(method, target, host, 'Host: evil.com')],
  ['H2', 'the same Host twice', (method, target) => of(method, target, host, `Host: ${host}`)],
  ['H3', 'an empty Host', (method, target) => of(method, target, '')],
  ['H4', 'a Host with a path', (method, target) => of(method, target, 'a/b?c')],
  ['H4', 'a Host with a user', (method, target) => of(method, target, 'evil.com:fake@good.com')],
  ['U12', 'a fragment', (method, target) => of(method, `${target}#x`, host)],
  ['U12', 'a fragment in the query', (method, target) => of(method, `${target}?a#x`, host)],
  ['U13', 'another authority', (method, target) => of(method, `http://evil.com${target}`, host)],
];
const pathAttacks: [id: string, end: string][] = [
  ['U3', '/..'],
  ['U3', '/.'],
  ['U4', '/%2e%2E'],
  ['U4', '/.%2e/'],
  ['U9', '/a%00'],
  ['U17', '/a\\b'],
];

function of(method: string, target: string, ...hosts: string[]): string {
  const [first, ...more] = hosts;
  const lines = [...more, 'Origin: https://good.com', 'Access-Control-Request-Method: GET'];
  return get(target, ...lines)
    .replace('GET', method)
    .replace(/^Host: .*$/m, `Host: ${first}`);
}

function refused(id: string, title: string, request: string): TortureCase {
  return { id, title, request, status: 400, handler: 'idle', absent: /^location:/im };
}

export const ambiguousCases: readonly TortureCase[] = [
  ...attacks.flatMap(([id, title, request]) =>
    methods.flatMap((method) =>
      targets.map((target) => refused(id, `${method} ${target}, ${title}`, request(method, target))),
    ),
  ),
  ...pathAttacks.flatMap(([id, end]) =>
    methods.flatMap((method) =>
      below.map((target) => refused(id, `${method} ${target}${end}`, of(method, `${target}${end}`, host))),
    ),
  ),
];
