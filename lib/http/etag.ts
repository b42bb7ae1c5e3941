import { createHash } from 'node:crypto';

/**
 * The ETag that Next.js gives a text answer: a 52-bit FNV-1a hash over UTF-16 code units and the
 * length, both in base 36.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
 */
export function textETag(text: string): string {
  return `"${base36(fnv1a52(text))}${text.length.toString(36)}"`;
}

const perHalf = 36 ** 5;

/** As `toString(36)`, which is slow for what is no 31-bit integer: each half is one. */
function base36(value: number): string {
  if (value < perHalf) return value.toString(36);
  const high = Math.floor(value / perHalf);
  return high.toString(36) + (value - high * perHalf).toString(36).padStart(5, '0');
}

export function bytesETag(bytes: Uint8Array): string {
  return `"${createHash('sha1').update(bytes).digest('base64url')}"`;
}

/** Four 16-bit limbs, because a product of two 52-bit numbers has no exact place in a double. */
function fnv1a52(text: string): number {
  let a = 0x2325;
  let b = 0x8422;
  let c = 0x9ce4;
  let d = 0xcbf2;
  for (let i = 0; i < text.length; i++) {
    a ^= text.charCodeAt(i);
    const lowProduct = a * 435;
    const secondProduct = b * 435 + (lowProduct >>> 16);
    const thirdProduct = c * 435 + (a << 8) + (secondProduct >>> 16);
    const highProduct = d * 435 + (b << 8) + (thirdProduct >>> 16);
    a = lowProduct & 0xffff;
    b = secondProduct & 0xffff;
    c = thirdProduct & 0xffff;
    d = highProduct & 0xffff;
  }
  return (d & 15) * 2 ** 48 + c * 2 ** 32 + b * 2 ** 16 + (a ^ (d >> 4));
}
