import { get, rows, show, type TortureCase } from '../torture-case';

function sent(id: string, cookie: string, body: string, target = '/api/cookies'): TortureCase {
  return { id, title: show(cookie), request: get(target, `Cookie: ${cookie}`), status: 200, body };
}

const refused = [
  'name-space',
  'name-semicolon',
  'name-equals',
  'name-crlf',
  'name-empty',
  'name-unicode',
  'domain-semicolon',
  'domain-crlf',
  'path-semicolon',
  'path-crlf',
  'same-site',
  'priority',
  'expires',
  'expires-invalid',
  'max-age',
  'encode',
];

export const cookieCases: readonly TortureCase[] = [
  sent('C1', '=x; a; ;;; b="q"; c=%zz; d=%E0%A4', '"c":"%zz","d":"%E0%A4"'),
  sent('C1', '=x; a; ;;; b="q"; c=%zz; d=%E0%A4', '"c":"%zz"', '/api/echo-next'),
  sent('C2', '\xa0a=1; a=2', '"a":"2"'),
  sent('C2', '\xa0a=1; a=2', '"a":"2"', '/api/echo-next'),
  sent('C3', 'a=1; a=2', '{"a":"1"}'),
  sent('C3', 'a=1; a=2', '"cookies":{"a":"1"}', '/api/echo-next'),
  sent('C4', '__proto__=1; constructor=2', '"constructor":"2"'),
  sent('C4', '__proto__=1; constructor=2', '"polluted":false', '/api/echo-next'),
  sent('C5', 'a=b;'.repeat(3_700), '{"a":"b"}'),
  sent('C5', Array.from({ length: 2_000 }, (_, i) => `k${i}=`).join(';'), '"k1999":""'),
  ...rows(refused.slice(0, 6), (kind) => setting('C6', kind)),
  ...rows(refused.slice(6), (kind) => setting('C7', kind)),
  {
    id: 'C8',
    title: 'a value of any text',
    request: get('/api/set-cookies/value'),
    status: 200,
    head: /^set-cookie: a=[!-~]+$/im,
    absent: /^set-cookie: a=[^\r]*[ ,"\\]/im,
  },
  {
    id: 'C9',
    title: 'a __Host- cookie with a domain, which a browser refuses',
    request: get('/api/set-cookies/host-prefix'),
    status: 200,
    head: /^set-cookie: __Host-a=1; Domain=torture\.test$/im,
  },
  {
    id: 'C10',
    title: 'delete names path and domain',
    request: get('/api/set-cookies/delete'),
    status: 200,
    head: /^set-cookie: a=deleted; Domain=torture\.test; Path=\/p; Expires=Thu, 01 Jan 1970/im,
  },
  {
    id: 'C11',
    title: 'cookies from three hands',
    request: get('/api/set-cookies/several'),
    status: 200,
    head: /set-cookie: first=1\r\nset-cookie: second=2; Expires=Wed, 21 Oct 2037 07:28:00 GMT\r\nset-cookie: third=3\r\nset-cookie: fourth=4\r\nset-cookie: fifth=5/i,
  },
  {
    id: 'C12',
    title: 'set after the answer',
    request: get('/api/set-cookies/late'),
    status: 200,
    absent: /^set-cookie/im,
  },
  {
    id: 'C13',
    title: 'the comma of a date',
    request: get('/api/set-cookies/several'),
    status: 200,
    head: /^set-cookie: second=2; Expires=Wed, 21 Oct 2037 07:28:00 GMT$/im,
  },
];

function setting(id: string, kind: string): TortureCase {
  return {
    id,
    title: `cookies.set with a wrong ${kind}`,
    request: get(`/api/set-cookies/${kind}`),
    status: 500,
    handler: 'idle',
    absent: /^(?:set-cookie|x):/im,
  };
}
