import type { IncomingMessage } from 'node:http';
import type { CorsOptions } from 'cors';
import { safeLog } from './errors/safe-log';
import type { Logger } from './handlers/exchange';
import {
  type BodyParserConfig,
  checkBodyParser,
  checkCors,
  checkCsrf,
  type CsrfOptions,
  wrong,
} from './modules/endpoint-config';
import type { ImportModule } from './modules/load-module';
import { resolveDirectory } from './routes/resolve-directory';

export interface ApiRoutesOptions {
  /** URL prefix of all routes. @default '/api' when the directory's last segment is `api`, otherwise '/' */
  basePath?: string;
  /** Body parsing for every style; `false` leaves the stream and its length to the handlers. @default { sizeLimit: '1mb' } */
  bodyParser?: boolean | BodyParserConfig;
  /** CORS for every route, with the options of the `cors` package. @default false */
  cors?: boolean | CorsOptions;
  /** CSRF protection. @default on for Astro-style files, off for the others */
  csrf?: boolean | CsrfOptions;
  /** What `context.site` is, such as `https://example.com`. @default undefined */
  site?: string | URL;
  /**
   * `'static'` runs GET of every file at start-up, once per path of `getStaticPaths`, and answers
   * from memory; `prerender` of a file decides for itself. @default 'server'
   */
  output?: 'server' | 'static';
  /** How a plain `export default (req, res)` is read. @default 'next' */
  defaultExport?: 'next' | 'express';
  /**
   * The answer to a method that a file does not have: 405 with `Allow`, Astro's 404, or the next
   * route and then the app. @default 405, and 'next' for Express-style files
   */
  methodNotAllowed?: 404 | 405 | 'next';
  /** Globs below the directory that are no routes. @default [] */
  ignore?: string | readonly string[];
  /** Extensions of route files, without the dot. @default ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'] */
  extensions?: readonly string[];
  /** Milliseconds that a file's top-level await may take. @default 10000 */
  loadTimeout?: number;
  /** Milliseconds that a static endpoint may take for one path, and `getStaticPaths` for its list. @default 60000 */
  renderTimeout?: number;
  /** Loads a route file, such as `(file) => import(file)` in a Vitest test. @default Node's own loading, jiti for TypeScript */
  importModule?: ImportModule;
  /**
   * Loads files again when they change, and what imports them, without a restart; what cannot be
   * loaded keeps its last good version. For development: refused when `NODE_ENV` is `production`.
   * @default false
   */
  watch?: boolean;
  /** Where warnings and errors go that nobody else can be given. @default console */
  logger?: Logger;
  /** Told of every error of a request, before the app's error handlers are. */
  onError?: (error: Error, req: IncomingMessage) => void;
}

/** The options with every default filled in. */
export interface ResolvedOptions extends ResolvedSettings {
  /** Absolute path. */
  readonly directory: string;
  /** The directory as the developer wrote it. */
  readonly label: string;
}

export interface ResolvedSettings {
  /** `/api`, or an empty string for the root. */
  readonly basePath: string;
  readonly bodyParser: boolean | BodyParserConfig;
  readonly cors: boolean | CorsOptions;
  /** Undefined leaves each style its framework's default. */
  readonly csrf: boolean | CsrfOptions | undefined;
  readonly site: URL | undefined;
  readonly output: 'server' | 'static';
  readonly defaultExport: 'next' | 'express';
  readonly methodNotAllowed: 404 | 405 | 'next' | undefined;
  readonly ignore: readonly string[];
  readonly extensions: readonly string[];
  readonly loadTimeoutMs: number;
  readonly renderTimeoutMs: number;
  readonly importModule: ImportModule | undefined;
  readonly watch: boolean;
  readonly logger: Logger;
  readonly onError: ((error: Error, req: IncomingMessage) => void) | undefined;
}

const defaultExtensions: readonly string[] = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'];
const defaultLoadTimeoutMs = 10_000;
const defaultRenderTimeoutMs = 60_000;
/** A longer timer fires at once. */
const maxTimerMs = 2 ** 31 - 1;

type Check = (name: string, value: any) => void;

