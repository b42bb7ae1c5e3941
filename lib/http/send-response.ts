import { Buffer } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describeValue } from '../errors/http-error';
import { BegunRead, microtask, type Read, type Reader } from './begun-read';
import { type FastParts, isFastResponse, takeFastParts } from './fast-response';
import { NodeReadableStream, NodeResponse } from './node-classes';
import {
  type HeaderList,
  readHeaders,
  type ResponseHead,
  writeHead,
  writeShortHead,
  writeWholeHead,
} from './write-head';

/** Whether a value can be sent as a web `Response`, whichever realm or library it comes from. */
export function isResponse(value: unknown): value is Response {
  if (typeof value !== 'object' || value === null) return false;
  // Before `instanceof`, which takes longer than all of a short answer's parts.
  if (isFastResponse(value)) return true;
  try {
    if (value instanceof NodeResponse) return true;
    const { status, headers, body } = value as Partial<Response>;
    return (
      typeof status === 'number' &&
      typeof headers?.getSetCookie === 'function' &&
      (body === null || typeof body?.getReader === 'function')
    );
  } catch {
    // A thrown object may have getters that throw.
    return false;
  }
}

/**
 * Writes a web `Response` to a Node response: through `setHeader`, `write` and `end`, so that
 * whoever wraps these (sessions, compression, loggers) sees them; where nobody does, a short head
 * goes through `writeHead`. Headers set earlier stay unless the response names them; cookies add up.
 *
 * @param cookies `Set-Cookie` values that follow those of the response.
 * @returns A promise where the body has to be waited for.
 * @throws TypeError before anything is written, when the response cannot be sent.
 */
export function sendResponse(
  req: IncomingMessage,
  res: ServerResponse,
  response: Response,
  cookies: readonly string[],
): Promise<void> | void {
  if (res.headersSent)
    throw new TypeError('An answer has been sent through res; the Response that was returned as well is dropped');
  const parts = takeFastParts(response);
  if (parts) return sendParts(req, res, parts, cookies);
  // Each look at a Response is a call: one for each of its properties.
  const { status, statusText, body, headers: own } = response;
  const hasBody = body !== null && req.method !== 'HEAD' && !isBodylessStatus(status);
  if (status < 200 || status > 599) throw new TypeError(`A Response of status ${status} cannot be sent`);
  const headers = readHeaders(own, () => own.getSetCookie(), cookies, response);
  if (hasBody) return sendBody(res, body, openBody(response, body), { status, statusText, headers });
  writeHead(res, { status, statusText, headers: withoutFalseLength(req, status, headers) });
  // An endless stream behind a HEAD request would run for ever.
  if (body && !response.bodyUsed && !body.locked) body.cancel().catch(ignore);
  res.end();
}

/**
 * Each stream of Node 20 has a hidden class of its own, on which every look at a property is a slow one:
 * of Node's own streams the class is asked instead.
 *
 * @throws TypeError where somebody has read the body, or is reading it.
 */
function openBody(response: Response, body: ReadableStream): Reader {
  const isRead = askStream(body, disturbed);
  try {
    if (isRead === false) return NodeReadableStream.prototype.getReader.call(body) as Reader;
    if (isRead === undefined && !response.bodyUsed) return body.getReader();
  } catch {
    // It is locked.
  }
  throw new TypeError('The body of this Response was read before; create a new Response for each request');
}

const [disturbed, readable, errored] = ['disturbed', 'readable', 'errored'].map((state) =>
  Object.getOwnPropertyDescriptor(NodeReadableStream.prototype, Symbol.for(`nodejs.stream.${state}`)),
);

/** What `isDisturbed`, `isReadable` and `isErrored` of `node:stream` ask of Node's own streams; undefined for any other. */
function askStream(body: ReadableStream, state: PropertyDescriptor | undefined): boolean | undefined {
  try {
    return state?.get?.call(body) as boolean | undefined;
  } catch {
    return undefined;
  }
}

/** Whether there is certainly nothing more to read, without a read that says so. */
function isClosed(body: ReadableStream): boolean {
  return askStream(body, readable) === false && askStream(body, errored) === false;
}

function isBodylessStatus(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}

/** HEAD and 304 tell the length of a body they stand for; elsewhere the client would wait for one. */
function withoutFalseLength(req: IncomingMessage, status: number, headers: HeaderList): HeaderList {
  const standsForBody = (req.method === 'HEAD' && status !== 204) || status === 304;
  return standsForBody ? headers : headers.filter(([name]) => name !== 'content-length');
}

