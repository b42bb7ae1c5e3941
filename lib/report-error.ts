import type { IncomingMessage, ServerResponse } from 'node:http';
import { toError, wrapError } from './errors/to-error';
import type { AppServices, Exchange } from './handlers/exchange';
import { isThenable } from './handlers/handler';
import { isAnswered } from './handlers/guard-answer';
import { sendableHeaders } from './http/error-headers';
import { isClientLeft, releaseBody } from './http/read-body';
import { forgetAnswer } from './http/write-head';

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
  forgetAnswer(res);
  forbidStoring(res);
  for (const cookie of exchange.takeCookies()) res.appendHeader('Set-Cookie', cookie);
  exchange.leave();
  releaseBody(req);
  next(disarm(error, res));
}

/** How long the answer that failed might have been kept is not how long its error may be. */
function forbidStoring(res: ServerResponse): void {
  const earlier = res.getHeader('Cache-Control');
  if (earlier !== undefined && !/no-store/i.test(String(earlier))) res.setHeader('Cache-Control', 'no-store');
}

/** What Express's own error handler would copy into the answer, to fail where nobody catches it. */
function disarm(error: Error & { headers?: unknown }, res: ServerResponse): Error {
  if (Number.isNaN(res.statusCode)) res.statusCode = 500;
  const { headers } = error;
  if (typeof headers !== 'object' || headers === null) return error;
  const sendable = sendableHeaders(headers);
  if (sendable.length === countKeys(headers)) return error;
  const repaired = Object.fromEntries(sendable);
  // A getter or a frozen error keeps what it has.
  return hasTaken(error, repaired) ? error : wrapError(error, error.message, { headers: repaired });
}

function countKeys(headers: object): number | undefined {
  try {
    return Object.keys(headers).length;
  } catch {
    return undefined;
  }
}

function hasTaken(error: { headers?: unknown }, headers: object): boolean {
  try {
    error.headers = headers;
    return error.headers === headers;
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
