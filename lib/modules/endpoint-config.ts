import type { CorsOptions } from 'cors';
import { describeValue } from '../errors/http-error';
import { parseByteSize } from '../http/parse-byte-size';
import type { BodyLimit } from '../http/read-body';

export type EndpointStyle = 'next' | 'astro' | 'class' | 'express';

export interface BodyParserConfig {
  /** Most bytes a body may have: a number, or text such as `'500kb'`. @default '1mb' */
  sizeLimit?: number | string;
  /** Keeps the bytes as `req.rawBody` beside the parsed `req.body`. @default false */
  rawBody?: boolean;
}

export interface CsrfOptions {
  /** Other origins whose pages may send forms here, such as `https://www.example.com`. */
  trustedOrigins?: readonly string[];
}

/** `export const config` of a route file. Unknown keys are left alone: other tools read them too. */
export interface EndpointConfig {
  /** How to read the exports, when the guess is wrong. */
  style?: EndpointStyle;
  /** `edge` makes a Next-style handler `(request: Request) => Response`. */
  runtime?: 'nodejs' | 'edge' | 'experimental-edge';
  api?: {
    /** `false` leaves the stream to the handler, without a limit. */
    bodyParser?: boolean | BodyParserConfig;
    /** Warns when an answer is larger; `false` never does. @default '4mb' */
    responseLimit?: boolean | number | string;
    /** Somebody else ends the answer: no warning when the handler returns first. @default false */
    externalResolver?: boolean;
  };
  /** CORS for this route; `false` switches it off where the option is on. */
  cors?: boolean | CorsOptions;
  /** CSRF protection for this route. */
  csrf?: boolean | CsrfOptions;
}

const styles: readonly string[] = ['next', 'astro', 'class', 'express'];
const bodyParserKeys: readonly string[] = ['sizeLimit', 'rawBody'];
const csrfKeys: readonly string[] = ['trustedOrigins'];
/** The options of the `cors` package beside `origin`, which is checked by itself. */
const corsChecks: { readonly [key: string]: { readonly isValid: (value: unknown) => boolean; readonly kind: string } } =
  {
    methods: { isValid: isNameList, kind: 'a list of methods' },
    allowedHeaders: { isValid: isNameList, kind: 'a list of header names' },
    exposedHeaders: { isValid: isNameList, kind: 'a list of header names' },
    credentials: { isValid: isBoolean, kind: 'a boolean' },
    maxAge: { isValid: Number.isInteger, kind: 'a whole number of seconds' },
    preflightContinue: { isValid: isBoolean, kind: 'a boolean' },
    optionsSuccessStatus: { isValid: Number.isInteger, kind: 'a status' },
  };
const runtimes: readonly string[] = ['nodejs', 'edge', 'experimental-edge'];

/** The `config` of every file that exports none. */
export const noConfig: EndpointConfig = Object.freeze({});

/**
 * Checks what a route file exports as `config`.
 *
 * @throws TypeError that names the key and the value.
 */
export function checkConfig(config: unknown): EndpointConfig {
  if (config === undefined) return noConfig;
  if (typeof config !== 'object' || config === null)
    throw new TypeError(`config must be an object, not ${describeValue(config)}`);
  const { style, runtime, api, cors, csrf } = config as EndpointConfig;
  if (style !== undefined && !styles.includes(style)) throw wrong('config.style', style, `one of ${styles.join(', ')}`);
  if (runtime !== undefined && !runtimes.includes(runtime))
    throw wrong('config.runtime', runtime, `one of ${runtimes.join(', ')}`);
  if (api !== undefined && (typeof api !== 'object' || api === null)) throw wrong('config.api', api, 'an object');
  checkBodyParser('config.api.bodyParser', api?.bodyParser);
  if (typeof api?.responseLimit !== 'boolean' && api?.responseLimit !== undefined)
    parseByteSize('config.api.responseLimit', api.responseLimit);
  checkCors('config.cors', cors);
  checkCsrf('config.csrf', csrf);
  return config;
}

