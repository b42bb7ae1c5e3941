import { readFileSync } from 'node:fs';
import { describeValue } from '../../errors/http-error';
import { linkExchanges } from './link-exchanges';
import { isObject, type Json, type ParityRequest, parseJson } from './parity-request';
import { readHar } from './read-har';

/** The requests of a file, and what of it was left out. */
export interface RequestFile {
  readonly requests: readonly ParityRequest[];
  readonly skipped: readonly string[];
}

const texts = (value: unknown): boolean =>
  isObject(value) && Object.values(value).every((item) => typeof item === 'string');

/** One check per key; the list of keys is the list of checks. */
const checks: Record<keyof ParityRequest, [expected: string, check: (value: unknown) => boolean]> = {
  method: ['a method', (value) => typeof value === 'string' && /^[a-z-]+$/i.test(value)],
  path: ['a path that begins with a slash', (value) => typeof value === 'string' && /^(?:\/|\{\{)/.test(value)],
  headers: ['an object of texts', texts],
  body: ['text or JSON', () => true],
  bodyBase64: ['text', (value) => typeof value === 'string'],
  cookies: ['true or false', (value) => typeof value === 'boolean'],
  capture: [
    'an object of places such as "body.id"',
    (value) => texts(value) && Object.values(value as object).every(isPlace),
  ],
  ignore: ['a list of places such as "body.id"', (value) => Array.isArray(value) && value.every(isPlace)],
};

/**
 * Reads a JSON list of requests, or a HAR 1.2 file.
 *
 * @throws TypeError that names the file, and the request that is wrong.
 */
export function readRequests(file: string): RequestFile {
  const text = readText(file);
  const json = parseJson(text);
  if (json === undefined) throw new TypeError(`${file} is no JSON.`);
  if (isObject(json) && isObject(json['log'])) {
    const { exchanges, skipped } = readHar(json['log'], file);
    return { requests: linkExchanges(exchanges), skipped };
  }
  if (!Array.isArray(json)) throw new TypeError(`${file} holds neither a list of requests nor a HAR log.`);
  return { requests: json.map((item: Json, i) => checkRequest(item, `Request ${i + 1} of ${file}`)), skipped: [] };
}

/** `status`, or something in `headers` or `body`. */
export function isPlace(value: unknown): boolean {
  return typeof value === 'string' && /^(?:status|headers\.[^.]+|body(?:\.[^.]+)*)$/.test(value);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new TypeError(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function checkRequest(item: Json, name: string): ParityRequest {
  if (!isObject(item)) throw new TypeError(`${name} is ${describeValue(item)}, not an object.`);
  for (const [key, value] of Object.entries(item)) {
    if (!Object.hasOwn(checks, key)) {
      throw new TypeError(`${name} has a key "${key}"; a request takes ${Object.keys(checks).join(', ')}.`);
    }
    const [expected, check] = checks[key as keyof ParityRequest];
    if (!check(value)) throw new TypeError(`${name}: ${key} must be ${expected}, not ${describeValue(value)}.`);
  }
  if (!('path' in item)) throw new TypeError(`${name} has no path.`);
  return item as unknown as ParityRequest;
}
