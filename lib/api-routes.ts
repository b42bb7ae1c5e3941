import { createMiddleware, type ApiRoutesMiddleware } from './create-middleware';
import type { ServedRoute } from './handlers/served-route';
import { joinRoutes, loadRoutes } from './load-routes';
import { isForeignRequire } from './modules/load-module';
import { type ApiRoutesOptions, type ResolvedOptions, resolveOptions } from './options';
import { prerenderRoutes } from './prerender';
import { watchRoutes } from './watch/watch-routes';

/**
 * Serves every module below a directory as an API route.
 *
 * All modules load now. What is wrong with them is thrown as one error, or, where a file uses
 * top-level await, rejects `ready`; requests wait until then. So they do while endpoints that are
 * static run ahead of time.
 *
 * @param directory Path of the route files, relative to the working directory, or a file URL.
 * @throws TypeError when an option is wrong.
 * @throws RouteError that lists every file that cannot be served, and what to do.
 * @example
 * app.use(apiRoutes('pages/api'));
 */
export function apiRoutes(directory: string | URL, options: ApiRoutesOptions = {}): ApiRoutesMiddleware {
  const settings = resolveOptions(directory, options);
  if (settings.watch && isForeignRequire()) {
    settings.logger.warn(
      `${settings.label}: watch does nothing here, because Jest keeps the modules of a test to itself.`,
    );
  } else if (settings.watch) {
    const { boot, follow } = watchRoutes(settings);
    return createMiddleware(boot, settings, follow);
  }
  const routes = bootRoutes(settings);
  const boot =
    routes instanceof Promise
      ? routes.then((loaded) => prerenderRoutes(loaded, settings))
      : prerenderRoutes(routes, settings);
  return createMiddleware(boot, settings);
}

/** Names, then modules, then routes: at once where every module can be loaded at once. */
export function bootRoutes(settings: ResolvedOptions): readonly ServedRoute[] | Promise<readonly ServedRoute[]> {
  const loaded = loadRoutes(settings);
  if (loaded instanceof Promise) return loaded.then((late) => joinRoutes(late, settings));
  return joinRoutes(loaded, settings);
}
