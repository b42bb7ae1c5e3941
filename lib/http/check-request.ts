import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpError } from '../errors/http-error';
import { checkTarget, invalidHost, isHost, isNamed, type RequestTarget } from './request-target';

/**
 * Refuses what two readers of one request could read differently. Called only once a route matched:
 * what is not ours goes on to the app untouched.
 *
 * @throws HttpError 400, or 501 for an unknown transfer coding.
 */
export function checkRequest(
  req: IncomingMessage,
  res: ServerResponse,
  target: RequestTarget,
  mountPath?: string,
): void {
  let host: string | undefined;
  let hosts = 0;
  let types = 0;
  let origins = 0;
  let isCoded = false;
  // The raw ones, since `req.headers` keeps the first of several; each name is looked at once.
  const { rawHeaders } = req;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!;
    if (isNamed(name, 'host')) {
      hosts++;
      host = rawHeaders[i + 1];
    } else if (isNamed(name, 'content-type')) types++;
    else if (isNamed(name, 'origin')) origins++;
    else if (isNamed(name, 'transfer-encoding')) isCoded = true;
  }
  if (isCoded) checkFraming(req, res);
  checkTarget(req, target, mountPath);
  if (hosts > 1 || (host !== undefined && !isHost(host))) throw invalidHost();
  // What the body parser decides by, and the CSRF guard.
  if (types > 1) throw doubled('content-type');
  if (origins > 1) throw doubled('origin');
}

function doubled(name: string): HttpError {
  return new HttpError(400, `More than one ${name} header`, { code: 'doubled_header' });
}

/**
 * Node reads a coding it does not know as if there were none, and takes chunks from HTTP/1.0
 * clients: a proxy in front may see another end of such a body (RFC 9112 §6.1).
 */
function checkFraming(req: IncomingMessage, res: ServerResponse): void {
  const isChunked = req.headers['transfer-encoding']?.trim().toLowerCase() === 'chunked';
  if (isChunked && req.httpVersion !== '1.0') return;
  const headers = { Connection: 'close' };
  res.setHeader('Connection', headers.Connection);
  if (isChunked) throw new HttpError(400, 'HTTP/1.0 has no chunked bodies', { code: 'invalid_framing', headers });
  throw new HttpError(501, 'Unknown transfer coding', { code: 'unknown_transfer_coding', headers, expose: true });
}
