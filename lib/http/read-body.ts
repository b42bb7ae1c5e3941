import { Buffer } from 'node:buffer';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import { HttpError } from '../errors/http-error';
import { refuseBody } from './refuse-body';

/** How much of a body is read at most; `label` is the limit as the developer wrote it. */
export interface BodyLimit {
  readonly bytes: number;
  readonly label: string;
}

/** Whether the request announces a body. Decided by its framing, never by its method (RFC 9112 §6). */
export function hasBody(req: IncomingMessage, headers: IncomingHttpHeaders = req.headers): boolean {
  const length = headers['content-length'];
  // HTTP/2 frames a body without a header (RFC 9113 §8.1).
  if (length === undefined && req.httpVersionMajor > 1)
    return !(req as unknown as Http2ServerRequest).stream.endAfterHeaders;
  return (length !== undefined && length !== '0') || headers['transfer-encoding'] !== undefined;
}

/** Whether somebody else has begun to read the body. */
export function isBodyTouched(req: IncomingMessage): boolean {
  return req.readableDidRead || req.readableEnded;
}

/**
 * Reads a whole body, counting what really arrives.
 *
 * @param finish What becomes of the bytes, before anybody is told: a promise of bytes is searched for a `then` through all their prototypes.
 * @throws HttpError 413 past the limit, 400 when the client leaves or the framing breaks.
 */
export function readBody<T>(
  req: IncomingMessage,
  res: ServerResponse,
  limit: BodyLimit,
  finish: (bytes: Buffer) => T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    listenToBody(req, res, limit, new WholeBody(finish, resolve, reject));
  });
}

interface BodyListener {
  onChunk(chunk: Buffer): void;
  onEnd(): void;
  onError(error: HttpError): void;
}

class WholeBody<T> implements BodyListener {
  /** Most bodies come in one piece, and an empty array would reserve room for seventeen. */
  #chunks: Buffer[] | undefined;

  constructor(
    readonly finish: (bytes: Buffer) => T,
    readonly resolve: (value: T) => void,
    readonly onError: (error: unknown) => void,
  ) {}

  onChunk(chunk: Buffer): void {
    if (this.#chunks) this.#chunks.push(chunk);
    else this.#chunks = [chunk];
  }

  onEnd(): void {
    const chunks = this.#chunks;
    try {
      this.resolve(this.finish(chunks?.length === 1 ? chunks[0]! : Buffer.concat(chunks ?? [])));
    } catch (error) {
      this.onError(error);
    }
  }
}

/** Who has begun to read the body last; a weak map with an entry for each request is what the garbage collector pays for. */
const reading = Symbol('reading');
type ReadRequest = IncomingMessage & { [reading]?: BodyReading | undefined };

/** Ends a reading that nobody waits for any more: Express's own error handler answers only once the body has ended. */
export function releaseBody(req: IncomingMessage): void {
  const last = (req as ReadRequest)[reading];
  if (!last) return;
  for (let each: BodyReading | undefined = last; each; each = each.before) each.stop();
  req.resume();
}

/** The one place that counts bytes: every style and every parser reads through it. */
export function listenToBody(
  req: IncomingMessage,
  res: ServerResponse,
  limit: BodyLimit,
  listener: BodyListener,
): BodyReading {
  const begun = new BodyReading(req, res, limit, listener);
  if (Number(req.headers['content-length'] ?? 0) > limit.bytes) listener.onError(refuseBody(req, res, limit.label));
  else if (req.destroyed) listener.onError(clientLeft());
  else begun.listen();
  return begun;
}

/** One reading of a body. Its listeners are shared: five functions for each body would be five closures to collect. */
export class BodyReading {
  /** Who has begun before, and may read on: a middleware need not wait for the body that it has asked for. */
  before: BodyReading | undefined;
  #isListening = false;
  #received = 0;

  constructor(
    private readonly req: ReadRequest,
    private readonly res: ServerResponse,
    private readonly limit: BodyLimit,
    private readonly listener: BodyListener,
  ) {}

  listen(): void {
    const { req } = this;
    this.before = req[reading];
    if (!this.before?.isHeard) req.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
    req[reading] = this;
    this.#isListening = true;
  }

  /** Listens no more, and leaves the rest unread. */
  stop(): void {
    if (!this.#isListening) return;
    this.#isListening = false;
    const { req } = this;
    if (req[reading]!.isHeard) return;
    req.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onError);
    // A socket that fails later must not find the request without a listener.
    req.on('error', ignore);
  }

  /** Whether this one or one before it listens. */
  get isHeard(): boolean {
    return this.#isListening || Boolean(this.before?.isHeard);
  }

  take(chunk: Buffer): void {
    if (!this.#isListening) return;
    this.#received += chunk.length;
    if (this.#received <= this.limit.bytes) this.listener.onChunk(chunk);
    else this.#fail(refuseBody(this.req, this.res, this.limit.label));
  }

  end(): void {
    if (!this.#isListening) return;
    // On HTTP/2 a stream that is reset without an error looks whole.
    if (this.req.aborted) return this.leave();
    // To take four listeners off a stream that has ended costs as much as to read a short body.
    this.#isListening = false;
    this.listener.onEnd();
  }

  break(cause: Error): void {
    if ((cause as NodeJS.ErrnoException).code === 'ECONNRESET') this.leave(cause);
    else if (this.#isListening) this.#fail(new HttpError(400, 'Invalid body', { code: 'invalid_body', cause }));
  }

  leave(cause?: Error): void {
    if (this.#isListening) this.#fail(clientLeft(cause));
  }

  #fail(error: HttpError): void {
    this.stop();
    this.listener.onError(error);
  }
}

function onData(this: ReadRequest, chunk: Buffer): void {
  for (let each = this[reading]; each; each = each.before) each.take(chunk);
}

function onEnd(this: ReadRequest): void {
  for (let each = this[reading]; each; each = each.before) each.end();
}

function onError(this: ReadRequest, cause: Error): void {
  for (let each = this[reading]; each; each = each.before) each.break(cause);
}

function onClose(this: ReadRequest): void {
  for (let each = this[reading]; each; each = each.before) each.leave();
}

function ignore(): void {}

const clientLeftCode = 'client_left';

function clientLeft(cause?: Error): HttpError {
  return new HttpError(400, 'The client left before the body was complete', { code: clientLeftCode, cause });
}

/** Whether an error only says that nobody is there to read an answer. */
export function isClientLeft(error: unknown): boolean {
  return error instanceof HttpError && error.code === clientLeftCode;
}
