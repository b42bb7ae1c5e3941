import { get, post, rows, type TortureCase } from '../torture-case';

function fault(id: string, kind: string, status: number | number[], more: Partial<TortureCase> = {}): TortureCase {
  return { id, title: kind, request: get(`/api/fault/${kind}`), status, handler: 'ran', ...more };
}

function nextFault(id: string, kind: string, status: number | number[], more: Partial<TortureCase> = {}): TortureCase {
  return { id, title: `${kind}, Next style`, request: get(`/api/fault-next/${kind}`), status, handler: 'ran', ...more };
}

function passing(how: string, status: number): TortureCase {
  return {
    id: 'X11',
    title: `next() with ${how}`,
    request: get(`/api/passes?how=${how}`),
    status,
    handler: 'ran',
  };
}

/** The connection is cut: a half body must not look whole. */
const cut = 'cut';

export const faultCases: readonly TortureCase[] = [
  fault('X1', 'throws-error', 500),
  fault('X2', 'rejects', 500),
  nextFault('X1', 'throws-error', 500),
  nextFault('X2', 'rejects', 500),
  ...rows(['undefined', 'null', 'empty', 'zero', 'string', 'route', 'symbol', 'frozen', 'proxy'], (what) =>
    fault('X3', `throws-${what}`, 500),
  ),
  ...rows(['no-prototype', 'no-text'], (what) => fault('X3', `throws-${what}`, 500)),
  ...rows(['throws-undefined', 'rejects-undefined', 'throws-null', 'throws-route'], (kind) =>
    nextFault('X3', kind, 500),
  ),
  fault('X4', 'status-404', 404),
  ...rows(['status-200', 'status-9999', 'status-nan', 'status-getter'], (kind) => fault('X4', kind, 500)),
  fault('X4', 'status-text', [404, 500]),
  fault('X4', 'error-headers', [500, 503], { absent: /^x-b:/im }),
  fault('X4', 'error-headers-frozen', 503, { absent: /^x-b:/im }),
  fault('X4', 'error-framing', 503, { head: /^content-length:/im, absent: /^(?:transfer-encoding|trailer):/im }),
  fault('X5', 'throws-response', 418, { body: 'thrown' }),
  fault('X6', 'writes-then-throws', 200, { body: cut }),
  nextFault('X6', 'writes-then-throws', 200, { body: cut }),
  nextFault('X9', 'json-twice', 200, { body: '{"first":true}' }),
  fault('X9', 'ends-twice', 200, { body: 'once' }),
  fault('X9', 'writes-after-end', 200, { body: 'once' }),
  fault('X9', 'writes-and-returns', [200, 500]),
  fault('X10', 'ends-then-throws', 200, { body: 'answered' }),
  nextFault('X10', 'ends-then-throws', 200, { body: 'answered' }),
  ...rows(['undefined', 'null', 'string', 'number', 'array', 'object', 'function', 'proxy'], (what) =>
    fault('X12', `returns-${what}`, 500),
  ),
  fault('X13', 'response-foreign', 201, { body: 'foreign', head: /^x-realm: other$/im }),
  fault('X14', 'response-error', 500),
  ...rows(['status-99', 'status-1000', 'status-text', 'status-nan'], (kind) => nextFault('X15', kind, 500)),
  ...rows(['status-100', 'status-103'], (kind) => nextFault('X15', kind, 500)),
  fault('X16', 'response-locked', 500),
  fault('X16', 'response-used', 500),
  fault('X16', 'response-shared', [200, 500]),
  fault('X16', 'response-shared', 500),
  fault('X18', 'header-control', 500, { absent: /^x-a:/im }),
  fault('X18', 'header-delete', 500, { absent: /^x-a:/im }),
  fault('X18', 'header-latin1', 200, { head: /^x-a: \xe9$/im }),
  nextFault('X18', 'header-crlf', 500, { absent: /^x-b:/im }),
  nextFault('X18', 'header-name', 500),
  nextFault('X18', 'large-headers', 200, { body: 'many' }),
  fault('X19', 'status-text-latin1', 200, { head: /^HTTP\/1\.1 200 (?:OK|\xe9)\r/ }),
  fault('X20', 'hop-by-hop', 200, {
    body: 'ok',
    absent: /^(?:transfer-encoding|upgrade|trailer|te|proxy-authenticate):|^connection: x-a/im,
  }),
  ...rows(['length-short', 'length-long', 'length-junk'], (kind) =>
    fault('X21', kind, 200, { body: 'hello', head: /^content-length: 5$/im }),
  ),
  fault('X21', 'stream-longer', 200, { body: cut }),
  fault('X21', 'stream-shorter', 200, { body: cut }),
  ...rows(['gzip', 'br'], (coding) => ({
    id: 'X22',
    title: `an answer fetched elsewhere, in ${coding}`,
    request: get(`/api/fetched?${coding}`),
    status: 200,
    body: /^the text of another server$/,
    head: /set-cookie: first=1; Expires=Wed, 21 Oct 2037 07:28:00 GMT\r\nset-cookie: second=2/i,
    absent: /^content-encoding:|^connection: x-hop|timeout=99/im,
  })),
  ...rows(['redirect-undefined', 'redirect-object'], (kind) => nextFault('X24', kind, 500)),
  nextFault('X24', 'redirect-status', 307, { head: /^location: 307$/im }),
  nextFault('X24', 'redirect-200', 200, {
    body: '/<script>',
    head: /^location: \/%3Cscript%3E$/im,
    absent: /^content-type:/im,
  }),
  ...rows(['redirect', 'redirect-next'], (name) => ({
    id: 'X24',
    title: `${name} with a line break`,
    request: get(`/api/${name}?to=%2Fa%0d%0aX-B:1`),
    status: [302, 307, 500],
    handler: 'idle' as const,
    absent: /^x-b:/im,
  })),
  fault('X25', 'stream-fails-first', 500),
  fault('X26', 'stream-fails-later', 200, { body: cut }),
  fault('X27', 'stream-fails-last', 200, { body: cut }),
  fault('X28', 'chunk-string', 200, { body: 'abc' }),
  fault('X28', 'chunk-empty', 200, { body: 'ab' }),
  fault('X28', 'chunk-views', 200, { body: 'abc' }),
  ...rows(['chunk-number', 'chunk-null', 'chunk-object'], (kind) => fault('X28', kind, [200, 500], { body: cut })),
  fault('X29', 'start-throws', 500),
  fault('X29', 'pull-throws', 500),
  fault('X32', 'blob', 200, { body: 'a blob', head: /^content-type: text\/x-blob$/im }),
  fault('X32', 'form', 200, { body: 'a=1', head: /^content-type: application\/x-www-form-urlencoded/im }),
  ...rows(['json-bigint', 'json-circular', 'json-throws'], (kind) => fault('X33', kind, 500)),
  ...rows(['json-bigint', 'json-circular', 'json-throws'], (kind) => nextFault('X33', kind, 500)),
  fault('X35', 'request-mutated', 200, { body: 'still here' }),
  fault('X35', 'rewrites-circle', 508),
  fault('X35', 'rewrites-nowhere', 404),
  ...rows(
    [
      ['twice', 'TypeError'],
      ['cloned', 'abcabc'],
      ['cloned-late', 'TypeError'],
      ['partly', 'TypeError'],
      ['locked', 'TypeError'],
    ],
    ([how, body]) => ({
      id: 'X34',
      title: `a body that is read ${how}`,
      request: post(`/api/reads?${how}`, 'text/plain', 'abc'),
      status: 200,
      body: body!,
    }),
  ),
  ...rows(['a', 'b'], (own) => ({
    id: 'X37',
    title: `a Headers object of all answers, ${own}`,
    request: get(`/api/shared-headers?${own}`),
    status: 200,
    body: /^\[\["x-shared","1"\]\]$/,
    head: new RegExp(`^set-cookie: own=${own}$`, 'im'),
  })),
  fault('X38', 'response-symbols', 200, { body: 'plain', absent: /top secret/ }),
  fault('X41', 'exposes-html?<script>', 400, {
    body: /^(?!.*<script>)|^\{/s,
    head: /^x-content-type-options: nosniff$/im,
  }),
  {
    id: 'X42',
    title: 'an endpoint that waits 10,000 times',
    request: get('/api/awaits'),
    status: 200,
    body: 'waited 10,000 times',
  },
  ...rows(['nothing', 'route'], (how) => passing(how, 404)),
  passing('error', 500),
  passing('conflict', 409),
  fault('X43', 'returns-thenable', 200, { body: 'first' }),
  fault('X43', 'returns-throwing-thenable', 500),
];
