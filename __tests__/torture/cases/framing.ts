import { brotliCompressSync, gzipSync } from 'node:zlib';
import { get, post, postChunked, request, rows, show, type TortureCase } from '../torture-case';

const tenKilobytes = 10_240;
const text = 'text/plain';
const smallOnes = ['small', 'small-next', 'small-class', 'small-edge'];

/** 20 MB of zeros, in some kilobytes. */
const zeros = Buffer.alloc(20 * 2 ** 20);
const bombs: [coding: string, body: string][] = [
  ['gzip', gzipSync(zeros).toString('latin1')],
  ['br', brotliCompressSync(zeros).toString('latin1')],
];

/** Two readers of this request could see two different ends of it. */
function refused(id: string, lines: string[], body: string, status: number | number[] = 400): TortureCase {
  return {
    id,
    title: lines.map(show).join(', '),
    request: request('POST', '/api/echo', ['Content-Type: text/plain', ...lines], body),
    status,
    closes: true,
  };
}

export const framingCases: readonly TortureCase[] = [
  refused('F1', ['Content-Length: 3', 'Transfer-Encoding: chunked'], '3\r\nabc\r\n0\r\n\r\n'),
  ...rows(['3', '4'], (second) => refused('F2', ['Content-Length: 3', `Content-Length: ${second}`], 'abc')),
  ...rows(['3, 3', '+5', '-1', '0x5', '1e3', 'abc', '', '99999999999999999999', '3 3'], (length) =>
    refused('F2', [`Content-Length: ${length}`], 'abc'),
  ),
  ...rows([...smallOnes, 'json', 'echo-next'], (name) => ({
    id: 'F3',
    title: `${name}, a length of 2^53 + 1 and nothing behind it`,
    request: request('POST', `/api/${name}`, ['Content-Type: application/json', 'Content-Length: 9007199254740993']),
    status: 413,
    closes: true,
    handler: name === 'json' ? ('ran' as const) : ('idle' as const),
  })),
  ...rows(['identity', 'gzip, chunked', 'xchunked', 'gzip', 'chunked, identity, chunked'], (coding) =>
    refused('F4', [`Transfer-Encoding: ${coding}`], '3\r\nabc\r\n0\r\n\r\n', [400, 501]),
  ),
  ...rows(['users', 'class/1', 'files/1', 'id/1'], (name) => ({
    id: 'F4',
    title: `Transfer-Encoding: gzip, chunked for GET ${name}`,
    request: get(`/api/${name}`, 'Transfer-Encoding: gzip, chunked') + '0\r\n\r\n',
    status: [400, 501],
    closes: true,
  })),
  refused('F5', ['Transfer-Encoding: chunked, identity'], '3\r\nabc\r\n0\r\n\r\n'),
  refused('F5', ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'], '3\r\nabc\r\n0\r\n\r\n', [400, 501]),
  ...rows(['ChuNked', ' chunked '], (coding) => ({
    id: 'F6',
    title: `Transfer-Encoding: ${show(coding)}`,
    request: request('POST', '/api/echo', [`Transfer-Encoding: ${coding}`], '3\r\nabc\r\n0\r\n\r\n'),
    status: 200,
    body: '"body":"abc"',
  })),
  {
    id: 'F7',
    title: 'Transfer-Encoding on HTTP/1.0',
    request: request('POST', '/api/echo', ['Transfer-Encoding: chunked'], '3\r\nabc\r\n0\r\n\r\n').replace(
      '/1.1',
      '/1.0',
    ),
    status: 400,
    closes: true,
  },
  ...rows(['zz', '0x1', '11111111111111111', '', '-1', '3 ;', '1\r\nabc'], (size) => ({
    id: 'F8',
    title: `a chunk size of ${show(size)}`,
    request: request('POST', '/api/echo', ['Transfer-Encoding: chunked'], `${size}\r\nabc\r\n0\r\n\r\n`),
    status: [0, 400],
    handler: 'either' as const,
    closes: true,
  })),
  {
    id: 'F8',
    title: 'no line end behind a chunk',
    request: request('POST', '/api/echo', ['Transfer-Encoding: chunked'], '3\r\nabcdef0\r\n\r\n'),
    status: [0, 400],
    handler: 'either',
    closes: true,
  },
  {
    id: 'F9',
    title: 'a chunk extension of 20 KB',
    request: request(
      'POST',
      '/api/echo',
      ['Transfer-Encoding: chunked'],
      `3;${'x'.repeat(20_000)}\r\nabc\r\n0\r\n\r\n`,
    ),
    status: [0, 413, 431],
    handler: 'either',
    closes: true,
  },
  {
    id: 'F10',
    title: 'trailers that name other things',
    request: request(
      'POST',
      '/api/echo',
      ['Transfer-Encoding: chunked'],
      '3\r\nabc\r\n0\r\nHost: evil.com\r\nX-Trailer: 1\r\n__proto__: 1\r\n\r\n',
    ),
    status: 200,
    body: /^(?!.*evil\.com)(?!.*x-trailer).*"body":"abc"/,
  },
  {
    id: 'F13',
    title: 'more bytes than declared',
    request: post('/api/echo', text, 'abc').replace(/abc$/, 'abc\x01\x02'),
    // Node reads on while the endpoint works, and answers the garbage before it has answered.
    status: [200, 400],
    handler: 'either',
    body: '"body":"abc"',
    closes: true,
  },
  ...rows([...smallOnes, 'small-express'], (name) => ({
    id: 'F14',
    title: `${name}, declared over its limit`,
    request: post(`/api/${name}`, name === 'small-express' ? 'application/json' : text, 'a'.repeat(tenKilobytes + 1)),
    status: 413,
    closes: true,
  })),
  ...rows(smallOnes, (name) => ({
    id: 'F15',
    title: `${name}, over its limit in chunks`,
    request: postChunked(`/api/${name}`, text, ['a'.repeat(tenKilobytes), 'b']),
    status: 413,
    closes: true,
  })),
  {
    id: 'F16',
    title: 'a GET behind a body that was refused',
    request: post('/api/small', text, 'a'.repeat(20_000)) + get('/api/users'),
    status: 413,
    // Node reads on behind the body; the second answer goes nowhere.
    handler: 'either',
    closes: true,
  },
  ...rows(smallOnes, (name) => ({
    id: 'F17',
    title: `${name}, exactly its limit`,
    request: post(`/api/${name}`, text, 'a'.repeat(tenKilobytes)),
    status: 200,
    body: `read ${tenKilobytes}`,
  })),
  ...rows(smallOnes, (name) => ({
    id: 'F17',
    title: `${name}, exactly its limit in chunks`,
    request: postChunked(`/api/${name}`, text, ['a'.repeat(tenKilobytes - 1), 'b']),
    status: 200,
    body: `read ${tenKilobytes}`,
  })),
  ...bombs.flatMap(([coding, body]) => [
    {
      id: 'F18',
      title: `a ${coding} bomb is read as the bytes it is`,
      request: post('/api/count', 'application/octet-stream', body, `Content-Encoding: ${coding}`),
      status: 200,
      body: `read ${body.length} bytes`,
    },
    {
      id: 'F18',
      title: `a ${coding} bomb that says it is JSON`,
      request: post('/api/echo-next', 'application/json', body, `Content-Encoding: ${coding}`),
      status: 400,
    },
  ]),
  ...rows(['\x1f\x8b\x08\0\0', `${gzipSync('abc').toString('latin1')}garbage`], (body) => ({
    id: 'F19',
    title: `${show(body)} as gzip`,
    request: post('/api/count', text, body, 'Content-Encoding: gzip'),
    status: 200,
    body: `read ${body.length} bytes`,
  })),
  ...rows(['gzip, gzip', 'foo', 'identity', 'GZIP', 'gzip,'.repeat(50)], (coding) => ({
    id: 'F20',
    title: `Content-Encoding: ${show(coding)}`,
    request: post('/api/count', text, 'abc', `Content-Encoding: ${coding}`),
    status: 200,
    body: 'read 3 bytes',
  })),
  {
    id: 'F20',
    title: 'Content-Encoding of a body is data to the endpoint',
    request: post('/api/echo', text, '\x1f\x8b\x08', 'Content-Encoding: gzip'),
    status: 200,
    body: '"method":"POST"',
  },
  {
    id: 'F21',
    title: '9,000 chunks of one byte',
    request: postChunked(
      '/api/small',
      text,
      Array.from({ length: 9_000 }, () => 'a'),
    ),
    status: 200,
    body: 'read 9000',
  },
  ...rows(
    [
      get('/api/users/%zz'),
      get('/api/nowhere'),
      request('DELETE', '/api/get-only', ['Content-Length: 3'], 'abc'),
      get('/api/fault/throws-error'),
    ],
    (bytes) => ({
      id: 'F24',
      title: `the connection after ${bytes.split(' HTTP', 1)[0]}`,
      request: bytes,
      status: [400, 403, 404, 405, 500],
      handler: 'either' as const,
    }),
  ),
  {
    id: 'F25',
    title: '64 KB that the endpoint ignores',
    request: post('/api/ignores', text, 'a'.repeat(65_536)),
    status: 200,
    body: 'ignored',
  },
  {
    id: 'F25',
    title: '64 KB in chunks that the endpoint ignores',
    request: postChunked('/api/ignores', text, ['a'.repeat(65_536)]),
    status: 200,
    body: 'ignored',
  },
  ...rows(['?first', '?cancels', '?throws'], (how) => ({
    id: 'F26',
    title: `64 KB of which the endpoint reads one chunk (${how.slice(1)})`,
    request: post(`/api/ignores${how}`, text, 'a'.repeat(65_536)),
    status: how === '?throws' ? 500 : 200,
    handler: 'ran' as const,
  })),
  { id: 'F28', title: 'an empty line first', request: `\r\n${get('/api/users')}`, status: 200, body: '"file":"users"' },
  ...rows(
    [
      'GET /api/users\r\n\r\n',
      get('/api/users').replace('HTTP/1.1', 'HTTP/1.2'),
      get('/api/users').replace('HTTP/1.1', 'HTTP/3.0'),
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    ],
    (bytes) => ({
      id: 'F28',
      title: show(bytes),
      request: bytes,
      status: [0, 200, 400, 505],
      handler: 'either',
      closes: true,
    }),
  ),
];