/** A response that nobody has looked into: no streams, one write. */
function sendParts(req: IncomingMessage, res: ServerResponse, parts: FastParts, cookies: readonly string[]): void {
  const { body } = parts;
  if (body === null) {
    const head = readPartsHead(parts, cookies);
    writeHead(res, { ...head, headers: withoutFalseLength(req, head.status, head.headers) });
    return void res.end();
  }
  const length = Buffer.byteLength(body);
  const type = cookies.length > 0 ? undefined : onlyType(parts);
  if (type !== undefined) writeShortHead(res, parts.status, type, length);
  else writeWholeHead(res, readPartsHead(parts, cookies), length);
  if (req.method === 'HEAD') res.end();
  else if (typeof body !== 'string') endWithBytes(res, body);
  // As many bytes as characters: it is ASCII.
  else if (length === body.length) res.end(body, 'latin1');
  else endWithBytes(res, Buffer.from(body));
}

/** The Content-Type of parts that have nothing else to say, as most have. */
function onlyType({ statusText, headers, touchedHeaders }: FastParts): string | undefined {
  if (statusText !== '' || touchedHeaders !== undefined) return undefined;
  for (const name in headers) if (name !== 'content-type') return undefined;
  return headers['content-type'];
}

function readPartsHead(
  { status, statusText, headers, touchedHeaders }: FastParts,
  cookies: readonly string[],
): ResponseHead {
  const list = touchedHeaders
    ? readHeaders(touchedHeaders, () => touchedHeaders.getSetCookie(), cookies)
    : readHeaders(Object.entries(headers), () => [headers['set-cookie']!], cookies);
  return { status, statusText, headers: list };
}

/**
 * A body that is complete at once leaves in one piece, with its length. Anything else is a stream:
 * its head leaves even before the first chunk, as event streams need it.
 */
async function sendBody(res: ServerResponse, body: ReadableStream, reader: Reader, head: ResponseHead): Promise<void> {
  const first = new BegunRead(reader);
  // Waited for here, both times: a function that waits would be a promise more.
  for (let i = 0; first.isDue(i); i++) await microtask;
  const isWhole = first.result && (first.result.done || isClosed(body));
  const second = first.result && !isWhole ? new BegunRead(reader) : undefined;
  for (let i = 0; second?.isDue(i); i++) await microtask;
  if (isWhole || second?.result?.done) {
    const bytes = first.result!.done ? Buffer.alloc(0) : toBytes(first.result!.value);
    writeWholeHead(res, head, bytes.length);
    endWithBytes(res, bytes);
    return;
  }
  writeHead(res, head);
  await pipeReads(res, reader, second ? [first.promise, second.promise] : [first.promise]);
}

async function pipeReads(res: ServerResponse, reader: Reader, begun: Promise<Read>[]): Promise<void> {
  const declared = Number(res.getHeader('content-length') ?? NaN);
  let written = 0;
  let hasClosed = false;
  let goOn = ignore;
  // Once for the whole answer: `compression` hands listeners on to a stream that never gives them back.
  const onDrain = (): void => goOn();
  const onClose = (): void => {
    hasClosed = true;
    goOn();
    // A middleware that limits the time ends an answer as well.
    const reason = res.writableFinished ? 'The answer was ended' : 'The client left';
    reader.cancel(new DOMException(reason, 'AbortError')).catch(ignore);
  };
  if (res.destroyed) return onClose();
  res.once('close', onClose);
  res.on('drain', onDrain);
  res.flushHeaders();
  try {
    for (let read = await (begun.shift() ?? reader.read()); !read.done; read = await (begun.shift() ?? reader.read())) {
      if (hasClosed) return;
      const bytes = toBytes(read.value);
      written += bytes.length;
      if (written > declared) throw new TypeError(`The body is longer than its Content-Length of ${declared}`);
      if (!res.write(bytes) && !hasClosed) await new Promise<void>((resolve) => (goOn = resolve));
      // `compression` holds chunks back unless it is told to pass them on.
      (res as { flush?: () => void }).flush?.();
    }
    if (hasClosed) return;
    if (written < declared) throw new TypeError(`The body is shorter than its Content-Length of ${declared}`);
    res.end();
  } catch (error) {
    for (const read of begun) read.catch(ignore);
    if (!hasClosed) {
      reader.cancel(error).catch(ignore);
      throw error;
    }
  } finally {
    res.off('close', onClose).off('drain', onDrain);
  }
}

const maxJoinedBytes = 16_384;

/** What `toString('latin1')` of a buffer calls; it takes any bytes, without a buffer around them. */
const { latin1Slice } = Buffer.prototype as unknown as {
  latin1Slice: (this: Uint8Array, start: number, end: number) => string;
};

/** A short body joins its head in one write; Latin-1 carries every byte as it is. With UTF-8 Node would write the head in it, too. */
function endWithBytes(res: ServerResponse, bytes: Uint8Array): void {
  if (bytes.length > maxJoinedBytes) res.end(bytes);
  else res.end(latin1Slice.call(bytes, 0, bytes.length), 'latin1');
}

function toBytes(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  if (typeof chunk === 'string') return Buffer.from(chunk);
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  throw new TypeError(`A body stream gave ${describeValue(chunk)}; only bytes and text can be sent`);
}

function ignore(): void {}
