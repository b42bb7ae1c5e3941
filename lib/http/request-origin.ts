import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { HttpError } from '../errors/http-error';
import { isHost, readHost } from './request-target';

/** Where the client believes it is talking to. */
export interface RequestOrigin {
  readonly protocol: 'http' | 'https';
  readonly host: string;
  /** False behind a proxy that the app does not trust: then `http` is only what this hop speaks. */
  readonly isProtocolKnown: boolean;
}

interface ExpressRequest extends IncomingMessage {
  app?: { get?: (setting: string) => unknown };
  ip?: string | undefined;
}

/**
 * Protocol and host of a request, as Express's `trust proxy` setting allows: without it,
 * `X-Forwarded-Proto` and `X-Forwarded-Host` have no effect.
 *
 * @throws HttpError 400 when the host is invalid.
 */
export function readOrigin(req: IncomingMessage): RequestOrigin {
  const isEncrypted = (req.socket as TLSSocket).encrypted === true;
  const host = readHost(req) || fallbackHost(req);
  if (!isProxyTrusted(req)) return { protocol: isEncrypted ? 'https' : 'http', host, isProtocolKnown: isEncrypted };
  const forwardedHost = firstItem(req.headers['x-forwarded-host']);
  if (forwardedHost !== undefined && !isHost(forwardedHost)) {
    throw new HttpError(400, 'Invalid X-Forwarded-Host header', { code: 'invalid_host' });
  }
  const forwarded = firstItem(req.headers['x-forwarded-proto'])?.toLowerCase();
  const protocol = forwarded === 'http' || forwarded === 'https' ? forwarded : isEncrypted ? 'https' : 'http';
  return { protocol, host: forwardedHost ?? host, isProtocolKnown: true };
}

/** The address of the client: Express's `req.ip`, or the peer of the socket. */
export function readClientAddress(req: IncomingMessage): string {
  return (req as ExpressRequest).ip ?? req.socket.remoteAddress ?? '';
}

function isProxyTrusted(req: IncomingMessage): boolean {
  const trust = (req as ExpressRequest).app?.get?.('trust proxy fn');
  return typeof trust === 'function' && trust(req.socket.remoteAddress, 0) === true;
}

function firstItem(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  return text?.split(',', 1)[0]?.trim() || undefined;
}

/** HTTP/1.0 has no Host header; a fixed name keeps what the client cannot choose out of URLs. */
function fallbackHost(req: IncomingMessage): string {
  return `localhost:${req.socket.localPort ?? 80}`;
}
