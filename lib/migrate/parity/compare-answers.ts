import { type Answer, type Json, parseJson } from './parity-request';
import { createPlaceFilter, type PlaceFilter } from './place-filter';

/** Something that is not the same in two answers. */
export interface Difference {
  /** `status`, `headers.location`, `body.items.0.name`, or `answer` when one side gave none. */
  readonly place: string;
  /** Undefined where that side has nothing. */
  readonly old: string | undefined;
  readonly new: string | undefined;
}

/** Gives a text the form in which both sides can agree: without their ports and their own ids. */
export type Normalize = (text: string) => string;
type Normalizers = readonly [old: Normalize, next: Normalize];

/**
 * Headers that differ from one answer to the next of the same app, and those of the connection, about which
 * an app does not decide.
 */
export const ignoredHeaders: readonly string[] = [
  'connection',
  'date',
  'keep-alive',
  'transfer-encoding',
  'server-timing',
  'x-request-id',
  'x-response-time',
  'ratelimit-reset',
  'x-ratelimit-reset',
];
/** They follow from the bytes of the body: compared when those are the same. */
const headersOfBytes = ['content-length', 'etag', 'content-md5', 'digest', 'content-digest'];
/** So long a value of a cookie is a session id, a token or a signature. */
const longCookieValue = 16;
const maxShown = 120;

/** Compares two answers; where nothing is left to report they are the same to a client. */
export function compareAnswers(
  old: Answer,
  next: Answer,
  ignore: readonly string[],
  normalize: Normalizers,
): Difference[] {
  const isIgnored = createPlaceFilter(ignore);
  const differences: Difference[] = [];
  const add = (place: string, a: string | undefined, b: string | undefined): void => {
    if (a !== b && !isIgnored(place)) differences.push({ place, old: a, new: b });
  };
  add('answer', old.error, next.error);
  add('status', String(old.status), String(next.status));
  const areBytesSame = old.body.equals(next.body);
  const names = new Set([...Object.keys(old.headers), ...Object.keys(next.headers)]);
  for (const name of [...names].sort()) {
    if (ignoredHeaders.includes(name) || (headersOfBytes.includes(name) && !areBytesSame)) continue;
    const [a, b] = [old, next].map(({ headers }, i) => showHeader(headers[name], normalize[i]!));
    add(`headers.${name}`, a, b);
  }
  const isSameBody = areBytesSame || isIgnored('body');
  if (!isSameBody) differences.push(...compareBodies(old, next, normalize, isIgnored));
  return differences;
}

function compareBodies(old: Answer, next: Answer, normalize: Normalizers, isIgnored: PlaceFilter): Difference[] {
  // As Latin-1 every byte is a character: UTF-8 would take all broken ones for the same.
  const [oldBytes, newBytes] = [old, next].map(({ body }, i) => normalize[i]!(body.toString('latin1')));
  if (oldBytes === newBytes) return [];
  const [a, b] = [old, next].map(({ body }, i) => normalize[i]!(body.toString())) as [string, string];
  const [oldJson, newJson] = [parseJson(a), parseJson(b)];
  if (isContainer(oldJson) && isContainer(newJson)) return [...compareJson(oldJson, newJson, 'body', isIgnored)];
  return [a === b ? compareTexts(oldBytes!, newBytes!) : compareTexts(a, b)];
}

/** The deepest places at which two values differ. */
function* compareJson(
  a: Json | undefined,
  b: Json | undefined,
  place: string,
  isIgnored: PlaceFilter,
): Generator<Difference> {
  if (isIgnored(place) || Object.is(a, b)) return;
  if (isContainer(a) && isContainer(b) && Array.isArray(a) === Array.isArray(b)) {
    const [left, right] = [a, b] as [Record<string, Json>, Record<string, Json>];
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      const own = (value: Record<string, Json>): Json | undefined =>
        Object.hasOwn(value, key) ? value[key] : undefined;
      yield* compareJson(own(left), own(right), `${place}.${key}`, isIgnored);
    }
    return;
  }
  yield { place, old: show(a), new: show(b) };
}

/** The part around the first character that differs. */
function compareTexts(a: string, b: string): Difference {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const from = Math.max(start - 20, 0);
  const part = (text: string): string => `${from > 0 ? '...' : ''}${show(text.slice(from, from + maxShown))}`;
  return { place: 'body', old: part(a), new: part(b) };
}

/** Of all headers only the cookies are a list. */
function showHeader(value: string | readonly string[] | undefined, normalize: Normalize): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return normalize(value);
  return value.map(showCookie).sort().join(', ');
}

/** Session ids differ from run to run, and so do the dates at which cookies end. */
function showCookie(text: string): string {
  const [pair = '', ...attributes] = text.split(/;\s*/);
  const [name, value = ''] = pair.split(/=(.*)/s);
  const shown = value.length >= longCookieValue ? '...' : value;
  const kept = attributes
    .map((attribute) => attribute.replace(/^expires=(?!Thu, 01 Jan 1970).*/i, 'Expires=...'))
    .sort();
  return [`${name}=${shown}`, ...kept].join('; ');
}

function isContainer(value: Json | undefined): value is Exclude<Json, string | number | boolean | null> {
  return typeof value === 'object' && value !== null;
}

function show(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value);
  return text.length > maxShown ? `${text.slice(0, maxShown)}...` : text;
}
