import { Buffer } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import type { Socket } from 'node:net';
import { HttpError } from '../errors/http-error';

/** How much of a body is read at most; `label` is the limit as the developer wrote it. */
export interface BodyLimit {
  readonly bytes: number;
  readonly label: string;
}

const maxDrainedBytes = 64 * 2 ** 20;
const maxDrainIdleMs = 500;
const maxDrainMs = 2000;

/** Whether the request announces a body. Decided by its framing, never by its method (RFC 9112 §6). */
export function hasBody(req: IncomingMessage): boolean {
  const length = req.headers['content-length'];
  // HTTP/2 frames a body without a header (RFC 9113 §8.1).
  if (length === undefined && req.httpVersionMajor > 1)
    return !(req as unknown as Http2ServerRequest).stream.endAfterHeaders;
  return (length !== undefined && length !== '0') || req.headers['transfer-encoding'] !== undefined;
}

/** Whether somebody else has begun to read the body. */
export function isBodyTouched(req: IncomingMessage): boolean {
  return req.readableDidRead || req.readableEnded;
}

/**
 * Reads a whole body, counting what really arrives.
 *
 * @throws HttpError 413 past the limit, 400 when the client leaves or the framing breaks.
 */
export function readBody(req: IncomingMessage, res: ServerResponse, limit: BodyLimit): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Most bodies come in one piece, and an empty array would reserve room for seventeen.
    let chunks: Buffer[] | undefined;
    listenToBody(req, res, limit, {
      onChunk: (chunk) => void (chunks ? chunks.push(chunk) : (chunks = [chunk])),
      onEnd: () => resolve(chunks?.length === 1 ? chunks[0]! : Buffer.concat(chunks ?? [])),
      onError: reject,
    });
  });
}

/** How to stop whoever is reading a body; a weak map with an entry for each request is what the garbage collector pays for. */
const stopReading = Symbol('stopReading');
type ReadRequest = IncomingMessage & { [stopReading]?: () => void };

/** Ends a reading that nobody waits for any more: Express's own error handler answers only once the body has ended. */
export function releaseBody(req: IncomingMessage): void {
  const stop = (req as ReadRequest)[stopReading];
  if (!stop) return;
  stop();
  req.resume();
}

interface BodyListener {
  onChunk(chunk: Buffer): void;
  onEnd(): void;
  onError(error: HttpError): void;
}

/**
 * The one place that counts bytes: every style and every parser reads through it.
 *
 * @returns A function that stops listening and leaves the rest unread.
 */
export function listenToBody(
  req: IncomingMessage,
  res: ServerResponse,
  limit: BodyLimit,
  listener: BodyListener,
): () => void {
  let received = 0;
  let hasEnded = false;
  if (Number(req.headers['content-length'] ?? 0) > limit.bytes) {
    listener.onError(refuseBody(req, res, limit));
    return () => {};
  }
  if (req.destroyed) {
    listener.onError(clientLeft());
    return () => {};
  }
  req.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
  (req as ReadRequest)[stopReading] = stop;
  return stop;

  function stop(): void {
    if (hasEnded) return;
    hasEnded = true;
    req.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onError);
    // A socket that fails later must not find the request without a listener.
    req.on('error', ignore);
  }
  function onData(chunk: Buffer): void {
    received += chunk.length;
    if (received <= limit.bytes) return listener.onChunk(chunk);
    stop();
    listener.onError(refuseBody(req, res, limit));
  }
  // To take four listeners off a stream that has ended costs as much as to read a short body.
  function onEnd(): void {
    // On HTTP/2 a stream that is reset without an error looks whole.
    if (req.aborted) return onClose();
    hasEnded = true;
    listener.onEnd();
  }
  function onError(cause: Error): void {
    if (hasEnded) return;
    stop();
    const aborted = (cause as NodeJS.ErrnoException).code === 'ECONNRESET';
    listener.onError(aborted ? clientLeft(cause) : new HttpError(400, 'Invalid body', { code: 'invalid_body', cause }));
  }
  function onClose(): void {
    if (hasEnded) return;
    stop();
    listener.onError(clientLeft());
  }
}

function ignore(): void {}

function refuseBody(req: IncomingMessage, res: ServerResponse, limit: BodyLimit): HttpError {
  const headers: Record<string, string> = {};
  if (req.httpVersionMajor === 1) {
    headers['Connection'] = 'close';
    if (!res.headersSent) res.setHeader('Connection', 'close');
    // Express's own error handler would wait for the rest of the body; `on-finished`, which it asks, takes this for its end.
    Object.assign(req, { finished: true });
    closeBehindBody(req);
  }
  req.resume();
  return new HttpError(413, `Body exceeded ${limit.label} limit`, { code: 'body_too_large', headers });
}

/**
 * Node closes the connection as soon as its last answer is written. That resets it under a client
 * that is still writing, and the answer is lost: the rest is read first, within bounds (RFC 9112 §9.6).
 */
function closeBehindBody(req: IncomingMessage): void {
  const { socket } = req;
  let isAnswered = false;
  let left = maxDrainedBytes;
  const idleTimer = setTimeout(stop, maxDrainIdleMs).unref();
  const deadline = setTimeout(stop, maxDrainMs).unref();
  socket.destroySoon = () => {
    isAnswered = true;
    // To a rest that breaks the framing Node would answer, too, where it may write.
    allowWriting(socket, false);
  };
  req.on('data', onData).on('close', stop).on('error', ignore);

  function onData(chunk: Buffer): void {
    idleTimer.refresh();
    left -= chunk.length;
    if (left < 0) stop();
  }
  function stop(): void {
    clearTimeout(idleTimer);
    clearTimeout(deadline);
    req.off('data', onData).off('close', stop).pause();
    Reflect.deleteProperty(socket, 'destroySoon');
    if (!isAnswered) return;
    allowWriting(socket, true);
    socket.destroySoon();
  }
}

function allowWriting(socket: Socket, isAllowed: boolean): void {
  // Streams let whoever owns them set it; their types do not.
  Object.assign(socket, { writable: isAllowed });
}

const clientLeftCode = 'client_left';

function clientLeft(cause?: Error): HttpError {
  return new HttpError(400, 'The client left before the body was complete', { code: clientLeftCode, cause });
}

/** Whether an error only says that nobody is there to read an answer. */
export function isClientLeft(error: unknown): boolean {
  return error instanceof HttpError && error.code === clientLeftCode;
}
