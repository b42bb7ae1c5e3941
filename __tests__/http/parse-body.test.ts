import { checkCharset, parseBody } from '../../lib/http/parse-body';

const parse = (bytes: string | Buffer, essence: string, charset?: string) =>
  parseBody(Buffer.from(bytes as string), { essence, charset, isMalformed: false });

describe('parseBody', () => {
  it.each([
    ['application/json', '{"a":1}', { a: 1 }],
    ['application/ld+json', '[1]', [1]],
    ['application/problem+json', '{"a":1}', '{"a":1}'],
    ['application/json', '', {}],
    ['application/x-www-form-urlencoded', 'a=1&a=2&b=%20', { a: ['1', '2'], b: ' ' }],
    ['application/x-www-form-urlencoded', '', {}],
    ['text/plain', 'a=1', 'a=1'],
    ['', '', ''],
  ])('of %s: %j', (essence, text, expected) => {
    expect({ ...(parse(text, essence) as object) }).toEqual({ ...(expected as object) });
    expect(typeof parse(text, essence)).toBe(typeof expected);
  });

  it('decodes as the charset says', () => {
    expect(parse(Buffer.from([0xe9]), 'text/plain', 'latin1')).toBe('é');
    expect(parse(Buffer.from('"é"', 'utf16le'), 'application/json', 'utf-16le')).toBe('é');
    expect(parse('é', 'text/plain')).toBe('é');
  });

  it.each(['{', '{a:1}', ' ', 'undefined'])('refuses the JSON %j', (text) => {
    expect(() => parse(text, 'application/json')).toThrow(
      expect.objectContaining({
        status: 400,
        code: 'invalid_json',
        message: 'Invalid JSON',
        cause: expect.any(SyntaxError),
      }),
    );
  });

  it.each(['', '{}'])('refuses an unknown charset, even of %j', (text) => {
    expect(() => parse(text, 'application/json', 'klingon')).toThrow(
      expect.objectContaining({ status: 400, code: 'unknown_charset', message: 'Invalid body' }),
    );
  });
});

describe('checkCharset', () => {
  it.each([undefined, 'utf-8', 'UTF8', 'latin1', 'shift_jis'])('admits %s', (charset) => {
    expect(() => checkCharset({ essence: 'text/plain', charset, isMalformed: false })).not.toThrow();
  });
});
