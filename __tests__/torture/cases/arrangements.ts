import { get, host, post, request, rows, show, type TortureCase } from '../torture-case';

/** What only an app has: places to mount at, parsers in front, settings, error handlers. */
function on(id: string, target: string, lines: string[], more: Partial<TortureCase> = {}): TortureCase {
  return {
    id,
    title: [target, ...lines].map(show).join(', '),
    request: get(target, ...lines),
    status: 200,
    needs: 'Express',
    ...more,
  };
}

function sent(id: string, target: string, type: string, body: string, more: Partial<TortureCase> = {}): TortureCase {
  return {
    id,
    title: `${target} with ${show(body)}`,
    request: post(target, type, body),
    status: 200,
    needs: 'Express',
    ...more,
  };
}

const mounts = ['/v1', '/a1', '/a2', '/re7', '/outer/inner', '/rewritten'];
const json = 'application/json';
const urlencoded = 'application/x-www-form-urlencoded';
const multipart = 'multipart/form-data; boundary=b';
const form = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n';

function behindProxy(line: string, origin: string): TortureCase {
  return on('H7', '/set/proxy/api/id/1', [line], { body: `"url":"${origin}/set/proxy/api/id/1"` });
}

export const arrangementCases: readonly TortureCase[] = [
  ...mounts.flatMap((prefix) => {
    const id = prefix === '/rewritten' ? 'U28' : 'U27';
    // The URL that was matched and the one an endpoint sees are one.
    const seen = prefix === '/rewritten' ? '' : prefix;
    const refused = (target: string, status: number): TortureCase => on(id, target, [], { status });
    return [
      on(id, `${prefix}/api/id/1?x=1`, [], { body: `"url":"http://${host}${seen}/api/id/1?x=1"` }),
      on(id, `${prefix}/api/rest/a%2fb/c`, [], { body: '"rest":["a/b","c"]' }),
      on(id, `http://${host}${prefix}/api/users`, [], prefix === '/rewritten' ? { status: 404 } : {}),
      refused(`${prefix}/api/users/..`, 400),
      refused(`${prefix}/api/id/a%00b`, 400),
      refused(`${prefix}/api/id/%zz`, 400),
      refused(`${prefix}/api/id/a\\b`, 400),
      refused(`${prefix}/api//users`, 404),
      refused(`${prefix}/api/user%73`, 404),
      refused(`${prefix}/api/other`, 404),
      refused(`${prefix}x/api/users`, 404),
    ];
  }),
  on('U27', '/other/api/other', [], { body: 'the other folder' }),
  on('U27', '/other/api/users', [], { status: 404 }),
  ...rows(['query-simple', 'query-extended'], (name) =>
    on('Q7', `/set/${name}/api/users/1?a=1&a=2`, [], { body: '"a":["1","2"]' }),
  ),
  on('Q7', '/set/query-false/api/users/1?a=1', [], { body: '"id":"1"' }),
  on('Q7', '/set/query-false/api/id/1?a=1', [], { body: '["a","1"]' }),
  on('Q7', '/set/query-throws/api/id/1?a=1', [], { status: [200, 500], handler: 'either' }),
  on('Q7', '/set/query-throws/api/users/1?a=1', [], { status: [200, 500], handler: 'either' }),
  behindProxy('X-Forwarded-Proto: https', `https://${host}`),
  behindProxy('X-Forwarded-Proto: HTTPS', `https://${host}`),
  behindProxy('X-Forwarded-Proto: https,http', `https://${host}`),
  ...rows(['javascript', 'https://evil/', 'x:admin?', '', 'a'.repeat(15_000)], (value) =>
    behindProxy(`X-Forwarded-Proto: ${value}`, `http://${host}`),
  ),
  behindProxy('X-Forwarded-Host: a.test, b.test', 'http://a.test'),
  ...rows(['a/b', 'u@h', '<x>', 'a:99999', 'a b', '[::1'], (value) =>
    on('H7', '/set/proxy/api/id/1', [`X-Forwarded-Host: ${value}`], { status: 400 }),
  ),
  ...rows(['json', 'echo-next'], (name) => sent('F29', `/parsed/api/${name}`, json, '{"a":1}', { body: '{"a":1}' })),
  sent('F29', '/parsed/api/echo', json, '{"a":1}', { body: '"body":"{\\"a\\":1}"' }),
  sent('F29', '/parsed/api/echo', 'text/plain', 'abc', { body: '"body":"abc"' }),
  sent('F29', '/parsed/api/form', urlencoded, 'a=1&a=2&b=3', { body: '[["a","1"],["a","2"],["b","3"]]' }),
  sent('F29', '/parsed/api/form', multipart, form, { body: '[["a","1"]]' }),
  sent('F30', '/raw/api/json', json, '{"a":1}', { body: '{"a":1}' }),
  sent('F30', '/raw/api/echo', 'text/plain', 'abc', { body: '"body":"abc"' }),
  sent('F30', '/raw/api/form', multipart, form, { body: '[["a","1"]]' }),
  sent('F30', '/multer/api/form', multipart, form, { status: [200, 500], handler: 'either' }),
  sent('F30', '/multer/api/echo-next', multipart, form, { body: '"body":{"a":"1"}' }),
  ...rows(['throws-error', 'rejects', 'status-404'], (kind) =>
    on('X39', `/answers/api/fault/${kind}`, [], { status: 418, handler: 'ran', body: 'mine' }),
  ),
  on('X39', '/answers/api/id/%zz', [], { status: 418, handler: 'idle' }),
  on('X39', '/throws/api/fault/throws-error', [], { status: 500, handler: 'ran' }),
  ...rows(['throws', 'rejects'], (name) =>
    on('X40', `/hook/${name}/api/fault/throws-error`, [], { status: 500, handler: 'ran' }),
  ),
  ...rows(['throws', 'rejects'], (name) => on('X40', `/hook/${name}/api/id/%zz`, [], { status: 400, handler: 'idle' })),
  {
    id: 'X11',
    title: 'HEAD of an Express-style file that passes',
    request: request('HEAD', '/api/passes?how=nothing'),
    status: 404,
    handler: 'ran',
  },
];
