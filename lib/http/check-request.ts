import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpError } from '../errors/http-error';
import { checkTarget, countHeaders, type RequestTarget } from './request-target';

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
  checkFraming(req, res);
  checkTarget(req, target, mountPath);
  // What the body parser decides by, and the CSRF guard.
  const { headers } = req;
  if (headers['content-type'] !== undefined) checkSingle(req, 'content-type');
  if (headers.origin !== undefined) checkSingle(req, 'origin');
}

function checkSingle({ rawHeaders }: IncomingMessage, name: string): void {
  if (countHeaders(rawHeaders, name) === 1) return;
  throw new HttpError(400, `More than one ${name} header`, { code: 'doubled_header' });
}

/**
 * Node reads a coding it does not know as if there were none, and takes chunks from HTTP/1.0
 * clients: a proxy in front may see another end of such a body (RFC 9112 §6.1).
 */
function checkFraming(req: IncomingMessage, res: ServerResponse): void {
  const coding = req.headers['transfer-encoding'];
  if (coding === undefined) return;
  const isChunked = coding.trim().toLowerCase() === 'chunked';
  if (isChunked && req.httpVersion !== '1.0') return;
  const headers = { Connection: 'close' };
  res.setHeader('Connection', headers.Connection);
  if (isChunked) throw new HttpError(400, 'HTTP/1.0 has no chunked bodies', { code: 'invalid_framing', headers });
  throw new HttpError(501, 'Unknown transfer coding', { code: 'unknown_transfer_coding', headers, expose: true });
}
