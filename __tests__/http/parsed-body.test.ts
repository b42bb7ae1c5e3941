import type { MediaType } from '../../lib/http/media-type';
import { consumedBody, encodeParsedBody, type ParsedRequest } from '../../lib/http/parsed-body';

function encode(request: { body?: unknown; rawBody?: unknown }, essence: string): string {
  const type: MediaType = { essence, charset: undefined, isMalformed: false };
  return Buffer.from(encodeParsedBody(request as ParsedRequest, type)).toString();
}

const form = 'application/x-www-form-urlencoded';

describe('a body that was parsed before', () => {
  it('is its raw bytes where they were kept', () => {
    expect(encode({ body: { a: 1 }, rawBody: Buffer.from('{ "a": 1 }') }, 'application/json')).toBe('{ "a": 1 }');
  });

  it('is its bytes where the parser made bytes of it', () => {
    expect(encode({ body: Buffer.from('raw') }, 'application/octet-stream')).toBe('raw');
  });

  it('ignores a rawBody that is no bytes', () => {
    expect(encode({ body: 'text', rawBody: 'other' }, 'text/plain')).toBe('text');
  });

  it.each([
    ['an object', { a: [1, null] }, 'application/json', '{"a":[1,null]}'],
    ['an object of another type', { a: 1 }, 'text/plain', '{"a":1}'],
    ['null', null, 'application/json', 'null'],
    ['null as a form', null, form, 'null'],
    ['a form that is still text', 'a=1&b=2', form, 'a=1&b=2'],
    ['a number', 5, 'application/json', '5'],
    ['text', 'text', 'text/plain', 'text'],
    ['text of no type', 'text', '', 'text'],
    ['JSON that is still text', '{"a":1}', 'application/json', '{"a":1}'],
    ['text that was parsed from JSON', 'text', 'application/json', '"text"'],
    ['text that was parsed from a kind of JSON', 'text', 'application/problem+json', '"text"'],
    ['text of a type that only begins like one', 'text', 'application/jsonx', 'text'],
  ])('is encoded again: %s', (_what, body, essence, expected) => {
    expect(encode({ body }, essence)).toBe(expected);
  });

  it.each([
    [{ a: '1', b: 'x y&z' }, 'a=1&b=x+y%26z'],
    [{ a: ['1', '2'] }, 'a=1&a=2'],
    [{ a: { b: '1', c: { d: '2' } }, e: '3' }, 'a[b]=1&a[c][d]=2&e=3'],
    [{ a: [{ b: '1' }, '2'] }, 'a[0][b]=1&a[1]=2'],
    [{ a: [null, '1'] }, 'a=&a=1'],
    [{ a: [['1'], ['2']] }, 'a[0]=1&a[1]=2'],
    [{ a: null, b: undefined, c: 0, d: true }, 'a=&b=&c=0&d=true'],
    [{ a: [] }, ''],
    [{}, ''],
  ])('of a form is a form again: %j', (body, expected) => {
    expect(decodeURIComponent(encode({ body }, form)).replaceAll('x+y&z', 'x+y%26z')).toBe(expected);
  });

  it.each([
    ['nothing is left of', {}, 'application/json', 'Mount apiRoutes() before the middleware that reads it'],
    ['a multipart parser has read', { body: { a: 1 } }, 'multipart/form-data', 'A multipart parser such as multer'],
  ])('that %s cannot be encoded', (_what, request, essence, hint) => {
    expect(() => encode(request, essence)).toThrow(
      expect.objectContaining({ status: 500, code: 'body_consumed', message: expect.stringContaining(hint) }),
    );
  });

  it('is blamed on the app, not on the client', () => {
    expect(consumedBody('text/plain').message).toMatch(/^The body was read before apiRoutes\(\) could\. Mount/);
    expect(consumedBody('text/plain').expose).toBe(false);
  });
});
