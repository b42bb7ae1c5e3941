import type { CorsOptions } from 'cors';
import { createCorsGuard } from '../guards/cors';
import { createCsrfGuard } from '../guards/csrf';
import type { BodyParserConfig, CsrfOptions, EndpointStyle } from '../modules/endpoint-config';
import { resolveBodyLimit } from '../modules/endpoint-config';
import type { MiddlewareStep } from '../modules/middleware-module';
import type { RouteModule } from '../modules/route-module';
import type { ParamReading, RouteFile } from '../routes/route';
import { toPattern } from '../routes/route-table';
import { createHandler } from './create-handler';
import { describeGuards } from './route-guards';
import type { ServedRoute } from './served-route';
import { createRawBodyWatch } from './watch-raw-body';

/** The settings of the app that a route's own `config` may override. */
export interface RouteDefaults {
  readonly basePath: string;
  readonly bodyParser: boolean | BodyParserConfig;
  readonly cors: boolean | CorsOptions;
  readonly csrf: boolean | CsrfOptions | undefined;
  readonly methodNotAllowed: 404 | 405 | 'next' | undefined;
}

const unlimited = { bytes: Infinity, label: 'no' };

const readings: { readonly [style in EndpointStyle]: ParamReading } = {
  next: { matchesBare: false, catchAll: 'array', decode: 'component' },
  express: { matchesBare: false, catchAll: 'array', decode: 'component' },
  astro: { matchesBare: true, catchAll: 'string', decode: 'uri' },
  class: { matchesBare: true, catchAll: 'string', decode: 'uri' },
};

/** Joins a file, its module and the settings of the app into a route that can be served. */
export function createServedRoute(
  file: RouteFile,
  module: RouteModule,
  chain: readonly MiddlewareStep[],
  defaults: RouteDefaults,
): ServedRoute {
  const { config, style, endpoint } = module;
  const pattern = toPattern(defaults.basePath, file.segments);
  const handler = createHandler(module);
  const limit = resolveBodyLimit(config.api?.bodyParser, defaults.bodyParser);
  const cors = config.cors ?? defaults.cors;
  const csrf = config.csrf ?? defaults.csrf ?? style === 'astro';
  const keepsRawBody = isRawBodyKept(config.api?.bodyParser) || isRawBodyKept(defaults.bodyParser);
  const wantsRawBody = keepsRawBody || config.api?.bodyParser === false;
  const methodNotAllowed = defaults.methodNotAllowed ?? (style === 'express' ? 'next' : 405);
  const isLeft = (method: string): boolean => methodNotAllowed === 'next' && !handler.find(method);
  return {
    ...file,
    pattern,
    shownRoute: { path: pattern },
    reading: readings[style],
    mount: endpoint.kind === 'router',
    module,
    handler,
    chain,
    cors: cors === false ? undefined : createCorsGuard(cors, handler.allow, isLeft),
    csrf: resolveCsrf(csrf),
    guards: describeGuards(cors, csrf, limit),
    isPrerendered: false,
    bodyLimit: limit ?? unlimited,
    isBodyParsed: limit !== undefined,
    keepsRawBody,
    isRereadable: style === 'class',
    watchRawBody: wantsRawBody ? createRawBodyWatch(file.path) : undefined,
    methodNotAllowed,
    refusesTrailingSlash: style === 'astro' && /\/[^/]+\.\w+$/.test(pattern),
  };
}

function isRawBodyKept(setting: unknown): boolean {
  return (setting as BodyParserConfig | undefined)?.rawBody === true;
}

function resolveCsrf(setting: boolean | CsrfOptions): ServedRoute['csrf'] {
  if (setting === false) return undefined;
  return createCsrfGuard((setting === true ? undefined : setting.trustedOrigins) ?? []);
}
