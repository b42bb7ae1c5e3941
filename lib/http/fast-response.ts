import { NodeHeaders, NodeResponse } from './node-classes';
import { isNullBodyStatus, type PlainHeaders, type PlainInit, plainJson, readInit } from './plain-init';

type ResponseBody = ConstructorParameters<typeof Response>[0];

/** What a response that nobody has looked into consists of. */
export interface FastParts {
  readonly status: number;
  readonly statusText: string;
  /** What it was made with. */
  readonly headers: PlainHeaders;
  /** Sent in their place once somebody has asked for them, who may have changed them. */
  readonly touchedHeaders: Headers | undefined;
  readonly body: string | Uint8Array | null;
}

/**
 * A `Response` that is made in earnest only when somebody looks into it. A handler that returns
 * text, bytes or JSON never pays for the streams of the real one.
 *
 * It behaves as the global `Response` does and is an instance of it, but for what is borrowed from the global class:
 * `Response.prototype.clone.call(it)` throws a `TypeError`. A file opts in by importing it:
 *
 * @example
 * import { FastResponse as Response } from 'express-pages-api';
 * export const GET = () => Response.json({ hello: 'world' });
 * @see https://fetch.spec.whatwg.org/#response-class
 */
class LazyResponse {
  readonly #body: string | Uint8Array | null = null;
  /** What it was made with; not looked at once there is a real response. */
  readonly #init!: PlainInit;
  #headers: Headers | undefined;
  #native: Response | undefined;
  #isSent = false;

  constructor(body?: ResponseBody, init?: ResponseInit | PlainInit) {
    const isPlainBody = body === null || body === undefined || typeof body === 'string' || isPlainBytes(body);
    const plain = isPlainBody ? readInit(init) : undefined;
    if (!plain || (body !== null && body !== undefined && isNullBodyStatus(plain.status))) {
      this.#native = new NodeResponse(body, init);
      return;
    }
    // The real one takes a copy as well: what the caller changes later is not sent.
    this.#body = body instanceof Uint8Array ? new Uint8Array(body) : ((body as string | null | undefined) ?? null);
    this.#init = plain;
    if (typeof body === 'string') plain.headers['content-type'] ??= 'text/plain;charset=UTF-8';
  }

  static json(data: unknown, init?: ResponseInit): Response {
    const plain = init === undefined ? plainJson : readInit(init);
    // Decided before a `toJSON` is called, which may be called once.
    if (!plain || isNullBodyStatus(plain.status)) return NodeResponse.json(data, init);
    const text = JSON.stringify(data) as string | undefined;
    if (text === undefined) return NodeResponse.json(undefined);
    plain.headers['content-type'] ??= 'application/json';
    return new LazyResponse(text, plain);
  }

  static redirect(url: string | URL, status?: number): Response {
    return NodeResponse.redirect(url, status as 302);
  }

  static error(): Response {
    return NodeResponse.error();
  }

  /** A real `Response` is an instance too. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof NodeResponse;
  }

  static isFast(value: object): boolean {
    return #native in value;
  }

  /** The parts, as long as no real response has been made of them; once, as a body is read once. */
  static takeParts(response: unknown): FastParts | undefined {
    if (typeof response !== 'object' || response === null || !(#native in response)) return undefined;
    if (response.#native || response.#isSent) return undefined;
    response.#isSent = true;
    const { status, statusText, headers } = response.#init;
    return { status, statusText, headers, touchedHeaders: response.#headers, body: response.#body };
  }

  get headers(): Headers {
    return (this.#headers ??= this.#native ? this.#native.headers : new NodeHeaders(this.#init.headers));
  }

  get status(): number {
    return this.#native ? this.#native.status : this.#init.status;
  }

  get statusText(): string {
    return this.#native ? this.#native.statusText : this.#init.statusText;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status <= 299;
  }

  get type(): Response['type'] {
    return this.#native ? this.#native.type : 'default';
  }

  get url(): string {
    return this.#native ? this.#native.url : '';
  }

  get redirected(): boolean {
    return this.#native ? this.#native.redirected : false;
  }

  get body(): Response['body'] {
    return this.#body === null && !this.#native ? null : this.#real.body;
  }

  get bodyUsed(): boolean {
    return this.#native ? this.#native.bodyUsed : this.#isSent && this.#body !== null;
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return this.#real.arrayBuffer();
  }

  blob(): Promise<Blob> {
    return this.#typed.blob();
  }

  bytes(): Promise<Uint8Array> {
    return (this.#real as Response & { bytes(): Promise<Uint8Array> }).bytes();
  }

  formData(): Promise<FormData> {
    return this.#typed.formData();
  }

  json(): Promise<unknown> {
    return this.#real.json();
  }

  text(): Promise<string> {
    return this.#real.text();
  }

  clone(): Response {
    const copy = this.#real.clone();
    if (!this.#headers || this.#headers === this.#real.headers) return copy;
    const { status, statusText } = this;
    return new NodeResponse(copy.body, { status, statusText, headers: this.#headers });
  }

  get [Symbol.toStringTag](): string {
    return 'Response';
  }

  get #real(): Response {
    if (!this.#native) {
      const { status, statusText, headers } = this.#init;
      this.#native = new NodeResponse(this.#body as ResponseBody, {
        status,
        statusText,
        headers: this.#headers ?? headers,
      });
      if (this.#isSent) void this.#native.arrayBuffer();
    }
    return this.#native;
  }

  /** `blob()` and `formData()` go by the Content-Type, which may have been changed since. */
  get #typed(): Response {
    const real = this.#real;
    if (this.#headers && this.#headers !== real.headers) {
      const type = this.#headers.get('content-type');
      if (type === null) real.headers.delete('content-type');
      else real.headers.set('content-type', type);
    }
    return real;
  }
}

// `instanceof Response` must hold, but Node's own constructor would make what we want to avoid.
Object.setPrototypeOf(LazyResponse.prototype, NodeResponse.prototype);
if (!('bytes' in NodeResponse.prototype)) Reflect.deleteProperty(LazyResponse.prototype, 'bytes');

export const FastResponse = LazyResponse as unknown as typeof Response;

export type FastResponse = Response;

/** Takes the parts of a {@link FastResponse} that nobody has looked into; undefined for any other value. */
export function takeFastParts(response: unknown): FastParts | undefined {
  return LazyResponse.takeParts(response);
}

/** Whether a value is a {@link FastResponse}, looked into or not. */
export function isFastResponse(value: object): value is Response {
  return LazyResponse.isFast(value);
}

/** Bytes that are there and stay as many; Node lines differ about the others. */
function isPlainBytes(body: unknown): body is Uint8Array {
  if (!(body instanceof Uint8Array) || !(body.buffer instanceof ArrayBuffer)) return false;
  return !(body.buffer as { resizable?: boolean }).resizable && (body.length > 0 || !isDetached(body));
}

/** `ArrayBuffer.prototype.detached` is not in Node 20. */
function isDetached(bytes: Uint8Array): boolean {
  try {
    new Uint8Array(bytes);
    return false;
  } catch {
    return true;
  }
}
