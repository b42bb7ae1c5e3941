import type { IncomingMessage } from 'node:http';
import parseUrl from 'parseurl';
import { HttpError } from '../errors/http-error';

/** The request line, taken apart without decoding anything. */
export interface RequestTarget {
  /** Raw path, without the query: what Express's own guards compare. */
  readonly path: string;
  /** Raw query with its `?`, or an empty string. */
  readonly search: string;
  /** The authority of a request line in absolute form (`GET http://host/path`). */
  readonly authority: string | undefined;
  readonly hasFragment: boolean;
}

const absoluteForm = /^https?:\/\/([^/?#\\]*)/i;

/** Takes a request URL apart; undefined for what no route can answer, such as `*`. */
export function parseTarget(url: string): RequestTarget | undefined {
  let authority: string | undefined;
  let rest = url;
  if (url.charCodeAt(0) !== 0x2f) {
    const absolute = absoluteForm.exec(url);
    if (!absolute) return undefined;
    authority = absolute[1]!;
    rest = url.slice(absolute[0].length);
    if (!rest.startsWith('/')) rest = `/${rest}`;
  }
  const hash = rest.indexOf('#');
  const end = hash === -1 ? rest.length : hash;
  const query = rest.indexOf('?');
  const pathEnd = query === -1 || query > end ? end : query;
  return {
    path: rest.slice(0, pathEnd),
    search: pathEnd === end ? '' : rest.slice(pathEnd, end),
    authority,
    hasFragment: hash !== -1,
  };
}

// A dot segment, raw or encoded, a backslash, or a NUL. Accepted: `/a/..`, `/%2e%2E/a`, `/a\b`, `/a%00`; refused: `/a..b`, `/...`.
const dangerous = /\/(?:\.|%2e){1,2}(?:\/|$)|\\|%00/i;

/**
 * Refuses what two readers of one path could read differently, and an authority that is not the host.
 *
 * @param mountPath Where Express has mounted us: a part of the path, which parameters of a mount may have matched.
 * @throws HttpError 400
 */
export function checkTarget(req: IncomingMessage, target: RequestTarget, mountPath = ''): void {
  const path = mountPath + target.path;
  if (target.hasFragment || dangerous.test(path)) throw malformedTarget();
  if (target.authority !== undefined) checkAuthority(req, target.authority, target.path, readHost(req));
}

/**
 * Express takes an absolute form apart by a parser of its own, for which a host ends at `;`, `'` and
 * others, and escapes the path: a guard in front of us must have seen the path that we match.
 */
function checkAuthority(req: IncomingMessage, authority: string, path: string, host: string): void {
  if (authority.toLowerCase() !== host.toLowerCase()) {
    throw new HttpError(400, 'The request target and the Host header disagree', { code: 'host_mismatch' });
  }
  // Behind the host, which has been checked: Node warns of ports that cannot be.
  if (authority === '' || parseUrl(req)?.pathname !== path) throw malformedTarget();
}

function malformedTarget(): HttpError {
  return new HttpError(400, 'Malformed request target', { code: 'malformed_url' });
}

// A registered name or an IPv6 address, and a port. Accepted: `localhost:3000`, `[::1]`; refused: `a/b`, `u@h`, `a:99999`.
const hostSyntax = /^(?:[\w.~!$&'()*+,;=%-]+|\[[\da-f:.]+\])(?::\d{0,5})?$/i;
const knownHosts = new Set<string>();
/** The one of them that was asked for last: most servers have one, and to look it up costs more than to compare. */
let lastHost: string | undefined;
const maxKnownHosts = 100;
/** A domain name (RFC 1035 §2.3.4) and a port. */
const maxHostLength = 255 + ':65535'.length;

/**
 * The Host header of a request.
 *
 * @returns An empty string when an HTTP/1.0 request has none.
 * @throws HttpError 400 when the header is doubled (RFC 9112 §3.2) or names no host.
 */
export function readHost(req: IncomingMessage): string {
  if (countHeaders(req.rawHeaders, 'host') > 1) throw invalidHost();
  const { host } = req.headers;
  if (host === undefined) {
    const authority = req.headers[':authority'];
    return typeof authority === 'string' && isHost(authority) ? authority : '';
  }
  if (!isHost(host)) throw invalidHost();
  return host;
}

export function isHost(host: string): boolean {
  if (host === lastHost) return true;
  if (!knownHosts.has(host)) {
    if (host.length > maxHostLength || !hostSyntax.test(host) || !URL.canParse(`http://${host}`)) return false;
    if (knownHosts.size >= maxKnownHosts) knownHosts.clear();
    knownHosts.add(host);
  }
  lastHost = host;
  return true;
}

/** Node keeps the first of several and drops the others, which a proxy or a web `Headers` may not. */
export function countHeaders(rawHeaders: readonly string[], header: string): number {
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (isNamed(rawHeaders[i]!, header)) count++;
  }
  return count;
}

/** Whether a raw name is that of a header, which is given in lower case. A name holds no control character, which `| 0x20` would change. */
export function isNamed(raw: string, header: string): boolean {
  if (raw.length !== header.length) return false;
  for (let i = 0; i < header.length; i++) {
    if ((raw.charCodeAt(i) | 0x20) !== header.charCodeAt(i)) return false;
  }
  return true;
}

export function invalidHost(): HttpError {
  return new HttpError(400, 'Invalid Host header', { code: 'invalid_host' });
}
