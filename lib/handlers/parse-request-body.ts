import type { MediaType } from '../http/media-type';
import { readMediaType } from '../http/media-type';
import { parseBody } from '../http/parse-body';
import { consumedBody } from '../http/parsed-body';
import { hasBody, isBodyTouched, readBody } from '../http/read-body';
import type { Exchange } from './exchange';

const expressTypes: ReadonlySet<string> = new Set(['application/json', 'application/x-www-form-urlencoded']);

/**
 * Sets `req.body` before a handler that writes to `res`, unless an earlier parser did. Next's
 * handlers get a value for every type; Express's get JSON and forms only, so that multer and
 * `express.raw()` further down still find the stream.
 */
export async function parseRequestBody(exchange: Exchange, style: 'next' | 'express'): Promise<void> {
  const { req, res, route } = exchange;
  const type = readMediaType(req);
  const isTouched = isBodyTouched(req);
  const isParsed = isTouched ? req.body !== undefined : Boolean(req.body) && !isEmptyObject(req.body);
  if (isParsed || (style === 'express' && (!hasBody(req) || !expressTypes.has(type.essence)))) return;
  if (isTouched && hasBody(req)) throw consumedBody(type.essence);
  const bytes = hasBody(req) ? await readBody(req, res, route.bodyLimit) : Buffer.alloc(0);
  req.body = parse(bytes, type, style);
  if (route.keepsRawBody) req.rawBody = bytes;
  // The stream is empty for whoever comes next; body-parser goes by this mark.
  req._body = true;
}

function parse(bytes: Buffer, type: MediaType, style: 'next' | 'express'): unknown {
  const value = parseBody(bytes, type);
  // Express's own parsers give forms no null prototype.
  return style === 'express' && type.essence === 'application/x-www-form-urlencoded' ? { ...(value as object) } : value;
}

/** What body-parser leaves on Express 4 for a body it did not read. */
function isEmptyObject(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Object.keys(body).length === 0;
}
