import { post, request, rows, show, type TortureCase } from '../torture-case';

const json = 'application/json';
const styles = ['json', 'echo-next'];

function eachStyle(
  id: string,
  body: string,
  expected: Partial<TortureCase> & Pick<TortureCase, 'status'>,
): TortureCase[] {
  return rows(styles, (name) => ({
    id,
    title: `${show(body)} to ${name}`,
    request: post(`/api/${name}`, json, body),
    // The endpoint itself calls request.json().
    ...(expected.status === 400 && name === 'json' && { handler: 'ran' as const }),
    ...expected,
  }));
}

function typed(
  id: string,
  type: string,
  body: string,
  expected: Partial<TortureCase> & Pick<TortureCase, 'status'>,
): TortureCase {
  return { id, title: `Content-Type: ${show(type)}`, request: post('/api/echo-next', type, body), ...expected };
}

const boundary = 'limit';
const multipart = `multipart/form-data; boundary=${boundary}`;

function part(disposition: string, body: string): string {
  return `--${boundary}\r\nContent-Disposition: ${disposition}\r\n\r\n${body}\r\n`;
}

function form(
  id: string,
  title: string,
  body: string,
  expected: Partial<TortureCase> & Pick<TortureCase, 'status'>,
  type = multipart,
): TortureCase {
  return { id, title, request: post('/api/form', type, body), handler: 'ran', ...expected };
}

const end = `--${boundary}--\r\n`;

