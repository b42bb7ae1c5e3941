import type { IncomingMessage } from 'node:http';
import { HttpError } from '../errors/http-error';
import { readMediaType } from '../http/media-type';
import { readOrigin } from '../http/request-origin';

/** Refuses a request that a browser sent on behalf of another site. */
export type CsrfGuard = (req: IncomingMessage) => void;

/** The types a form can send, which therefore reach us without a preflight. */
const formTypes: ReadonlySet<string> = new Set([
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
]);

/** Node 20 drops headers past its limit of 1,000 pairs without a word; what is absent then may have been sent. */
const maxTrustedHeaders = 1000;

/**
 * CSRF protection after Go's `CrossOriginProtection`: Fetch Metadata where the browser sends it,
 * otherwise Origin against Host. Clients that send neither are no browsers and pass.
 *
 * @throws HttpError 403 from the guard.
 * @see https://developer.mozilla.org/docs/Web/HTTP/Headers/Sec-Fetch-Site
 */
export function createCsrfGuard(trustedOrigins: readonly string[]): CsrfGuard {
  const trusted = new Set(trustedOrigins);
  return function csrfGuard(req) {
    if (isSafe(req.method) || !isFormLike(req)) return;
    const { origin, 'sec-fetch-site': site } = req.headers;
    if (origin !== undefined && trusted.has(origin)) return;
    if (isSameSite(req, origin, site)) return;
    throw new HttpError(403, `Cross-site ${req.method} form submissions are forbidden`, { code: 'cross_site_request' });
  };
}

/** Compared one by one: most are the first, and a look into a set takes longer. */
function isSafe(method: string | undefined): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

/** What cannot be read counts as a form: two parsers could disagree about it. */
function isFormLike(req: IncomingMessage): boolean {
  const { essence, isMalformed } = readMediaType(req);
  return isMalformed || essence === '' || formTypes.has(essence);
}

function isSameSite(req: IncomingMessage, origin: string | undefined, site: unknown): boolean {
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  if (origin === undefined) return req.rawHeaders.length < maxTrustedHeaders * 2;
  if (!URL.canParse(origin)) return false;
  const { protocol, host } = new URL(origin);
  if (protocol !== 'http:' && protocol !== 'https:') return false;
  const own = readOrigin(req);
  if (own.isProtocolKnown && protocol !== `${own.protocol}:`) return false;
  return host === new URL(`${protocol}//${own.host}`).host;
}
