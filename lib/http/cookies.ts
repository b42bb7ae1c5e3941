import { parseCookie, stringifySetCookie, type SetCookie } from 'cookie';

/** What a cookie is sent with. Nothing is set unless it is named here, not even a path. */
export interface CookieSetOptions {
  domain?: string;
  expires?: Date;
  httpOnly?: boolean;
  /** Seconds. */
  maxAge?: number;
  partitioned?: boolean;
  path?: string;
  priority?: 'low' | 'medium' | 'high';
  sameSite?: boolean | 'lax' | 'strict' | 'none';
  secure?: boolean;
  /** Turns the value into cookie text. @default `encodeURIComponent` when a character needs it */
  encode?: (value: string) => string;
}

export type CookieDeleteOptions = Omit<CookieSetOptions, 'expires' | 'maxAge' | 'encode'>;

export interface CookieGetOptions {
  /** Turns cookie text into the value. @default `decodeURIComponent` */
  decode?: (value: string) => string;
}

/** A cookie of the request, or one just set. */
export class Cookie {
  constructor(readonly value: string) {}

  /** @throws SyntaxError when the value is no JSON. */
  json(): any {
    return JSON.parse(this.value);
  }

  number(): number {
    return Number(this.value);
  }

  /** `false` and `0` are false; other text is true. */
  boolean(): boolean {
    return this.value !== 'false' && this.value !== '0' && Boolean(this.value);
  }
}

interface OutgoingCookie {
  /** Undefined once the cookie is deleted. */
  readonly value: string | undefined;
  readonly header: string;
}

const identity = (text: string): string => text;
// A cookie-octet of RFC 6265 §4.1.1, less `%`, which would not survive decoding. Accepted: `http://a/b`; refused: `a b`, `{"x":1}`.
const safeValue = /^[\x21\x23\x24\x26-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;

/**
 * The cookies of a request and of its answer, with the rules of `AstroCookies`.
 *
 * @see https://docs.astro.build/en/reference/api-reference/#cookies
 */
export class Cookies {
  #header: string | undefined;
  #incoming: Record<string, string | undefined> | undefined;
  readonly #outgoing = new Map<string, OutgoingCookie>();
  readonly #warn: (message: string) => void;
  readonly #given = new Set<string>();
  #isSent = false;

  constructor(header: string | undefined, warn: (message: string) => void) {
    this.#header = header;
    this.#warn = warn;
  }

  /** The cookie, unless it is absent or empty; the first of several with one name. */
  get(name: string, options: CookieGetOptions = {}): Cookie | undefined {
    const outgoing = this.#outgoing.get(name);
    if (outgoing) return outgoing.value === undefined ? undefined : new Cookie(outgoing.value);
    const raw = this.#read()[name];
    return raw ? new Cookie(decodeOr(raw, options.decode ?? decodeURIComponent)) : undefined;
  }

  has(name: string): boolean {
    const outgoing = this.#outgoing.get(name);
    return outgoing ? outgoing.value !== undefined : this.#read()[name] !== undefined;
  }

  /** The names the request carries, each once. */
  names(): string[] {
    return Object.keys(this.#read());
  }

  /**
   * Sets a cookie on the answer. Objects are sent as JSON, everything else as its text.
   *
   * @throws TypeError when the name, the value or an option cannot stand in a cookie.
   */
  set(name: string, value: unknown, options: CookieSetOptions = {}): void {
    const { encode = encodeWhenNeeded, ...attributes } = options;
    const text = toText(value);
    this.#send(name, text, encode(text), attributes);
  }

  /** Tells the client to drop a cookie; path and domain must be those it was set with. */
  delete(name: string, options: CookieDeleteOptions = {}): void {
    const { expires: _, maxAge: __, encode: ___, ...attributes } = options as CookieSetOptions;
    this.#send(name, undefined, 'deleted', { ...attributes, expires: new Date(0) });
  }

  /** Takes over what another collection would send; its cookies win. */
  merge(other: Cookies): void {
    for (const [name, cookie] of other.#outgoing) this.#outgoing.set(name, cookie);
  }

  /** The `Set-Cookie` values to send, in the order in which the cookies were first set. */
  *headers(): Generator<string> {
    for (const { header } of this.#outgoing.values()) yield header;
  }

  /** @internal Called when the headers leave; a cookie set afterwards is lost. */
  takeHeaders(): string[] {
    this.#isSent = true;
    return this.giveHeaders();
  }

  /** @internal The headers that nobody has been given yet. */
  giveHeaders(): string[] {
    const headers = [...this.headers()].filter((header) => !this.#given.has(header));
    for (const header of headers) this.#given.add(header);
    return headers;
  }

  #send(name: string, value: string | undefined, text: string, attributes: Omit<CookieSetOptions, 'encode'>): void {
    if (this.#isSent) this.#warn(`The cookie "${name}" was set after the answer was sent, and is lost.`);
    const header = stringifySetCookie({ name, value: text, ...attributes } as SetCookie, { encode: identity });
    this.#outgoing.set(name, { value, header });
  }

  #read(): Record<string, string | undefined> {
    this.#incoming ??= parseCookie(this.#header ?? '', { decode: identity });
    return this.#incoming;
  }
}

function encodeWhenNeeded(text: string): string {
  return safeValue.test(text) ? text : encodeURIComponent(text);
}

function decodeOr(raw: string, decode: (text: string) => string): string {
  try {
    return decode(raw);
  } catch {
    return raw;
  }
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  // The text of whatever it is: objects that have none of their own become JSON.
  const text = (value as { toString(): string }).toString();
  return text === Object.prototype.toString.call(value) ? JSON.stringify(value) : text;
}
