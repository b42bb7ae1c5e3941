/** Headers of a response that nobody has asked for yet: lower-case names, plain values. */
export type PlainHeaders = Record<string, string>;

// A value that stands in a header as it is. Accepted: `text/html; charset=utf-8`; refused: ` a`, `é`.
const plainValue = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;
const plainName = /^[\w!#$%&'*+.^`|~-]+$/;

export function isNullBodyStatus(status: number): boolean {
  return status === 101 || status === 204 || status === 205 || status === 304;
}

/** An init that has been read. */
export class PlainInit {
  constructor(
    readonly status: number,
    readonly statusText: string,
    readonly headers: PlainHeaders,
  ) {}
}

/** Of an answer with no init, shared by all: plain headers are not changed once there is a response. */
export const plainJson = new PlainInit(200, '', { 'content-type': 'application/json' });

/** An init that needs no conversion; undefined leaves it to the real constructor, and its errors. */
export function readInit(init: ResponseInit | PlainInit | undefined): PlainInit | undefined {
  if (init === undefined) return new PlainInit(200, '', {});
  if (init === plainJson || init instanceof PlainInit) return init as PlainInit;
  if (typeof init !== 'object' || init === null) return undefined;
  const { status = 200, statusText = '', headers } = init;
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  if (typeof statusText !== 'string' || (statusText !== '' && !plainValue.test(statusText))) return undefined;
  if (headers === undefined) return new PlainInit(status, statusText, {});
  const plain = readPlainHeaders(headers);
  return plain && new PlainInit(status, statusText, plain);
}

function readPlainHeaders(headers: unknown): PlainHeaders | undefined {
  if (typeof headers !== 'object' || headers === null || Object.getPrototypeOf(headers) !== Object.prototype)
    return undefined;
  const plain: PlainHeaders = {};
  for (const name of Reflect.ownKeys(headers)) {
    const value = (headers as Record<string | symbol, unknown>)[name];
    if (typeof name !== 'string' || typeof value !== 'string') return undefined;
    const lowerCase = name.toLowerCase();
    const isRepeated = Object.hasOwn(plain, lowerCase);
    if (isRepeated || name === '__proto__' || !plainName.test(name) || !(value === '' || plainValue.test(value)))
      return undefined;
    plain[lowerCase] = value;
  }
  return plain;
}
