import { get, post, request, rows, show, type TortureCase } from '../torture-case';

const sameOnly = '{"always":"the same"}';
// Next.js's own ETag of this body; the first case proves that it still is.
const etag = '"9zmf5rrbqbl"';

function conditional(id: string, line: string, status: number | number[], target = '/api/etag'): TortureCase {
  return { id, title: show(line), request: get(target, line), status, handler: 'ran' };
}

const ranges: [range: string, status: number, body: string][] = [
  ['bytes=0-0', 206, 'b'],
  ['bytes=-1', 206, 'e'],
  ['bytes=6-99', 206, 'once'],
  ['bytes=999-', 416, ''],
  // As express.static answers them.
  ['bytes=-99', 416, ''],
  ['bytes=5-2', 416, ''],
  [`bytes=${'0-0,'.repeat(1000)}`, 200, 'built once'],
  ['lines=0-0', 200, 'built once'],
  ['garbage', 200, 'built once'],
];

export const conditionalCases: readonly TortureCase[] = [
  { id: 'K1', title: 'the ETag', request: get('/api/etag'), status: 200, body: sameOnly, head: /^etag: "[^"]+"$/im },
  conditional('K1', 'If-None-Match: *', 304),
  ...rows(['garbage', '"', 'W/', '"x", "y"', ',,,', `"${'x'.repeat(15_000)}"`, etag.slice(1)], (value) =>
    conditional('K1', `If-None-Match: ${value}`, 200),
  ),
  {
    id: 'K1',
    title: 'If-None-Match: * of a POST',
    request: post('/api/etag', 'text/plain', '', 'If-None-Match: *'),
    status: 200,
  },
  ...rows(['garbage', '*', '"x"', ','.repeat(5_000)], (value) => conditional('K2', `If-Match: ${value}`, [200, 412])),
  ...rows(['garbage', 'Thu, 99 Foo 9999 99:99:99 GMT', '0', '9'.repeat(5_000)], (value) =>
    conditional('K3', `If-Modified-Since: ${value}`, 200),
  ),
  ...rows(['bytes=0-0', 'bytes=-1', 'bytes=5-2', 'bytes=999-', `bytes=${'0-0,'.repeat(1000)}`, 'garbage'], (value) =>
    conditional('K4', `Range: ${value}`, 200),
  ),
  ...ranges.map(([range, status, body]) => ({
    id: 'K5',
    title: `Range: ${show(range)} of a file in memory`,
    request: get('/api/built', `Range: ${range}`),
    status,
    handler: 'idle' as const,
    body,
    head: status === 200 ? /^content-length: 10$/im : /^content-range: bytes (?:\d-\d|\*)\/10$/im,
  })),
  ...rows(['bytes=0-0', 'bytes=-1', 'bytes=0-'], (range) => ({
    id: 'K5',
    title: `Range: ${range} of an empty file in memory`,
    request: get('/api/built-empty', `Range: ${range}`),
    status: [200, 416],
    handler: 'idle' as const,
    body: /^(?:$|\{)/,
  })),
  {
    id: 'K4',
    title: 'a 206 of the endpoint',
    request: get('/api/status/206'),
    status: 206,
    head: /^content-range: bytes 0-0\/9$/im,
  },
  ...rows([204, 304], (code) => ({
    id: 'K6',
    title: `a ${code} is empty`,
    request: get(`/api/status/${code}`),
    status: code,
    handler: 'ran' as const,
    absent: code === 204 ? /^(?:content-length|transfer-encoding):/im : /^transfer-encoding:/im,
  })),
  ...rows([204, 205, 304], (code) => ({
    id: 'X23',
    title: `a ${code} with a body`,
    request: get(`/api/status/${code}?body`),
    status: code,
    handler: 'ran' as const,
    body: '',
    absent: /^transfer-encoding:/im,
  })),
  ...rows([204, 304], (code) => ({
    id: 'X23',
    title: `a ${code} with a body, Next style`,
    request: get(`/api/fault-next/status-${code}`),
    status: code,
    handler: 'ran' as const,
    absent: /^transfer-encoding:/im,
  })),
  { id: 'K6', title: 'HEAD', request: request('HEAD', '/api/etag'), status: 200, head: /^content-length: \d+$/im },
  {
    id: 'K7',
    title: '405 has Allow',
    request: request('DELETE', '/api/get-only', ['Content-Type: application/json']),
    status: 405,
    head: /^allow: /im,
  },
];
