import type { IncomingMessage } from 'node:http';
import { HttpError } from '../errors/http-error';
import type { MediaType } from './media-type';

/** What an earlier body parser may have left on a request. */
export interface ParsedRequest extends IncomingMessage {
  body?: unknown;
  rawBody?: unknown;
}

/**
 * The bytes of a body that an earlier parser has read: the raw ones if it kept them, otherwise its
 * result, encoded again.
 *
 * @throws HttpError 500 when nothing is left to encode.
 */
export function encodeParsedBody(req: ParsedRequest, { essence }: MediaType): Uint8Array {
  const { body, rawBody } = req;
  if (rawBody instanceof Uint8Array) return rawBody;
  if (body instanceof Uint8Array) return body;
  if (body === undefined || essence === 'multipart/form-data') throw consumedBody(essence);
  if (essence === 'application/x-www-form-urlencoded' && typeof body === 'object' && body !== null) {
    return Buffer.from(encodeForm(body).toString());
  }
  if (typeof body === 'string' && !(isJsonType(essence) && !isJson(body))) return Buffer.from(body);
  return Buffer.from(JSON.stringify(body));
}

export function consumedBody(essence: string): HttpError {
  const hint =
    essence === 'multipart/form-data'
      ? 'A multipart parser such as multer came first: read its result from context.req.body and context.req.file(s).'
      : 'Mount apiRoutes() before the middleware that reads it, or let that middleware leave its result on req.body or its bytes on req.rawBody.';
  return new HttpError(500, `The body was read before apiRoutes() could. ${hint}`, { code: 'body_consumed' });
}

function isJsonType(essence: string): boolean {
  return essence === 'application/json' || essence.endsWith('+json');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Nested values, as `qs` makes them, become `a[b]=c`. */
function encodeForm(body: object): URLSearchParams {
  const form = new URLSearchParams();
  const pending = Object.entries(body).reverse() as [string, unknown][];
  for (let entry = pending.pop(); entry; entry = pending.pop()) {
    const [name, value] = entry;
    if (Array.isArray(value)) {
      const isFlat = value.every((item) => typeof item !== 'object' || item === null);
      const items = value.map((item, i): [string, unknown] => [isFlat ? name : `${name}[${i}]`, item]);
      pending.push(...items.reverse());
    } else if (typeof value === 'object' && value !== null) {
      pending.push(
        ...Object.entries(value)
          .map(([key, item]): [string, unknown] => [`${name}[${key}]`, item])
          .reverse(),
      );
    } else {
      form.append(name, value === null || value === undefined ? '' : `${value as string}`);
    }
  }
  return form;
}
