import type { CorsOptions } from 'cors';
import { createCsrfGuard } from '../guards/csrf';
import type { BodyLimit } from '../http/read-body';
import {
  type BodyParserConfig,
  type CsrfOptions,
  type EndpointConfig,
  type EndpointStyle,
  noConfig,
  resolveBodyLimit,
} from '../modules/endpoint-config';
import type { ParamReading } from '../routes/route';
import { describeGuards } from './route-guards';
import type { ServedRoute } from './served-route';

/** The settings of the app that a route's own `config` may override. */
export interface RouteDefaults {
  readonly basePath: string;
  readonly bodyParser: boolean | BodyParserConfig;
  readonly cors: boolean | CorsOptions;
  readonly csrf: boolean | CsrfOptions | undefined;
  readonly methodNotAllowed: 404 | 405 | 'next' | undefined;
}

/** What the settings of the app, the style of a file and its `config` come to. */
export interface RouteSettings extends Pick<
  ServedRoute,
  'bodyLimit' | 'csrf' | 'guards' | 'isBodyParsed' | 'isRereadable' | 'keepsRawBody' | 'methodNotAllowed' | 'reading'
> {
  readonly cors: boolean | CorsOptions;
  readonly wantsRawBody: boolean;
}

const unlimited: BodyLimit = { bytes: Infinity, label: 'no' };

const readings: { readonly [style in EndpointStyle]: ParamReading } = {
  next: { matchesBare: false, catchAll: 'array', decode: 'component' },
  express: { matchesBare: false, catchAll: 'array', decode: 'component' },
  astro: { matchesBare: true, catchAll: 'string', decode: 'uri' },
  class: { matchesBare: true, catchAll: 'string', decode: 'uri' },
};

/** Most files have no `config`: all of one style share what follows from the app's settings. */
const shared = new WeakMap<RouteDefaults, Map<EndpointStyle, RouteSettings>>();

export function settingsOf(config: EndpointConfig, style: EndpointStyle, defaults: RouteDefaults): RouteSettings {
  if (config !== noConfig) return resolveRouteSettings(config, style, defaults);
  let byStyle = shared.get(defaults);
  if (!byStyle) shared.set(defaults, (byStyle = new Map()));
  let settings = byStyle.get(style);
  if (!settings) byStyle.set(style, (settings = resolveRouteSettings(config, style, defaults)));
  return settings;
}

function resolveRouteSettings(config: EndpointConfig, style: EndpointStyle, defaults: RouteDefaults): RouteSettings {
  const { bodyParser } = config.api ?? {};
  const limit = resolveBodyLimit(bodyParser, defaults.bodyParser);
  const cors = config.cors ?? defaults.cors;
  const csrf = config.csrf ?? defaults.csrf ?? style === 'astro';
  const keepsRawBody = isRawBodyKept(bodyParser) || isRawBodyKept(defaults.bodyParser);
  return {
    cors,
    csrf: resolveCsrf(csrf),
    guards: describeGuards(cors, csrf, limit),
    bodyLimit: limit ?? unlimited,
    isBodyParsed: limit !== undefined,
    keepsRawBody,
    wantsRawBody: keepsRawBody || bodyParser === false,
    isRereadable: style === 'class',
    methodNotAllowed: defaults.methodNotAllowed ?? (style === 'express' ? 'next' : 405),
    reading: readings[style],
  };
}

function isRawBodyKept(setting: unknown): boolean {
  return (setting as BodyParserConfig | undefined)?.rawBody === true;
}

function resolveCsrf(setting: boolean | CsrfOptions): ServedRoute['csrf'] {
  if (setting === false) return undefined;
  return createCsrfGuard((setting === true ? undefined : setting.trustedOrigins) ?? []);
}
