import { copyBytes, createDirectRequest, decodeJson, decodeText, readBytes, settle } from './direct-request';
import { isBodyTouched } from './read-body';
import { copyHeaders, createAbortSignal, createRealRequest, takesBody } from './web-request';
import type { WebRequestOptions } from './web-request';

/**
 * A web `Request` over a Node request: a lazy one where Node's own keeps its state under symbols
 * that a stand-in can answer for (20 and 22), elsewhere a real one that is read without its stream.
 */
export function createWebRequest(options: WebRequestOptions): Request {
  if (options.isRereadable || isBodyTouched(options.req)) return createRealRequest(options);
  return stateSymbols.length === 0 ? createDirectRequest(options) : (new LazyRequest(options) as unknown as Request);
}

/** Where Node's `Request` keeps its state; empty once it uses private fields. */
const stateSymbols = Object.getOwnPropertySymbols(new Request('http://localhost'));

/**
 * A `Request` that is made in earnest only when somebody looks deeper than method, URL, headers and
 * signal, or reads the body other than as JSON, text or an `ArrayBuffer`.
 *
 * It is an instance of `Request`, and `clone()`, `new Request(it)` and `fetch(it)` work: whatever
 * asks for the state of a real one gets that of the one that is then made.
 */
class LazyRequest {
  readonly #options: WebRequestOptions;
  #url: string | undefined;
  #headers: Headers | undefined;
  #signal: AbortSignal | undefined;
  #native: Request | undefined;
  /** Whether the body was read without making a real request. */
  #isRead = false;

  constructor(options: WebRequestOptions) {
    this.#options = options;
  }

  get method(): string {
    return this.#options.req.method!;
  }

  get url(): string {
    return (this.#url ??= this.#options.readUrl());
  }

  get headers(): Headers {
    return (this.#headers ??= copyHeaders(this.#options.req.rawHeaders));
  }

  get signal(): AbortSignal {
    return (this.#signal ??= createAbortSignal(this.#options.res));
  }

  get body(): Request['body'] {
    return takesBody(this.#options.req) ? this.#real.body : null;
  }

  get bodyUsed(): boolean {
    return this.#native ? this.#native.bodyUsed : this.#isRead;
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return this.#read(copyBytes, () => this.#real.arrayBuffer());
  }

  text(): Promise<string> {
    return this.#read(decodeText, () => this.#real.text());
  }

  json(): Promise<unknown> {
    return this.#read(decodeJson, () => this.#real.json());
  }

  blob(): Promise<Blob> {
    return this.#real.blob();
  }

  formData(): Promise<FormData> {
    return this.#real.formData();
  }

  clone(): Request {
    return this.#real.clone();
  }

  /** What `finish` makes of a body that nobody has read; `otherwise` leaves it to the real request, and its errors. */
  #read<T>(finish: (bytes: Uint8Array) => T, otherwise: () => Promise<T>): Promise<T> {
    if (this.#native || this.#isRead || !takesBody(this.#options.req)) return settle(otherwise);
    this.#isRead = true;
    return readBytes(this.#options, finish);
  }

  get #real(): Request {
    if (!this.#native) {
      this.#native = createRealRequest({ ...this.#options, readUrl: () => this.url }, this.headers, this.signal, false);
      // Read once more, in vain, it is what the real one would be by now: used, and its stream locked.
      if (this.#isRead) this.#native.arrayBuffer().catch(() => {});
    } else if (this.#headers) {
      keepInStep(this.#native.headers, this.#headers);
    }
    return this.#native;
  }

  static {
    for (const symbol of stateSymbols) {
      Object.defineProperty(this.prototype, symbol, {
        get(this: LazyRequest) {
          return (this.#real as unknown as Record<symbol, unknown>)[symbol];
        },
      });
    }
  }
}

Object.setPrototypeOf(LazyRequest.prototype, Request.prototype);

/** Headers that were handed out may have been changed since. */
function keepInStep(target: Headers, source: Headers): void {
  for (const name of [...target.keys()]) target.delete(name);
  for (const [name, value] of source) target.append(name, value);
}
