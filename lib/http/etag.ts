import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';

/**
 * The ETag that Next.js gives a text answer: a 52-bit FNV-1a hash over UTF-16 code units and the
 * length, both in base 36.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
 */
export function textETag(text: string): string {
  const hash = fnv1a52(text);
  const high = Math.floor(hash / perHalf);
  // From the back, since the last digit of a number is the first that a division gives.
  let start = writeDigits(text.length, 1, tag.length - 1);
  start = writeDigits(hash - high * perHalf, digitsPerHalf, start);
  start = writeDigits(high, digitsPerHalf, start);
  while (tag[start] === zero) start++;
  tag[start - 1] = quote;
  return tag.toString('latin1', start - 1);
}

const quote = 0x22;
const zero = 0x30;
/** Reused: `toString(36)`, and joining what it gives, take twice as long. */
const tag = Buffer.alloc(32, quote);
const digitsPerHalf = 5;
/** A hash does not fit into V8's integers; its halves do. */
const perHalf = 36 ** digitsPerHalf;

/** Writes an integer below 2 ** 31 in base 36 in front of `end`, with zeros up to `least` digits. */
function writeDigits(value: number, least: number, end: number): number {
  let start = end;
  for (let left = value | 0; left > 0 || end - start < least; left = (left / 36) | 0) {
    const digit = left % 36;
    tag[--start] = digit < 10 ? zero + digit : 0x57 + digit;
  }
  return start;
}

export function bytesETag(bytes: Uint8Array): string {
  return `"${createHash('sha1').update(bytes).digest('base64url')}"`;
}

// Not looked up for each character: within a test runner's context that is slow.
const { imul } = Math;

/** FNV-1a of 64 bits in two halves, folded to 52: what a double holds. */
function fnv1a52(text: string): number {
  let high = 0xcbf29ce4 | 0;
  let low = 0x84222325 | 0;
  for (let i = 0; i < text.length; i++) {
    low ^= text.charCodeAt(i);
    // Times 2 ** 40 + 435, modulo 2 ** 64.
    const carry = (imul(low >>> 16, 435) + (imul(low & 0xffff, 435) >>> 16)) >>> 16;
    high = (imul(high, 435) + (low << 8) + carry) | 0;
    low = imul(low, 435);
  }
  return (high & 0xfffff) * 2 ** 32 + ((low ^ (high >>> 20)) >>> 0);
}
