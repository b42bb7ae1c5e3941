import type { ServerResponse } from 'node:http';
import { type Readable, Stream } from 'node:stream';
import encodeUrl from 'encodeurl';
import fresh from 'fresh';
import { describeValue } from '../errors/http-error';
import { bytesETag, textETag } from '../http/etag';
import type { Exchange, Logger } from './exchange';

/** What Next.js puts on `res`, next to what Node has there. */
export interface NextApiResponse<Data = any> extends ServerResponse {
  /** Sets the status. */
  status(code: number): NextApiResponse<Data>;
  /** Sends JSON, whatever Content-Type was set before. */
  json(body: Data): void;
  /** Sends text, bytes or a stream as they are, anything else as JSON. */
  send(body: Data): void;
  /** Redirects, with 307 unless a status is given. */
  redirect(url: string): NextApiResponse<Data>;
  redirect(status: number, url: string): NextApiResponse<Data>;
  /** Throws: there are no prerendered pages here. */
  setDraftMode(options: { enable: boolean }): NextApiResponse<Data>;
  /** Throws: there are no prerendered pages here. */
  setPreviewData(data: object | string, options?: { maxAge?: number; path?: string }): NextApiResponse<Data>;
  /** Throws: there are no prerendered pages here. */
  clearPreviewData(options?: { path?: string }): NextApiResponse<Data>;
  /** Throws: there are no prerendered pages here. */
  revalidate(urlPath: string, options?: { unstable_onlyGenerated?: boolean }): Promise<void>;
}

type Helper = (this: ServerResponse, ...args: any[]) => unknown;

const prototypes = new WeakMap<Logger, WeakMap<object, object>>();

/**
 * Gives this one `res` the helpers of Next.js, which differ from Express's of the same names.
 *
 * They stand on a prototype made once per app: properties of their own would cost more than a
 * whole `res.json()`. Helpers that a middleware has put on `res` itself are set aside meanwhile.
 */
export function lendNextHelpers(exchange: Exchange): NextApiResponse {
  const { res } = exchange;
  const before = Object.getPrototypeOf(res) as object;
  Object.setPrototypeOf(res, prototypeFor(before, exchange.app.logger));
  exchange.onLeave(() => void Object.setPrototypeOf(res, before));
  for (const name of helperNames) {
    if (Object.hasOwn(res, name)) {
      exchange.lend(res, name, {
        value: (Object.getPrototypeOf(res) as Record<string, unknown>)[name],
        writable: true,
      });
    }
  }
  return res as unknown as NextApiResponse;
}

function prototypeFor(base: object, logger: Logger): object {
  let byBase = prototypes.get(logger);
  if (!byBase) prototypes.set(logger, (byBase = new WeakMap()));
  let prototype = byBase.get(base);
  if (!prototype) byBase.set(base, (prototype = Object.assign(Object.create(base) as object, createHelpers(logger))));
  return prototype;
}

function createHelpers(logger: Logger): Record<string, Helper> {
  return {
    status(code: number) {
      this.statusCode = code;
      return this;
    },
    json(body: unknown) {
      if (isAnswered(this, logger)) return;
      setUnsent(this, 'Content-Type', 'application/json; charset=utf-8');
      sendText(this, JSON.stringify(body));
    },
    send(body: unknown) {
      if (!isAnswered(this, logger)) sendAny(this, body);
    },
    redirect(statusOrUrl: unknown, url?: unknown) {
      if (isAnswered(this, logger)) return this;
      return redirect(this, statusOrUrl, url);
    },
    setDraftMode: () =>
      refuse('setDraftMode', 'Keep the choice in a cookie or in the session, and read it in the endpoint.'),
    setPreviewData: () =>
      refuse('setPreviewData', 'Keep the data in a cookie or in the session, and read it in the endpoint.'),
    clearPreviewData: () => refuse('clearPreviewData', 'Clear the cookie or the session value that you use instead.'),
    revalidate: () =>
      Promise.reject(refusal('revalidate', 'Purge the cache in front of the app, or run buildStatic() again.')),
  };
}

const helperNames = [
  'status',
  'json',
  'send',
  'redirect',
  'setDraftMode',
  'setPreviewData',
  'clearPreviewData',
  'revalidate',
] as const;

function refuse(name: string, remedy: string): never {
  throw refusal(name, remedy);
}

