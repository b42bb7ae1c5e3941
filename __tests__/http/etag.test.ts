import fc from 'fast-check';
import { bytesETag, textETag } from '../../lib/http/etag';

describe('the ETag of a text', () => {
  // What Next.js 16 sends with these bodies.
  it.each([
    ['', '"78p3gz236i0"'],
    ['a', '"ap6mcnqid61"'],
    ['hello', '"2caikvdqo85"'],
    ['{"name":"John Doe"}', '"wjzyexk8pqj"'],
    ['ü☃', '"xx2woge2of2"'],
  ])('%j is that of Next.js', (text, etag) => {
    expect(textETag(text)).toBe(etag);
  });

  it('is the hash that its definition gives, in whole numbers of any size', () => {
    const codeUnit = fc.nat(0xffff).map((unit) => String.fromCharCode(unit));
    fc.assert(fc.property(fc.string({ unit: codeUnit }), (text) => textETag(text) === defineETag(text)));
  });
});

/** 64-bit FNV-1a, whose upper 12 bits but four are folded into the lowest. */
function defineETag(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  }
  const folded = (hash & 0xf_ffff_ffff_ffffn) ^ (hash >> 52n);
  return `"${folded.toString(36)}${text.length.toString(36)}"`;
}

describe('the ETag of bytes', () => {
  it('is a hash in base64url', () => {
    expect(bytesETag(Buffer.from('hello'))).toBe('"qvTGHdzF6KLavt4PO0gs2a6pQ00"');
  });

  it('differs when a byte differs', () => {
    expect(bytesETag(Buffer.from('a'))).not.toBe(bytesETag(Buffer.from('b')));
  });
});
