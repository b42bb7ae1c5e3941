import { RouteError, type RouteProblem } from './errors/route-error';
import { createServedRoute } from './handlers/serve-route';
import type { ServedRoute } from './handlers/served-route';
import type { Namespace } from './modules/load-module';
import { loadModules, type ModuleRequest } from './modules/load-modules';
import { type MiddlewareStep, readMiddlewareList, readMiddlewareModule } from './modules/middleware-module';
import { readRouteModule, type RouteModule } from './modules/route-module';
import type { ResolvedOptions } from './options';
import { type DiscoveredFiles, discoverFiles } from './routes/discover-files';
import type { RouteFile } from './routes/route';
import { findMiddlewareConflicts, parseFileNames } from './routes/route-table';
import { checkPrerender } from './static/prerender-mode';

export interface LoadedFile {
  readonly file: RouteFile;
  readonly module: RouteModule;
  /** `export const middleware` of the file itself. */
  readonly own: readonly MiddlewareStep[];
}

/** What loading fills: routes, and the middleware of each folder by its path. */
export interface LoadedRoutes {
  readonly files: LoadedFile[];
  readonly folders: Map<string, readonly MiddlewareStep[]>;
}

/**
 * Loads every file below the directory: at once where every module can be loaded at once.
 *
 * @throws RouteError that lists every file that cannot be served; a promise rejects with it.
 */
export function loadRoutes(settings: ResolvedOptions): LoadedRoutes | Promise<LoadedRoutes> {
  const discovered = discover(settings);
  const names = parseFileNames(settings.directory, discovered.routes);
  const loaded: LoadedRoutes = { files: [], folders: new Map() };
  const requests = [
    ...discovered.middleware.map((path) => requestMiddleware(path, loaded, settings)),
    ...names.files.map((file) => requestRoute(file, loaded, settings)),
  ];
  const { problems, pending } = loadModules(requests, settings.loadTimeoutMs, settings.importModule);
  const found = [...names.problems, ...findMiddlewareConflicts(discovered.middleware), ...problems].map((problem) =>
    locate(problem, settings),
  );
  if (found.length > 0) throw new RouteError(settings.label, found, pending.length);
  if (pending.length === 0) return loaded;
  return Promise.all(pending).then((lists) => {
    const late = lists.flat().map((problem) => locate(problem, settings));
    if (late.length > 0) throw new RouteError(settings.label, late);
    return loaded;
  });
}

/** @throws RouteError when the directory cannot be read. */
export function discover(settings: ResolvedOptions): DiscoveredFiles {
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

function requestMiddleware(path: string, { folders }: LoadedRoutes, settings: ResolvedOptions): ModuleRequest {
  return {
    file: `${settings.directory}/${path}`,
    label: path,
    read: (namespace) => void folders.set(folderOf(path), readMiddlewareModule(namespace, path)),
  };
}

function requestRoute(file: RouteFile, { files }: LoadedRoutes, settings: ResolvedOptions): ModuleRequest {
  return {
    file: file.file,
    label: file.path,
    read: (namespace) => void files.push(readRoute(file, namespace, settings)),
  };
}

/** @throws ModuleShapeError when the module is no endpoint. */
export function readRoute(file: RouteFile, namespace: Namespace, settings: ResolvedOptions): LoadedFile {
  const module = readRouteModule(namespace, settings.defaultExport);
  checkPrerender(module, file.segments, settings.output);
  const own = readMiddlewareList(module.middleware, file.path, 'Its export "middleware"');
  for (const warning of module.warnings) settings.logger.warn(`${file.path}: ${warning}`);
  return { file, module, own };
}

/** Joins files with the middleware of the folders that they lie in. */
export function joinRoutes({ files, folders }: LoadedRoutes, settings: ResolvedOptions): ServedRoute[] {
  const chains = new Map<string, readonly MiddlewareStep[]>([['', folders.get('') ?? []]]);
  /** A folder without middleware has the very list of the one above. */
  const chainOf = (folder: string): readonly MiddlewareStep[] => {
    let chain = chains.get(folder);
    if (chain) return chain;
    const above = chainOf(folderOf(folder));
    const steps = folders.get(folder);
    chain = steps ? [...above, ...steps] : above;
    chains.set(folder, chain);
    return chain;
  };
  return files.map(({ file, module, own }) => {
    const chain = chainOf(folderOf(file.path));
    return createServedRoute(file, module, own.length === 0 ? chain : [...chain, ...own], settings);
  });
}

/** `users/posts/[id].ts` lies in the folders ``, `users` and `users/posts`, outer first. */
export function ancestorsOf(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return ['', ...names.map((_, i) => names.slice(0, i + 1).join('/'))];
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

/** Names a file the way the developer named the directory. */
export function locate(problem: RouteProblem, { label }: ResolvedOptions): RouteProblem {
  const prefix = label.replace(/[/\\]+$/, '');
  return {
    ...problem,
    file: problem.file
      .split('\n')
      .map((path) => `${prefix}/${path}`)
      .join(', '),
  };
}
