import { CookieJar } from './cookie-jar';
import { mapTexts, mapValues } from './link-exchanges';
import { type Answer, isObject, type Json, methodOf, type ParityRequest, parseJson } from './parity-request';
import { type ReadyRequest, sendRequest } from './send-request';

export interface SideSettings {
  /** `http://127.0.0.1:41234` */
  readonly origin: string;
  /** What `Host` says, where the request says nothing: the same on both sides, so that links are the same. */
  readonly host: string;
  readonly timeoutMs: number;
}

/** Shorter values may occur by chance. */
const shortestId = 8;
const wholeValue = /^\{\{(\w+)\}\}$/;

/** A value that no earlier answer of this side has given. */
export class MissingValueError extends Error {}

/** One of the two apps, with the cookies and the values that it has given so far. */
export class Side {
  readonly #jar = new CookieJar();
  readonly #values = new Map<string, Json>();

  constructor(readonly settings: SideSettings) {}

  /** @throws MissingValueError */
  async send(request: ParityRequest): Promise<Answer> {
    const ready = this.#prepare(request);
    const answer = await sendRequest(this.settings.origin, ready, this.settings.timeoutMs);
    this.#jar.take([answer.headers['set-cookie'] ?? []].flat(), ready.path);
    for (const [name, place] of Object.entries(request.capture ?? {})) this.#capture(name, readPlace(answer, place));
    return answer;
  }

  /** A text without what is this side's own: its origin, and the ids that were captured from it. */
  readonly normalize = (text: string): string => {
    let normalized = text.replaceAll(this.settings.origin, '<origin>');
    for (const [name, value] of this.#values) {
      if (typeof value === 'string' && value.length >= shortestId)
        normalized = normalized.replaceAll(value, `{{${name}}}`);
    }
    return normalized;
  };

  #prepare(request: ParityRequest): ReadyRequest {
    const path = this.#fill(request.path, (value) => (value.startsWith('/') ? value : encodeURIComponent(value)));
    const { cookie, ...headers } = mapValues(lowerCase(request.headers ?? {}), (value) => this.#fill(value, String));
    const sent = request.cookies === false ? cookie : this.#jar.headerFor(path, cookie);
    const body = this.#body(request);
    const isJson = request.body !== undefined && typeof request.body !== 'string' && request.bodyBase64 === undefined;
    return {
      method: methodOf(request),
      path,
      headers: {
        host: this.settings.host,
        'accept-encoding': 'identity',
        ...(isJson && { 'content-type': 'application/json' }),
        ...headers,
        ...(sent !== undefined && { cookie: sent }),
      },
      body,
    };
  }

  #body({ body, bodyBase64 }: ParityRequest): Buffer | undefined {
    if (bodyBase64 !== undefined) return Buffer.from(bodyBase64, 'base64');
    if (body === undefined) return undefined;
    if (typeof body === 'string') return Buffer.from(this.#fill(body, String));
    return Buffer.from(JSON.stringify(mapTexts(body, (text) => this.#fillJson(text))));
  }

  /** A text that is nothing but `{{id}}` becomes the value itself: a number stays one. */
  #fillJson(text: string): Json {
    const name = wholeValue.exec(text)?.[1];
    return name === undefined ? this.#fill(text, String) : this.#valueOf(name);
  }

  #fill(text: string, encode: (value: string) => string): string {
    return text.replace(/\{\{(\w+)\}\}/g, (_match, name: string) => encode(toText(this.#valueOf(name))));
  }

  #valueOf(name: string): Json {
    const value = this.#values.get(name);
    if (value === undefined) throw new MissingValueError(`no answer has given {{${name}}}`);
    return value;
  }

  #capture(name: string, value: Json | undefined): void {
    // An older value would be sent in its place.
    if (value === undefined) this.#values.delete(name);
    else this.#values.set(name, value);
  }
}

/** What stands at `status`, `headers.location` or `body.items.0.id` of an answer. */
function readPlace(answer: Answer, place: string): Json | undefined {
  const [where, ...keys] = place.split('.');
  if (where === 'status') return answer.status;
  if (where === 'headers') return [answer.headers[keys.join('.').toLowerCase()] ?? []].flat()[0];
  let value: Json | undefined = keys.length === 0 ? answer.body.toString() : parseJson(answer.body.toString());
  for (const key of keys) {
    value = Array.isArray(value) || isObject(value) ? (value as Record<string, Json>)[key] : undefined;
  }
  return value;
}

function toText(value: Json): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
