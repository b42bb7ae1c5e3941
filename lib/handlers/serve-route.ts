import { createCorsGuard } from '../guards/cors';
import type { MiddlewareStep } from '../modules/middleware-module';
import type { RouteModule } from '../modules/route-module';
import { namesIn } from '../routes/read-params';
import type { RouteFile } from '../routes/route';
import { toPattern } from '../routes/route-table';
import { createHandler } from './create-handler';
import { type RouteDefaults, settingsOf } from './route-settings';
import type { ServedRoute } from './served-route';
import { createRawBodyWatch } from './watch-raw-body';

/** Joins a file, its module and the settings of the app into a route that can be served. */
export function createServedRoute(
  file: RouteFile,
  module: RouteModule,
  chain: readonly MiddlewareStep[],
  defaults: RouteDefaults,
): ServedRoute {
  const { config, style, namespace } = module;
  const { kind } = module.endpoint;
  const pattern = toPattern(defaults.basePath, file.segments);
  const handler = createHandler(module);
  const settings = settingsOf(config, style, defaults);
  const { cors, methodNotAllowed } = settings;
  // No spread: with one, V8 makes a hidden class for each route, larger than the route.
  return {
    file: file.file,
    path: file.path,
    segments: file.segments,
    pattern,
    names: namesIn(file.segments),
    shownRoute: { path: pattern },
    reading: settings.reading,
    mount: kind === 'router',
    module: { kind, style, config, namespace },
    handler,
    chain,
    cors: cors === false ? undefined : createCorsGuard(cors, handler.allow, isLeft),
    csrf: settings.csrf,
    guards: settings.guards,
    isPrerendered: false,
    bodyLimit: settings.bodyLimit,
    isBodyParsed: settings.isBodyParsed,
    keepsRawBody: settings.keepsRawBody,
    isRereadable: settings.isRereadable,
    watchRawBody: settings.wantsRawBody ? createRawBodyWatch(file.path) : undefined,
    methodNotAllowed,
    refusesTrailingSlash: style === 'astro' && /\/[^/]+\.\w+$/.test(pattern),
  };

  function isLeft(method: string): boolean {
    return methodNotAllowed === 'next' && !handler.find(method);
  }
}