function refusal(name: string, remedy: string): Error {
  return new Error(`res.${name}() needs Next.js's prerendered pages, which do not exist here. ${remedy}`);
}

/** A second answer is dropped and reported: never a crash, never glued to the first. */
function isAnswered(res: ServerResponse, logger: Logger): boolean {
  if (!res.writableEnded) return false;
  logger.warn(`${res.req.method} ${res.req.url} was answered twice; only the first answer was sent.`);
  return true;
}

function setUnsent(res: ServerResponse, name: string, value: string | number): void {
  if (!res.headersSent) res.setHeader(name, value);
}

function sendAny(res: ServerResponse, body: unknown): void {
  if (body === null || body === undefined) return void res.end();
  if (typeof body === 'string') return sendText(res, body);
  if (Buffer.isBuffer(body)) return sendBytes(res, body);
  if (body instanceof Stream) return sendStream(res, body as Readable);
  if (typeof body === 'bigint' || typeof body === 'symbol' || typeof body === 'function') {
    throw new TypeError(`res.send() cannot send ${describeValue(body)}`);
  }
  setUnsent(res, 'Content-Type', 'application/json; charset=utf-8');
  sendText(res, JSON.stringify(body));
}

/** Undefined is what JSON makes of `undefined` and of functions: an empty answer. */
function sendText(res: ServerResponse, text: string | undefined): void {
  if (text === undefined) return void res.end();
  if (isBodyless(res)) return endBodyless(res);
  if (res.headersSent) return void res.end(text);
  res.setHeader('ETag', textETag(text));
  if (isFresh(res)) return endNotModified(res);
  res.setHeader('Content-Length', Buffer.byteLength(text));
  endWith(res, text);
}

function sendBytes(res: ServerResponse, bytes: Buffer): void {
  if (isBodyless(res)) return endBodyless(res);
  if (res.headersSent) return void res.end(bytes);
  if (!res.hasHeader('Content-Type')) res.setHeader('Content-Type', 'application/octet-stream');
  res.setHeader('ETag', bytesETag(bytes));
  if (isFresh(res)) return endNotModified(res);
  res.setHeader('Content-Length', bytes.length);
  endWith(res, bytes);
}

function sendStream(res: ServerResponse, stream: Readable): void {
  if (!res.headersSent && !res.hasHeader('Content-Type')) res.setHeader('Content-Type', 'application/octet-stream');
  // A half body must not look whole, and a stream without a listener would end the process.
  stream.on('error', (error: Error) => res.destroy(error));
  res.once('close', () => stream.destroy());
  if (res.req.method === 'HEAD') {
    res.end();
    stream.destroy();
    return;
  }
  stream.pipe(res);
}

function endWith(res: ServerResponse, body: string | Buffer): void {
  if (res.req.method === 'HEAD') res.end();
  else res.end(body);
}

function isBodyless(res: ServerResponse): boolean {
  return res.statusCode === 204 || res.statusCode === 304;
}

function endBodyless(res: ServerResponse): void {
  if (!res.headersSent) {
    res.removeHeader('Content-Type');
    res.removeHeader('Content-Length');
    res.removeHeader('Transfer-Encoding');
  }
  res.end();
}

/** Conditional requests are for GET and HEAD, and for answers that succeed (RFC 9110 §13.2.1). */
function isFresh(res: ServerResponse): boolean {
  const { method, headers } = res.req;
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (res.statusCode < 200 || res.statusCode > 299) return false;
  return headers['if-none-match'] !== undefined && fresh(headers, { etag: res.getHeader('ETag') });
}

function endNotModified(res: ServerResponse): void {
  res.statusCode = 304;
  res.removeHeader('Content-Length');
  res.end();
}

function redirect(res: ServerResponse, statusOrUrl: unknown, url: unknown): ServerResponse {
  const [status, location] = typeof statusOrUrl === 'string' ? [307, statusOrUrl] : [statusOrUrl, url];
  if (typeof status !== 'number' || typeof location !== 'string') {
    throw new TypeError(
      `Invalid redirect arguments: call res.redirect(url) or res.redirect(status, url), not (${describeValue(statusOrUrl)}, ${describeValue(url)}).`,
    );
  }
  if (res.headersSent) throw new Error('res.redirect() was called after the headers were sent');
  res.statusCode = status;
  res.setHeader('Location', encodeUrl(location));
  res.end(location);
  return res;
}
