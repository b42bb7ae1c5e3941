import { parse as parseQuery } from 'node:querystring';
import iconv from 'iconv-lite';
import { HttpError } from '../errors/http-error';
import type { MediaType } from './media-type';

const utf8 = new TextDecoder();

/**
 * Turns the bytes of a body into `req.body` the way Next.js does: JSON for `application/json` and
 * `application/ld+json`, flat fields for forms, text for everything else.
 *
 * @throws HttpError 400 for broken JSON or an unknown charset.
 */
export function parseBody(bytes: Buffer, type: MediaType): unknown {
  checkCharset(type);
  const text = bytes.length === 0 ? '' : decode(bytes, type);
  if (type.essence === 'application/json' || type.essence === 'application/ld+json') return parseJson(text);
  if (type.essence === 'application/x-www-form-urlencoded') return parseQuery(text);
  return text;
}

function decode(bytes: Buffer, { charset = 'utf-8' }: MediaType): string {
  return charset === 'utf-8' ? utf8.decode(bytes) : iconv.decode(bytes, charset);
}

/** An empty body is an empty object: a client may send the header with nothing behind it. */
function parseJson(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HttpError(400, 'Invalid JSON', { code: 'invalid_json', cause });
  }
}

/**
 * Next.js refuses an unknown charset before it reads a byte, and where there is none.
 *
 * @throws HttpError 400
 */
export function checkCharset({ charset }: MediaType): void {
  if (charset === undefined || iconv.encodingExists(charset)) return;
  throw new HttpError(400, 'Invalid body', { code: 'unknown_charset' });
}
