import { RouteError, type RouteProblem } from './errors/route-error';
import { createMiddleware, type ApiRoutesMiddleware } from './create-middleware';
import { createServedRoute } from './handlers/serve-route';
import type { ServedRoute } from './handlers/served-route';
import { loadModules, type ModuleRequest } from './modules/load-modules';
import { type MiddlewareStep, readMiddlewareList, readMiddlewareModule } from './modules/middleware-module';
import { readRouteModule, type RouteModule } from './modules/route-module';
import { type ApiRoutesOptions, type ResolvedOptions, resolveOptions } from './options';
import { type DiscoveredFiles, discoverFiles } from './routes/discover-files';
import type { RouteFile } from './routes/route';
import { prerenderRoutes } from './prerender';
import { findMiddlewareConflicts, parseFileNames } from './routes/route-table';
import { checkPrerender } from './static/prerender-mode';

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
  const routes = bootRoutes(settings);
  const boot =
    routes instanceof Promise
      ? routes.then((loaded) => prerenderRoutes(loaded, settings))
      : prerenderRoutes(routes, settings);
  return createMiddleware(boot, settings);
}

interface LoadedFile {
  readonly file: RouteFile;
  readonly module: RouteModule;
  /** `export const middleware` of the file itself. */
  readonly own: readonly MiddlewareStep[];
}

/** What loading fills: routes, and the middleware of each folder by its path. */
interface Loaded {
  readonly files: LoadedFile[];
  readonly folders: Map<string, readonly MiddlewareStep[]>;
}

/** Names, then modules, then routes: at once where every module can be loaded at once. */
export function bootRoutes(settings: ResolvedOptions): readonly ServedRoute[] | Promise<readonly ServedRoute[]> {
  const discovered = discover(settings);
  const names = parseFileNames(settings.directory, discovered.routes);
  const loaded: Loaded = { files: [], folders: new Map() };
  const requests = [
    ...discovered.middleware.map((path) => requestMiddleware(path, loaded, settings)),
    ...names.files.map((file) => requestRoute(file, loaded, settings)),
  ];
  const { problems, pending } = loadModules(requests, settings.loadTimeoutMs, settings.importModule);
  const found = [...names.problems, ...findMiddlewareConflicts(discovered.middleware), ...problems].map((problem) =>
    locate(problem, settings),
  );
  if (found.length > 0) throw new RouteError(settings.label, found, pending.length);
  if (pending.length === 0) return joinRoutes(loaded, settings);
  return Promise.all(pending).then((lists) => {
    const late = lists.flat().map((problem) => locate(problem, settings));
    if (late.length > 0) throw new RouteError(settings.label, late);
    return joinRoutes(loaded, settings);
  });
}

function discover(settings: ResolvedOptions): DiscoveredFiles {
  try {
    return discoverFiles(settings.directory, settings);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const message = code === 'ENOENT' ? 'There is no such directory.' : (cause as Error).message;
    const remedy =
      code === 'EACCES'
        ? 'Give the user that runs the app the right to read it.'
        : `Create it, or give another path; a relative path starts at ${process.cwd()}.`;
    throw new RouteError(settings.label, [{ file: settings.directory, message, remedy, cause }]);
  }
}

function requestMiddleware(path: string, loaded: Loaded, settings: ResolvedOptions): ModuleRequest {
  return {
    file: `${settings.directory}/${path}`,
    label: path,
    read: (namespace) => void loaded.folders.set(folderOf(path), readMiddlewareModule(namespace, path)),
  };
}

function requestRoute(file: RouteFile, loaded: Loaded, settings: ResolvedOptions): ModuleRequest {
  return {
    file: file.file,
    label: file.path,
    read: (namespace) => {
      const module = readRouteModule(namespace, settings.defaultExport);
      checkPrerender(module, file.segments, settings.output);
      const own = readMiddlewareList(module.middleware, file.path, 'Its export "middleware"');
      for (const warning of module.warnings) settings.logger.warn(`${file.path}: ${warning}`);
      loaded.files.push({ file, module, own });
    },
  };
}

function joinRoutes({ files, folders }: Loaded, settings: ResolvedOptions): ServedRoute[] {
  return files.map(({ file, module, own }) => {
    const chain = ancestorsOf(file.path).flatMap((folder) => folders.get(folder) ?? []);
    return createServedRoute(file, module, [...chain, ...own], settings);
  });
}

/** `users/posts/[id].ts` lies in the folders ``, `users` and `users/posts`, outer first. */
function ancestorsOf(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return ['', ...names.map((_, i) => names.slice(0, i + 1).join('/'))];
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

/** Names a file the way the developer named the directory. */
function locate(problem: RouteProblem, { label }: ResolvedOptions): RouteProblem {
  const prefix = label.replace(/[/\\]+$/, '');
  return {
    ...problem,
    file: problem.file
      .split('\n')
      .map((path) => `${prefix}/${path}`)
      .join(', '),
  };
}