export const bodyCases: readonly TortureCase[] = [
  ...['{a', '{"a":1}}', '[1,]', 'NaN', "'x'", '\0', '{"top secret":', 'undefined', '{"a":01}'].flatMap((body) =>
    eachStyle('B1', body, { status: 400 }),
  ),
  { id: 'B2', title: 'nothing, as JSON', request: post('/api/echo-next', json, ''), status: 200, body: '"body":{}' },
  ...['null', '1', '"x"', 'true'].flatMap((body) => eachStyle('B3', body, { status: 200, body: `"body":${body}` })),
  ...eachStyle('B4', '\xef\xbb\xbf{"a":1}', { status: 200, body: '"body":{"a":1}' }),
  ...rows(['"\xff"', '"\xc0\xaf"', '"\xe9"'], (body) =>
    typed('B5', json, body, { status: 200, body: '"body":"\xef\xbf\xbd' }),
  ),
  ...rows(['utf-8', '"UTF-8"', 'UTF-8'], (charset) =>
    typed('B6', `${json}; charset=${charset}`, '{"a":1}', { status: 200, body: '"body":{"a":1}' }),
  ),
  ...rows(['foo', 'constructor', '__proto__', 'toString', ''], (charset) =>
    typed('B6', `${json}; charset="${charset}"`, '{"a":1}', { status: [200, 400], handler: 'either' }),
  ),
  ...rows([5_000, 50_000, 500_000], (depth) => ({
    id: 'B7',
    title: `JSON nested ${depth} deep`,
    request: post('/api/echo-next', json, '['.repeat(depth) + ']'.repeat(depth)),
    status: [200, 500],
    handler: 'ran' as const,
  })),
  {
    id: 'B8',
    title: '80,000 keys',
    request: post('/api/json', json, `{${Array.from({ length: 80_000 }, (_, i) => `"k${i}":1`).join()}}`),
    status: 200,
  },
  {
    id: 'B9',
    title: '20,000 keys like integers',
    request: post('/api/json', json, `{${Array.from({ length: 20_000 }, (_, i) => `"${i * 65_536}":1`).join()}}`),
    status: 200,
  },
  ...['{"__proto__":{"x":1}}', '{"a":{"__proto__":{"x":1}}}', '{"\\u005f_proto__":{"x":1}}'].map((body) => ({
    id: 'B10',
    title: show(body),
    request: post('/api/echo-next', json, body),
    status: 200,
    body: '"polluted":false',
  })),
  {
    id: 'B11',
    title: 'constructor.prototype',
    request: post('/api/echo-next', json, '{"constructor":{"prototype":{"x":1}}}'),
    status: 200,
    body: '"polluted":false',
  },
  ...eachStyle('B12', '{"a":1,"a":2}', { status: 200, body: '"body":{"a":2}' }),
  ...eachStyle('B13', '[1e400,-0,1e-400]', { status: 200, body: '[null,0,0]' }),
  ...eachStyle('B13', '9'.repeat(500_000), { status: 200, body: '"body":null' }),
  ...eachStyle('B14', '"\\ud800"', { status: 200, body: '\\ud800' }),
  ...rows(['APPLICATION/JSON', `${json} ; charset=utf-8`, 'application/ld+json'], (type) =>
    typed('B15', type, '{"a":1}', { status: 200, body: '"body":{"a":1}' }),
  ),
  ...rows(
    [
      `${json} garbage`,
      `${json}\ta`,
      `${json}, text/plain`,
      'application',
      '/json',
      'constructor',
      '__proto__',
      `${json}x`,
      `${json}; a="`,
    ],
    (type) =>
      typed('B15', type, '{"a":1}', { status: [200, 400, 415], handler: 'either', body: /^(?!.*"body":\{"a":1\})/ }),
  ),
  typed('B15', `a/${'b'.repeat(15_000)}`, '{"a":1}', { status: 200, body: '"body":"{' }),
  {
    id: 'B16',
    title: 'no Content-Type',
    request: post('/api/echo-next', undefined, '{"a":1}'),
    status: 200,
    body: '"body":"{\\"a\\":1}"',
  },
  {
    id: 'B16',
    title: 'no Content-Type, web style',
    request: post('/api/echo', undefined, '{"a":1}'),
    status: 200,
    body: '"body":"{\\"a\\":1}"',
  },
  typed('B17', 'text/plain', '{"a":1}', { status: 200, body: '"body":"{\\"a\\":1}"' }),
  typed('B18', 'application/problem+json', '{"a":1}', { status: 200, body: '"body":"{\\"a\\":1}"' }),
  typed('B19', 'application/x-www-form-urlencoded', 'a&'.repeat(1_001), { status: 200 }),
  typed('B19', 'application/x-www-form-urlencoded', `a=${'b'.repeat(500_000)}`, { status: 200 }),
  typed('B19', 'application/x-www-form-urlencoded', 'a[b][c]=1&%zz=%&__proto__=1&hasOwnProperty=2', {
    status: 200,
    body: '"a[b][c]":"1"',
  }),
  typed('B19', 'application/x-www-form-urlencoded', '__proto__[x]=1&constructor[prototype][x]=1', {
    status: 200,
    body: '"polluted":false',
  }),
  form('P1', 'no boundary', part('form-data; name="a"', '1') + end, { status: 400 }, 'multipart/form-data'),
  form(
    'P1',
    'another boundary',
    part('form-data; name="a"', '1') + end,
    { status: 400 },
    'multipart/form-data; boundary=other',
  ),
  form('P1', 'no terminator', part('form-data; name="a"', '1'), { status: 400 }),
  form('P1', 'nothing', '', { status: 400 }),
  form('P1', 'LF ends the lines', (part('form-data; name="a"', '1') + end).replaceAll('\r\n', '\n'), { status: 400 }),
  form('P1', 'a part without a name', part('form-data', '1') + end, { status: 400 }),
  form('P1', 'a part without Content-Disposition', `--${boundary}\r\n\r\n1\r\n${end}`, { status: 400 }),
  form('P1', 'no form at all', '{}', { status: 400 }, json),
  form('P2', 'an empty name', part('form-data; name=""', '1') + end, { status: [200, 400] }),
  form('P2', '__proto__ as a name', part('form-data; name="__proto__"', '1') + end, {
    status: 200,
    body: '[["__proto__","1"]]',
  }),
  form('P2', 'a nested name', part(`form-data; name="a${'[b]'.repeat(1000)}"`, '1') + end, {
    status: 200,
    body: '[b][b]',
  }),
  ...rows(['../../etc/passwd', 'C:\\x', 'a\0b', 'x'.repeat(10_000)], (name) =>
    form('P3', `a file named ${show(name)}`, part(`form-data; name="f"; filename="${name}"`, '1') + end, {
      status: [200, 400],
    }),
  ),
  form('P4', '1,001 parts', part('form-data; name="a"', '1').repeat(1_001) + end, { status: 200 }),
  form(
    'P5',
    'a part header of 500 KB',
    `--${boundary}\r\nX-A: ${'a'.repeat(500_000)}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n${end}`,
    { status: [200, 400] },
  ),
  form('P5', 'a boundary of 80 characters', end, { status: 400 }, `multipart/form-data; boundary=${'b'.repeat(80)}`),
  form('P6', 'a preamble and an epilogue', `preamble\r\n${part('form-data; name="a"', '1')}${end}epilogue`, {
    status: [200, 400],
  }),
  form(
    'P7',
    'a multipart in a multipart',
    `--${boundary}\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: multipart/mixed; boundary=in\r\n\r\n--in\r\n\r\nx\r\n--in--\r\n${end}`,
    { status: [200, 400] },
  ),
  {
    id: 'P9',
    title: 'a form to an endpoint that reads text',
    request: post('/api/echo-next', multipart, part('form-data; name="a"', '1') + end),
    status: 200,
  },
  {
    id: 'B1',
    title: 'a form to an endpoint that reads JSON',
    request: request(
      'POST',
      '/api/json',
      ['Content-Type: application/x-www-form-urlencoded', 'Content-Length: 3'],
      'a=1',
    ),
    status: 400,
    handler: 'ran',
  },
];