/** One check per option; the list of options is the list of checks. */
export const checks: { readonly [name in keyof Required<ApiRoutesOptions>]: Check } = {
  basePath: (name, value) => {
    if (typeof value !== 'string' || !/^\/(?:[^?#\\[\]]*[^?#\\[\]/])?$/.test(value) || value.includes('//')) {
      throw wrong(name, value, 'a path such as "/api", with a slash before and none behind');
    }
  },
  bodyParser: checkBodyParser,
  cors: checkCors,
  csrf: checkCsrf,
  site: (name, value) => {
    const text: unknown = value instanceof URL ? value.href : value;
    if (typeof text !== 'string' || !/^https?:/.test(text) || !URL.canParse(text)) {
      throw wrong(name, value, 'a URL such as "https://example.com"');
    }
  },
  output: oneOf('server', 'static'),
  defaultExport: oneOf('next', 'express'),
  methodNotAllowed: oneOf(405, 404, 'next'),
  ignore: (name, value) => {
    const globs: unknown[] = [value].flat();
    for (const glob of globs) if (typeof glob !== 'string') throw wrong(name, glob, 'a glob or a list of globs');
  },
  extensions: (name, value) => {
    if (!Array.isArray(value) || value.length === 0) throw wrong(name, value, 'a list such as ["js", "ts"]');
    for (const item of value as unknown[]) {
      if (typeof item !== 'string' || !/^[a-z\d]+$/i.test(item)) throw wrong(name, item, 'extensions without a dot');
    }
  },
  loadTimeout: isTimeout,
  renderTimeout: isTimeout,
  importModule: isFunction,
  watch: (name, value) => {
    if (typeof value !== 'boolean') throw wrong(name, value, 'true or false');
  },
  logger: (name, value) => {
    const { warn, error } = (value ?? {}) as Partial<Logger>;
    if (typeof warn !== 'function' || typeof error !== 'function')
      throw wrong(name, value, 'an object with warn and error');
  },
  onError: isFunction,
};

/**
 * Checks every option once and fills in the defaults.
 *
 * @throws TypeError that names the option.
 */
export function resolveOptions(directory: string | URL, options: ApiRoutesOptions): ResolvedOptions {
  const { label, absolute, defaultBasePath } = resolveDirectory(checkDirectory(directory));
  return { directory: absolute, label, ...resolveSettings(options, defaultBasePath) };
}

/** The options that need no directory. */
export function resolveSettings(options: ApiRoutesOptions, defaultBasePath: string): ResolvedSettings {
  checkOptions(options);
  const basePath = options.basePath ?? defaultBasePath;
  return {
    basePath: basePath === '/' ? '' : encodeURI(basePath),
    bodyParser: options.bodyParser ?? true,
    cors: options.cors ?? false,
    csrf: options.csrf,
    site: options.site === undefined ? undefined : new URL(options.site),
    output: options.output ?? 'server',
    defaultExport: options.defaultExport ?? 'next',
    methodNotAllowed: options.methodNotAllowed,
    ignore: [options.ignore ?? []].flat(),
    extensions: options.extensions ?? defaultExtensions,
    loadTimeoutMs: Math.min(options.loadTimeout ?? defaultLoadTimeoutMs, maxTimerMs),
    renderTimeoutMs: Math.min(options.renderTimeout ?? defaultRenderTimeoutMs, maxTimerMs),
    importModule: options.importModule,
    watch: resolveWatch(options),
    logger: toSafeLogger(options.logger ?? console),
    onError: options.onError,
  };
}

function toSafeLogger(logger: Logger): Logger {
  return { warn: safeLog((message) => logger.warn(message)), error: safeLog((message) => logger.error(message)) };
}

function checkOptions(options: ApiRoutesOptions): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw wrong('The options of apiRoutes()', options, 'an object');
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(checks, name)) {
      throw new TypeError(`apiRoutes() has no option "${name}"; it takes ${Object.keys(checks).join(', ')}`);
    }
    if (value !== undefined) checks[name as keyof ApiRoutesOptions](name, value);
  }
}

function resolveWatch({ watch = false, importModule }: ApiRoutesOptions): boolean {
  if (watch && process.env['NODE_ENV'] === 'production') {
    throw new TypeError(
      'watch is for development and does not run with NODE_ENV=production. Give it a condition, such as { watch: process.env.NODE_ENV !== "production" }.',
    );
  }
  if (watch && importModule) {
    throw new TypeError(
      'watch and importModule exclude each other: what importModule has loaded cannot be loaded again.',
    );
  }
  return watch;
}

function checkDirectory(directory: unknown): string | URL {
  if (directory instanceof URL && directory.protocol === 'file:') return directory;
  if (typeof directory === 'string' && directory !== '') return directory;
  throw wrong('The directory of apiRoutes()', directory, 'a path such as "pages/api" or a file URL');
}

function oneOf(...allowed: readonly unknown[]): Check {
  return function checkOneOf(name, value) {
    if (!allowed.includes(value))
      throw wrong(name, value, `one of ${allowed.map((item) => JSON.stringify(item)).join(', ')}`);
  };
}

function isTimeout(name: string, value: unknown): void {
  if (typeof value !== 'number' || !(value > 0)) throw wrong(name, value, 'a number of milliseconds above 0');
}

function isFunction(name: string, value: unknown): void {
  if (typeof value !== 'function') throw wrong(name, value, 'a function');
}
