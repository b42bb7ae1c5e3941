import type { MediaType } from '../http/media-type';
import { readMediaType } from '../http/media-type';
import { checkCharset, parseBody } from '../http/parse-body';
import { consumedBody } from '../http/parsed-body';
import { hasBody, isBodyTouched, readBody } from '../http/read-body';
import type { Exchange } from './exchange';

const expressTypes: ReadonlySet<string> = new Set(['application/json', 'application/x-www-form-urlencoded']);

/**
 * Sets `req.body` before a handler that writes to `res`, unless an earlier parser did. Next's
 * handlers get a value for every type; Express's get JSON and forms only, so that multer and
 * `express.raw()` further down still find the stream.
 *
 * @returns Nothing when there was nothing to wait for.
 */
export function parseRequestBody(exchange: Exchange, style: 'next' | 'express'): Promise<void> | undefined {
  const { req, headers } = exchange;
  const type = readMediaType(exchange);
  const isTouched = isBodyTouched(req);
  const isParsed = isTouched ? req.body !== undefined : Boolean(req.body) && !isEmptyObject(req.body);
  if (isParsed) return undefined;
  const isSent = hasBody(req, headers);
  if (style === 'express' && (!isSent || !expressTypes.has(type.essence))) return undefined;
  checkCharset(type);
  if (!isSent) {
    exchange.lend(req, 'body', parse(noBytes, type, style));
    if (exchange.route.keepsRawBody) exchange.lend(req, 'rawBody', noBytes);
    return undefined;
  }
  if (isTouched) throw consumedBody(type.essence);
  return readBody(req, exchange.res, exchange.route.bodyLimit, (bytes) => keepBody(exchange, bytes, type, style));
}

const noBytes = Buffer.alloc(0);

/** The stream is empty now: what was read stays for whoever comes next, and body-parser goes by the mark. */
function keepBody({ req, route }: Exchange, bytes: Buffer, type: MediaType, style: 'next' | 'express'): void {
  req.body = parse(bytes, type, style);
  if (route.keepsRawBody) req.rawBody = bytes;
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
