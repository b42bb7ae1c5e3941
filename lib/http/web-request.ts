import type { IncomingMessage, ServerResponse } from 'node:http';
import { type MediaType, readMediaType } from './media-type';
import { consumedBody, encodeParsedBody, type ParsedRequest } from './parsed-body';
import { type BodyLimit, type BodyReading, hasBody, isBodyTouched, listenToBody } from './read-body';

export interface WebRequestOptions {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** The URL as the URL class writes it; called when somebody asks for it. */
  readonly readUrl: () => string;
  readonly limit: BodyLimit;
  /** Whether the body may be read more than once, as Starlette allows. */
  readonly isRereadable: boolean;
}

export const noBytes = new Uint8Array();
export const utf8 = new TextDecoder();

/**
 * A web `Request` over a Node request. It is a real one: `instanceof`, `clone()`, `new Request(it)`
 * and `fetch(it)` work. Its body is a stream that reads the socket only when it is read itself, or
 * the result of an earlier parser, encoded again.
 */
export function createRealRequest(
  options: WebRequestOptions,
  headers = copyHeaders(options.req.rawHeaders),
  signal = createAbortSignal(options.res),
  isTouched = isBodyTouched(options.req),
): Request {
  const { req, isRereadable } = options;
  const init: RequestInit = { method: req.method!, headers, signal };
  if (takesBody(req) && !hasBody(req)) {
    init.body = noBytes;
  } else if (takesBody(req) && isTouched) {
    const type = readMediaType(req);
    const bytes = reuseBody(req, type);
    init.body = bytes;
    if (bytes instanceof Uint8Array) describeReusedBody(headers, bytes.length);
  } else if (takesBody(req)) {
    init.body = createBodyStream(options);
  }
  if (init.body instanceof ReadableStream) init.duplex = 'half';
  const url = options.readUrl();
  return isRereadable ? new RereadableRequest(url, init) : new BridgedRequest(url, init);
}

/** Next.js and Astro give every method but GET and HEAD a body, if need be an empty one. */
export function takesBody({ method }: IncomingMessage): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

type OwnMember = 'arrayBuffer' | 'blob' | 'bodyUsed' | 'clone' | 'formData' | 'json' | 'signal' | 'text';

/** Node's types declare the members of `Request` as properties, which no class may override with methods and getters. */
interface RequestBase extends Omit<Request, OwnMember> {
  get bodyUsed(): boolean;
  get signal(): AbortSignal;
  arrayBuffer(): Promise<ArrayBuffer>;
  blob(): Promise<Blob>;
  clone(): Request;
  formData(): Promise<FormData>;
  json(): Promise<unknown>;
  text(): Promise<string>;
}
const RequestBase = Request as unknown as new (input: string | Request, init?: RequestInit) => RequestBase;

/** A request whose parsing errors are the client's fault (400), not the server's. */
export class BridgedRequest extends RequestBase {
  override async json(): Promise<unknown> {
    return parseJson(await this.text());
  }

  override async formData(): Promise<FormData> {
    const type = this.headers.get('content-type');
    const bytes = await this.arrayBuffer();
    try {
      return await new Response(bytes, type === null ? {} : { headers: { 'content-type': type } }).formData();
    } catch (error) {
      throw blameClient(error as Error, 'invalid_form');
    }
  }

  override clone(): Request {
    return new BridgedRequest(super.clone());
  }
}

/** @throws SyntaxError as `JSON.parse` does, blamed on the client. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw blameClient(error as Error, 'invalid_json');
  }
}

const formTypes: ReadonlySet<string> = new Set(['application/x-www-form-urlencoded', 'multipart/form-data']);

/** A request whose body may be read again and in another form, as in Starlette. */
class RereadableRequest extends BridgedRequest {
  #bytes: Promise<ArrayBuffer> | undefined;

  override arrayBuffer(): Promise<ArrayBuffer> {
    this.#bytes ??= super.arrayBuffer();
    return this.#bytes.then((bytes) => bytes.slice(0));
  }

  override async text(): Promise<string> {
    return utf8.decode(await this.arrayBuffer());
  }

  override async blob(): Promise<Blob> {
    return new Blob([await this.arrayBuffer()], { type: this.headers.get('content-type') ?? '' });
  }

  /** Not on Node 20's own requests. */
  async bytes(): Promise<Uint8Array> {
    return new Uint8Array(await this.arrayBuffer());
  }

  /** A body that is no form counts as a form without fields, as in Starlette. */
  override formData(): Promise<FormData> {
    const [essence] = (this.headers.get('content-type') ?? '').split(';', 1);
    return formTypes.has(essence!.trim().toLowerCase()) ? super.formData() : Promise.resolve(new FormData());
  }
}

/** Keeps class and message, which handlers look at, and adds what error handlers look at. */
function blameClient(error: Error, code: string): Error {
  return Object.assign(error, { status: 400, statusCode: 400, expose: false, code });
}

export function copyHeaders(rawHeaders: readonly string[]): Headers {
  return fillHeaders(new Headers(), rawHeaders);
}

export function fillHeaders(headers: Headers, rawHeaders: readonly string[]): Headers {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!;
    // Pseudo headers of HTTP/2 are no headers of the request.
    if (name.charCodeAt(0) !== 0x3a) headers.append(name, rawHeaders[i + 1]!);
  }
  return headers;
}

/** The earlier parser has undone any content coding, and its result need not have the old length. */
function describeReusedBody(headers: Headers, length: number): void {
  headers.delete('content-encoding');
  headers.delete('transfer-encoding');
  headers.set('content-length', String(length));
}

export function createAbortSignal(res: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => {
    // After a finished answer the socket closes too, and nothing is aborted by that.
    if (!res.writableFinished) controller.abort(new DOMException('The client left', 'AbortError'));
  };
  if (res.closed || res.destroyed) abort();
  else res.once('close', abort);
  return controller.signal;
}

function reuseBody(req: ParsedRequest, type: MediaType): Uint8Array | ReadableStream {
  try {
    return encodeParsedBody(req, type);
  } catch (error) {
    return new ReadableStream(
      { pull: (controller) => controller.error(error ?? consumedBody(type.essence)) },
      { highWaterMark: 0 },
    );
  }
}

/** Reads nothing until it is read: an untouched body stays on the socket, where Node drains it. */
export function createBodyStream({ req, res, limit }: WebRequestOptions): ReadableStream<Uint8Array> {
  let reading: BodyReading | undefined;
  // Node drains what nobody has begun to read; the next request on the socket waits for the rest.
  const abandon = (controller: ReadableStreamDefaultController): void => {
    if (req.readableEnded) return;
    reading?.stop();
    req.resume();
    controller.error(new Error('The answer was finished before the body was read'));
  };
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (reading) {
          req.resume();
          return;
        }
        // A middleware may have read it since the request was made.
        if (isBodyTouched(req)) {
          controller.enqueue(encodeParsedBody(req, readMediaType(req)));
          controller.close();
          return;
        }
        res.once('finish', () => abandon(controller));
        reading = listenToBody(req, res, limit, {
          onChunk(chunk) {
            // Before the chunk is handed on: who waits for another one pulls at once.
            req.pause();
            controller.enqueue(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
          },
          onEnd: () => controller.close(),
          onError: (error) => controller.error(error),
        });
      },
      cancel() {
        reading?.stop();
        req.resume();
      },
    },
    { highWaterMark: 0 },
  );
}
