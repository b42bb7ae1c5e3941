import { describeValue } from '../errors/http-error';

const units = { b: 1, kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30, tb: 2 ** 40 };

// Accepted: `500`, `1mb`, `1.5 kb`; refused: `1 megabyte`, `-1`, `mb`.
const byteSize = /^(\d+(?:\.\d+)?) *(b|kb|mb|gb|tb)?$/i;

/**
 * A size in bytes from a number or from text such as `1mb`.
 *
 * @throws TypeError that names the setting; a size nobody can read must not mean "no limit".
 */
export function parseByteSize(name: string, size: unknown): number {
  const bytes = typeof size === 'number' ? size : readText(size);
  if (!(bytes >= 0 && bytes < Infinity))
    throw new TypeError(`${name} must be a number of bytes or text such as "1mb", not ${describeValue(size)}`);
  return Math.floor(bytes);
}

function readText(size: unknown): number {
  const match = typeof size === 'string' ? byteSize.exec(size) : null;
  return match ? Number(match[1]) * units[(match[2]?.toLowerCase() ?? 'b') as keyof typeof units] : NaN;
}
