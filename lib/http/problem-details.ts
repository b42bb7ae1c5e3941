import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { isErrorStatus } from '../errors/http-error';
import { safeLog } from '../errors/safe-log';
import { sendableHeaders } from './error-headers';
import { forgetAnswer } from './write-head';

export interface ProblemDetailsOptions {
  /** Where unexpected errors are logged; `false` logs nothing. @default console */
  logger?: { error(message: unknown): void } | false;
}

/** An Express error handler. */
export type ErrorMiddleware = (error: unknown, req: any, res: any, next: (error?: unknown) => void) => void;

/**
 * An error handler that answers with `application/problem+json` and gives nothing away: the
 * message of an error is shown only when the error says so (`expose`), a stack never is.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 * @example
 * app.use(apiRoutes('pages/api'));
 * app.use(problemDetails());
 */
export function problemDetails(options: ProblemDetailsOptions = {}): ErrorMiddleware {
  const logger = options.logger ?? console;
  const safeLogger = logger && { error: safeLog((message: unknown) => logger.error(message)) };
  return function problemDetailsHandler(error, req: IncomingMessage, res: ServerResponse, next) {
    if (res.headersSent) return next(error);
    sendProblem(req, res, error, safeLogger);
  };
}

interface ReadableError {
  readonly status: number;
  readonly detail: string | undefined;
  readonly code: string | undefined;
  readonly headers: ReturnType<typeof sendableHeaders>;
}

/** Answers with a problem document; logs what is the server's fault. */
export function sendProblem(
  req: IncomingMessage,
  res: ServerResponse,
  error: unknown,
  logger: { error(message: unknown): void } | false,
): void {
  const { status, detail, code, headers } = readError(error);
  if (status >= 500 && logger) logger.error(error);
  forgetAnswer(res);
  for (const [name, value] of headers) res.setHeader(name, value);
  const title = STATUS_CODES[status] ?? 'Error';
  const body = JSON.stringify({ type: 'about:blank', title, status, detail, code });
  res.statusCode = status;
  res.setHeader('Content-Type', 'application/problem+json; charset=utf-8');
  res.setHeader('Content-Length', Buffer.byteLength(body));
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.end(req.method === 'HEAD' ? undefined : body);
}

/** Anything can be thrown, getters that throw among it. */
function readError(error: unknown): ReadableError {
  const unexpected: ReadableError = { status: 500, detail: undefined, code: undefined, headers: [] };
  try {
    const { status, statusCode, expose, message, code, headers } = error as Record<string, unknown>;
    const known = [status, statusCode].find(isErrorStatus);
    if (known === undefined) return unexpected;
    const title = STATUS_CODES[known];
    return {
      status: known,
      detail: expose === true && message !== title ? String(message) : undefined,
      code: expose !== undefined && typeof code === 'string' ? code : undefined,
      headers: sendableHeaders(headers),
    };
  } catch {
    return unexpected;
  }
}
