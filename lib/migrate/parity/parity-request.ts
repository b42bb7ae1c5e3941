/** A value that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** One request of a list that is replayed; the shape of the entries of a JSON file. */
export interface ParityRequest {
  /** @default 'GET' */
  readonly method?: string;
  /** Path and query, beginning with a slash. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it is; anything else as JSON, with its content type unless `headers` has one. */
  readonly body?: Json;
  /** Bytes, in place of `body`. */
  readonly bodyBase64?: string;
  /** `false` sends none of the cookies that earlier answers have set. @default true */
  readonly cookies?: boolean;
  /** Values of the answer, by name, for `{{name}}` in later requests: `{ "id": "body.id" }`. */
  readonly capture?: Readonly<Record<string, string>>;
  /** What is not compared in this answer: `status`, `headers.etag`, `body`, `body.*.id`, `body.**.createdAt`. */
  readonly ignore?: readonly string[];
}

/** What a server has answered to one request. */
export interface Answer {
  /** 0 when there was no answer. */
  readonly status: number;
  /** By lower-case name; `set-cookie` is a list. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
  /** `timeout`, or the code of a network error. */
  readonly error: string | undefined;
}

/** Methods that change nothing (RFC 9110 §9.2.1). */
export const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export function methodOf({ method = 'GET' }: ParityRequest): string {
  return method.toUpperCase();
}

export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
