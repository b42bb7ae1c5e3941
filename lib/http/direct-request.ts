import { readMediaType } from './media-type';
import { encodeParsedBody } from './parsed-body';
import { hasBody, isBodyTouched, readBody } from './read-body';
import {
  BridgedRequest,
  createAbortSignal,
  createBodyStream,
  createRealRequest,
  fillHeaders,
  noBytes,
  parseJson,
  takesBody,
  utf8,
  type WebRequestOptions,
} from './web-request';

/** A real `Request` that reads its body without a stream, as long as nobody asks for the stream. */
export function createDirectRequest(options: WebRequestOptions): Request {
  if (takesBody(options.req) && !hasBody(options.req)) return createRealRequest(options);
  return new DirectRequest(options, takesBody(options.req) ? createBodyStream(options) : undefined);
}

/**
 * Its own signal would cost as much as all the rest, and is made when somebody asks for it. That of
 * the real request below, which `fetch(it)` and `new Request(it)` follow, is told when the client leaves.
 */
class DirectRequest extends BridgedRequest {
  readonly #options: WebRequestOptions;
  readonly #stream: ReadableStream | undefined;
  #signal: AbortSignal | undefined;
  /** Whether the body was read without its stream. */
  #isRead = false;

  constructor(options: WebRequestOptions, stream: ReadableStream | undefined) {
    const { req, res } = options;
    const method = req.method!;
    super(options.readUrl(), stream ? { method, body: stream, duplex: 'half' } : { method });
    this.#options = options;
    this.#stream = stream;
    fillHeaders(this.headers, req.rawHeaders);
    res.once('close', () => {
      if (!res.writableFinished) super.signal.dispatchEvent(new Event('abort'));
    });
  }

  override get signal(): AbortSignal {
    return (this.#signal ??= createAbortSignal(this.#options.res));
  }

  override get bodyUsed(): boolean {
    return this.#isRead || super.bodyUsed;
  }

  /** Node's own copy follows no signal but those that Node has made for a request. */
  override clone(): Request {
    return new BridgedRequest(super.clone(), { signal: this.signal });
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return this.#read(copyBytes, () => super.arrayBuffer());
  }

  override text(): Promise<string> {
    return this.#read(decodeText, () => super.text());
  }

  override json(): Promise<unknown> {
    return this.#read(decodeJson, () => super.json());
  }

  /** What `finish` makes of a body that nobody has read; `otherwise` leaves it to the stream, and its errors. */
  #read<T>(finish: (bytes: Uint8Array) => T, otherwise: () => Promise<T>): Promise<T> {
    const { body } = this;
    // A clone takes the stream, and leaves a branch of it in its place.
    if (body === null || body !== this.#stream || body.locked || this.bodyUsed) return settle(otherwise);
    this.#isRead = true;
    // What else would read it finds it in use, as after a reading through the stream.
    body.getReader();
    return readBytes(this.#options, finish);
  }
}

/**
 * What `finish` makes of the bytes of a body that nobody has read through the web request yet.
 * No async function: each is a promise and a turn of the queue more.
 */
export function readBytes<T>({ req, res, limit }: WebRequestOptions, finish: (bytes: Uint8Array) => T): Promise<T> {
  if (!hasBody(req)) return settle(() => finish(noBytes));
  if (isBodyTouched(req)) return settle(() => finish(encodeParsedBody(req, readMediaType(req))));
  return readBody(req, res, limit, finish);
}

/** What it throws becomes a rejection. */
export function settle<T>(call: () => T | Promise<T>): Promise<T> {
  return new Promise((resolve) => resolve(call()));
}

export function copyBytes(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

export function decodeText(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

export function decodeJson(bytes: Uint8Array): unknown {
  return parseJson(utf8.decode(bytes));
}
