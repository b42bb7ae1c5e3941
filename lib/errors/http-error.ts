import { STATUS_CODES, validateHeaderName, validateHeaderValue } from 'node:http';

/** Marks our errors across copies of this package: two installs do not share a class. */
const httpErrorBrand = Symbol.for('express-pages-api.HttpError');

export interface HttpErrorOptions {
  /** Stable identifier for programs, such as `body_too_large`. */
  code?: string;
  /** Response headers that belong to the error, such as `Allow`. */
  headers?: Record<string, string>;
  /** Whether the message may be shown to the client. @default true below 500, false from 500 on */
  expose?: boolean;
  /** The error that led here. */
  cause?: unknown;
}

/**
 * An error meant for the client: throw it from any endpoint or middleware.
 *
 * It reaches the app's error handlers through `next(err)` with `status`, `statusCode`, `expose` and
 * `headers`, the properties Express, Koa and `http-errors` agree on.
 *
 * @param status HTTP status, an integer from 400 to 599.
 * @param message Short text for the client; the status text when absent.
 * @throws RangeError when the status is not an error status, TypeError when a header cannot be sent.
 * @example
 * throw new HttpError(404, 'No such task', { code: 'task_not_found' });
 */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly statusCode: number;
  readonly code: string | undefined;
  readonly expose: boolean;
  readonly headers: Record<string, string>;

  constructor(status: number, message?: string, options: HttpErrorOptions = {}) {
    if (!isErrorStatus(status)) throw new RangeError(`HttpError needs a status from 400 to 599, not ${String(status)}`);
    super(
      message ?? STATUS_CODES[status] ?? `Error ${status}`,
      'cause' in options ? { cause: options.cause } : undefined,
    );
    this.status = status;
    this.statusCode = status;
    this.code = options.code;
    this.expose = options.expose ?? status < 500;
    this.headers = options.headers ?? {};
    // Express sets them where nobody would catch what Node throws.
    for (const [name, value] of Object.entries(this.headers)) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    Object.defineProperty(this, httpErrorBrand, { value: true });
  }
}

/** Whether a value is an {@link HttpError}, of this copy of the package or another. */
export function isHttpError(value: unknown): value is HttpError {
  return typeof value === 'object' && value !== null && httpErrorBrand in value;
}

export function isErrorStatus(status: unknown): status is number {
  return typeof status === 'number' && Number.isInteger(status) && status >= 400 && status <= 599;
}

/** A value in a message, short and on one line. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (typeof value === 'function') return value.name ? `the function ${value.name}` : 'a function';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (typeof value === 'object' && value !== null) {
    const name = Object.getPrototypeOf(value)?.constructor?.name;
    return typeof name === 'string' && name !== '' && name !== 'Object' ? `a ${name}` : 'an object';
  }
  return String(value);
}
