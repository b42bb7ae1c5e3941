import { type IncomingMessage, type ServerResponse, validateHeaderName, validateHeaderValue } from 'node:http';
import { toError } from './errors/http-error';
import type { AppServices, Exchange } from './handlers/exchange';
import { isThenable } from './handlers/handler';
import { isAnswered } from './handlers/late-writes';
import { isClientLeft, releaseBody } from './http/read-body';

/** Headers that describe the answer that failed, not the error that takes its place. */
const bodyHeaders = [
  'Content-Type',
  'Content-Length',
  'Content-Encoding',
  'Content-Disposition',
  'Expires',
  'ETag',
  'Last-Modified',
];

/**
 * Hands an error to the app, as every Express middleware does. When an answer has begun, it can
 * only be cut off: a half body must not look whole, nor a second one follow the first.
 */
export function reportError(exchange: Exchange, thrown: unknown): void {
  const { req, res, app, next } = exchange;
  const error = toError(thrown, exchange.route?.path ?? 'The request');
  if (isClientLeft(error) || (res.destroyed && error.name === 'AbortError')) return;
  tellApp(app, error, req);
  if (res.headersSent) {
    app.logger.error(error);
    if (!isAnswered(res)) res.destroy();
    return;
  }
  for (const name of bodyHeaders) res.removeHeader(name);
  forbidStoring(res);
  for (const cookie of exchange.takeCookies()) res.appendHeader('Set-Cookie', cookie);
  exchange.leave();
  releaseBody(req);
  disarm(error, res);
  next(error);
}

/** How long the answer that failed might have been kept is not how long its error may be. */
function forbidStoring(res: ServerResponse): void {
  const earlier = res.getHeader('Cache-Control');
  if (earlier !== undefined && !/no-store/i.test(String(earlier))) res.setHeader('Cache-Control', 'no-store');
}

/** What Express's own error handler would copy into the answer, to fail where nobody catches it. */
function disarm(error: Error & { headers?: unknown }, res: ServerResponse): void {
  if (Number.isNaN(res.statusCode)) res.statusCode = 500;
  const { headers } = error;
  if (typeof headers !== 'object' || headers === null) return;
  const entries = Object.entries(headers);
  const valid = entries.filter(([name, value]) => isHeader(name, value));
  // A frozen error keeps what it has.
  if (valid.length < entries.length) Reflect.set(error, 'headers', Object.fromEntries(valid));
}

function isHeader(name: string, value: unknown): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value as string);
    return true;
  } catch {
    return false;
  }
}

/** A hook that fails must not take the answer with it. */
function tellApp({ onError, logger }: AppServices, error: Error, req: IncomingMessage): void {
  try {
    const told: unknown = onError?.(error, req);
    if (isThenable(told)) told.then(undefined, (fault: unknown) => logger.error(fault));
  } catch (fault) {
    logger.error(fault);
  }
}
