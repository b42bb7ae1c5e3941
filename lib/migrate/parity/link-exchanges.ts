import { isObject, type Json, type ParityRequest, parseJson } from './parity-request';

/** A request that was recorded, with what was answered. */
export interface Exchange {
  readonly request: ParityRequest;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, where it is text. */
  readonly text: string | undefined;
}

/** So short a text may be anything; ids and tokens that differ from run to run are longer. */
const shortest = 12;
// Accepted: `5f43a1b2c3d4e5f6a7b8c9d0`, `a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d`; refused: `notifications`.
const token = /^(?=.*\d)[\w.~+/=-]+$/;

/**
 * Requests that take over what earlier answers gave: where a path, a header or a body holds an id or
 * a token of an answer, it becomes `{{value1}}`, and the answer's request captures it.
 */
export function linkExchanges(exchanges: readonly Exchange[]): ParityRequest[] {
  const known = new Map<string, { request: number; place: string; name?: string }>();
  const captures = exchanges.map((): Record<string, string> => ({}));
  let count = 0;

  function replaceTokens(text: string): string {
    let replaced = text;
    for (const [value, origin] of known) {
      if (!replaced.includes(value)) continue;
      origin.name ??= `value${++count}`;
      captures[origin.request]![origin.name] = origin.place;
      replaced = replaced.replaceAll(value, `{{${origin.name}}}`);
    }
    return replaced;
  }

  const requests = exchanges.map(({ request, headers, text }, i): ParityRequest => {
    const linked = {
      ...request,
      path: replaceTokens(request.path),
      ...(request.headers && {
        headers: mapValues(request.headers, (value, name) => (name === 'cookie' ? value : replaceTokens(value))),
      }),
      ...(request.body !== undefined && { body: mapTexts(request.body, replaceTokens) }),
    };
    for (const [place, value] of listTokens(headers, text)) {
      if (!known.has(value)) known.set(value, { request: i, place });
    }
    return linked;
  });
  return requests.map((request, i) =>
    Object.keys(captures[i]!).length > 0 ? { ...request, capture: captures[i]! } : request,
  );
}

function listTokens(
  headers: Readonly<Record<string, string>>,
  text: string | undefined,
): [place: string, value: string][] {
  const body = text === undefined ? undefined : parseJson(text);
  const inBody = body === undefined ? [] : listTexts(body, 'body');
  const inHeaders = Object.entries(headers)
    .filter(([name]) => /token|auth|location/.test(name))
    .map(([name, value]): [string, string] => [`headers.${name}`, value]);
  return [...inBody, ...inHeaders].filter(([, value]) => value.length >= shortest && token.test(value));
}

function listTexts(value: Json, place: string): [place: string, value: string][] {
  if (typeof value === 'string') return [[place, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => (key.includes('.') ? [] : listTexts(item, `${place}.${key}`)));
}

/** The same value with every text in it mapped. */
export function mapTexts(value: Json, map: (text: string) => Json): Json {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((item: Json) => mapTexts(item, map));
  return isObject(value) ? mapValues(value, (item) => mapTexts(item, map)) : value;
}

export function mapValues<Value, Mapped>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value, key: string) => Mapped,
): Record<string, Mapped> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
