import { Buffer } from 'node:buffer';
import type { ServerResponse } from 'node:http';
import { type Readable, Stream } from 'node:stream';
import encodeUrl from 'encodeurl';
import fresh from 'fresh';
import { describeValue } from '../errors/http-error';
import { bytesETag, textETag } from '../http/etag';
import type { Exchange, Logger } from './exchange';
import { isAnswered } from './guard-answer';

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

type Helpers = Record<(typeof helperNames)[number], Helper>;
type Helped = Partial<Helpers> & ServerResponse;

/** Made once per logger, that is per app. */
const helpersByLogger = new WeakMap<Logger, Helpers>();

/** Gives this one `res` the helpers of Next.js, which differ from Express's of the same names. */
export function lendNextHelpers(exchange: Exchange): NextApiResponse {
  const res: Helped = exchange.res;
  const helpers = helpersFor(exchange.app.logger);
  exchange.onLeave(hasHelpers(res) ? takeBack(res) : removeHelpers);
  // Bound, so that `load().then(res.json)` works. Named one by one: a loop over names would miss the inline caches.
  res.status = helpers.status.bind(res);
  res.json = helpers.json.bind(res);
  res.send = helpers.send.bind(res);
  res.redirect = helpers.redirect.bind(res);
  res.setDraftMode = helpers.setDraftMode;
  res.setPreviewData = helpers.setPreviewData;
  res.clearPreviewData = helpers.clearPreviewData;
  res.revalidate = helpers.revalidate;
  return res as unknown as NextApiResponse;
}

/** An app's has some; that of a bare server has none. */
function hasHelpers(res: Helped): boolean {
  const { status, json, send, redirect, setDraftMode, setPreviewData, clearPreviewData, revalidate } = res;
  const any = status ?? json ?? send ?? redirect ?? setDraftMode ?? setPreviewData ?? clearPreviewData ?? revalidate;
  return any !== undefined;
}

function removeHelpers({ res }: Exchange): void {
  for (const name of helperNames) Reflect.deleteProperty(res, name);
}

/** How to give a response what it had, be it its own or its prototype's. */
function takeBack(res: Helped): () => void {
  const { status, json, send, redirect, setDraftMode, setPreviewData, clearPreviewData, revalidate } = res;
  return () => {
    const before = { status, json, send, redirect, setDraftMode, setPreviewData, clearPreviewData, revalidate };
    for (const name of helperNames) {
      Reflect.deleteProperty(res, name);
      if (res[name] !== before[name]) Reflect.set(res, name, before[name]);
    }
  };
}

function helpersFor(logger: Logger): Helpers {
  let helpers = helpersByLogger.get(logger);
  if (!helpers) helpersByLogger.set(logger, (helpers = createHelpers(logger)));
  return helpers;
}

function createHelpers(logger: Logger): Helpers {
  return {
    status(code: number) {
      // Node would send it, and the client would go on waiting for the answer it announces.
      if (code >= 100 && code < 200) throw new RangeError(`res.status(${code}): 1xx announces an answer and is none`);
      this.statusCode = code;
      return this;
    },
    json(body: unknown) {
      if (isAnsweredTwice(this, logger)) return;
      setUnsent(this, 'content-type', jsonType);
      sendText(this, JSON.stringify(body));
    },
    send(body: unknown) {
      if (!isAnsweredTwice(this, logger)) sendAny(this, body);
    },
    redirect(statusOrUrl: unknown, url?: unknown) {
      if (isAnsweredTwice(this, logger)) return this;
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

function refuse(name: string, remedy: string): never {
  throw refusal(name, remedy);
}

function refusal(name: string, remedy: string): Error {
  return new Error(`res.${name}() needs Next.js's prerendered pages, which do not exist here. ${remedy}`);
}

/** A second answer is dropped and reported: never a crash, never glued to the first. */
function isAnsweredTwice(res: ServerResponse, logger: Logger): boolean {
  if (!isAnswered(res)) return false;
  logger.warn(`${res.req.method} ${res.req.url} was answered twice; only the first answer was sent.`);
  return true;
}

const jsonType = 'application/json; charset=utf-8';

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
  sendText(res, JSON.stringify(body), jsonType);
}

/** Undefined is what JSON makes of `undefined` and of functions: an empty answer. */
function sendText(res: ServerResponse, text: string | undefined, type?: string): void {
  if (text === undefined) return void res.end();
  if (isBodyless(res)) return endBodyless(res);
  if (res.headersSent) return void res.end(text);
  res.setHeader('etag', textETag(text));
  if (isFresh(res)) return endNotModified(res);
  if (type !== undefined) res.setHeader('content-type', type);
  res.setHeader('content-length', Buffer.byteLength(text));
  endWith(res, text);
}

function sendBytes(res: ServerResponse, bytes: Buffer): void {
  if (isBodyless(res)) return endBodyless(res);
  if (res.headersSent) return void res.end(bytes);
  res.setHeader('etag', bytesETag(bytes));
  if (isFresh(res)) return endNotModified(res);
  if (!res.hasHeader('content-type')) res.setHeader('content-type', 'application/octet-stream');
  res.setHeader('content-length', bytes.length);
  endWith(res, bytes);
}

function sendStream(res: ServerResponse, stream: Readable): void {
  if (!res.headersSent && !res.hasHeader('content-type')) res.setHeader('content-type', 'application/octet-stream');
  // A stream without a listener would end the process; ours on `res` turns the error into an answer.
  stream.on('error', (error: Error) => res.emit('error', error));
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
    res.removeHeader('content-type');
    res.removeHeader('content-length');
    res.removeHeader('transfer-encoding');
  }
  res.end();
}

/**
 * Conditional requests are for GET and HEAD, and for answers that succeed (RFC 9110 §13.2.1). A
 * date beside the tag asks about a Last-Modified, which these helpers do not know.
 */
function isFresh(res: ServerResponse): boolean {
  const { method, headers } = res.req;
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (res.statusCode < 200 || res.statusCode > 299) return false;
  if (headers['if-none-match'] === undefined || headers['if-modified-since'] !== undefined) return false;
  return fresh(headers, { etag: res.getHeader('etag') });
}

function endNotModified(res: ServerResponse): void {
  res.statusCode = 304;
  res.removeHeader('content-length');
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
  res.setHeader('location', encodeUrl(location));
  res.end(location);
  return res;
}