export function checkBodyParser(name: string, value: unknown): void {
  if (value === undefined || typeof value === 'boolean') return;
  if (typeof value !== 'object' || value === null) throw wrong(name, value, 'a boolean or { sizeLimit, rawBody }');
  refuseUnknownKeys(name, value, bodyParserKeys);
  const { sizeLimit, rawBody } = value as BodyParserConfig;
  if (sizeLimit !== undefined) parseByteSize(`${name}.sizeLimit`, sizeLimit);
  if (rawBody !== undefined && typeof rawBody !== 'boolean') throw wrong(`${name}.rawBody`, rawBody, 'a boolean');
}

export function checkCors(name: string, value: unknown): void {
  if (value === undefined || typeof value === 'boolean') return;
  if (typeof value !== 'object' || value === null)
    throw wrong(name, value, 'a boolean or the options of the cors package');
  refuseUnknownKeys(name, value, ['origin', ...Object.keys(corsChecks)]);
  for (const [key, { isValid, kind }] of Object.entries(corsChecks)) {
    const setting = (value as Record<string, unknown>)[key];
    if (setting !== undefined && !isValid(setting)) throw wrong(`${name}.${key}`, setting, kind);
  }
  const { origin = '*', credentials } = value as CorsOptions;
  if (credentials && [origin].flat().includes('*')) {
    throw new TypeError(`${name} allows credentials from any origin, which browsers refuse; list the origins`);
  }
  if (origin === '*' || typeof origin === 'boolean' || typeof origin === 'function') return;
  for (const item of [origin].flat() as unknown[]) {
    if (!(item instanceof RegExp || isOrigin(item)))
      throw wrong(
        `${name}.origin`,
        item,
        'an origin such as "https://www.example.com", a RegExp, a list of them or "*"',
      );
  }
}

export function checkCsrf(name: string, value: unknown): void {
  if (value === undefined || typeof value === 'boolean') return;
  if (typeof value !== 'object' || value === null) throw wrong(name, value, 'a boolean or { trustedOrigins }');
  refuseUnknownKeys(name, value, csrfKeys);
  const { trustedOrigins } = value as CsrfOptions;
  if (trustedOrigins === undefined) throw new TypeError(`${name} must be a boolean or { trustedOrigins: [...] }`);
  if (!Array.isArray(trustedOrigins)) throw wrong(`${name}.trustedOrigins`, trustedOrigins, 'an array of origins');
  for (const origin of trustedOrigins as unknown[]) {
    if (!isOrigin(origin)) {
      throw wrong(`${name}.trustedOrigins`, origin, 'origins such as "https://www.example.com"');
    }
  }
}

/** What a browser sends as `Origin`; apps and extensions have schemes of their own. */
function isOrigin(value: unknown): boolean {
  if (typeof value !== 'string' || value.includes('*')) return false;
  if (value.startsWith('http')) return URL.canParse(value) && new URL(value).origin === value;
  return value === 'null' || /^[a-z][a-z\d+.-]*:\/\/[\w.-]+$/.test(value);
}

/** As an array, or as the text of the header. */
function isNameList(value: unknown): boolean {
  return [value].flat().every((item) => typeof item === 'string');
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}

/** A misspelt `origins` would otherwise admit everybody. */
function refuseUnknownKeys(name: string, value: object, known: readonly string[]): void {
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new TypeError(`${name}.${unknown} is not known; it takes ${known.join(', ')}`);
}

/** The limit on a body, or undefined when the stream is left alone. */
export function resolveBodyLimit(own: unknown, appWide: unknown): BodyLimit | undefined {
  const setting = own === undefined || own === true ? appWide : own;
  if (setting === false) return undefined;
  const size =
    (setting as BodyParserConfig | undefined)?.sizeLimit ??
    (appWide as BodyParserConfig | undefined)?.sizeLimit ??
    '1mb';
  return { bytes: parseByteSize('sizeLimit', size), label: String(size) };
}

export function wrong(name: string, value: unknown, expected: string): TypeError {
  return new TypeError(`${name} must be ${expected}, not ${describeValue(value)}`);
}
