import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { RouteError, type RouteProblem } from '../errors/route-error';
import type { ServedRoute } from '../handlers/served-route';
import { ancestorsOf, discover, folderOf, type LoadedFile, type LoadedRoutes, readRoute } from '../load-routes';
import type { Namespace } from '../modules/load-module';
import { type MiddlewareStep, readMiddlewareModule } from '../modules/middleware-module';
import { realPathOf } from '../modules/resolve-source';
import type { ResolvedOptions } from '../options';
import type { RouteFile } from '../routes/route';
import { findMiddlewareConflicts, parseFileNames } from '../routes/route-table';

/** A file below the directory: its last version that loaded, and what is wrong with the latest. */
export interface WatchedFile<Value = unknown> {
  /** Path below the directory. */
  readonly path: string;
  readonly file: string;
  /** Where a link leads, otherwise the file itself. */
  readonly source: string;
  readonly read: (namespace: Namespace) => Value;
  /** How often it was loaded: a slow load must not replace a later one. */
  turn: number;
  good?: Value;
  problem?: RouteProblem | undefined;
}

export interface WatchedRoute extends WatchedFile<LoadedFile> {
  readonly route: RouteFile;
  /** What answers now. */
  served?: ServedRoute;
  /** What the last attempt to join the file with its middleware was made of. */
  madeOf?: { readonly loaded: LoadedFile; readonly above: readonly MiddlewareStep[] };
  /** Why that attempt failed, when it is static. */
  renderProblem?: RouteProblem | undefined;
}

type WatchedMiddleware = WatchedFile<readonly MiddlewareStep[]>;

/** The files of the directory as they are, each with its last good version. */
export class WatchedFiles {
  readonly routes = new Map<string, WatchedRoute>();
  readonly middleware = new Map<string, WatchedMiddleware>();
  /** What is wrong with names, or with the directory as a whole. */
  problems: readonly RouteProblem[] = [];

  constructor(private readonly settings: ResolvedOptions) {}

  get all(): WatchedFile[] {
    return [...this.middleware.values(), ...this.routes.values()];
  }

  /** Follows what came, went or was renamed, and says whether anything did. */
  readNames(): boolean {
    const { settings, all, problems } = this;
    try {
      const found = discover(settings);
      const names = parseFileNames(settings.directory, found.routes);
      this.problems = [...names.problems, ...findMiddlewareConflicts(found.middleware)];
      follow(this.routes, names.files, (route) => this.#createRoute(route));
      const middleware = found.middleware.map((name) => ({ path: name, file: path.join(settings.directory, name) }));
      follow(this.middleware, middleware, (file) => this.#createMiddleware(file));
    } catch (error) {
      if (!(error instanceof RouteError)) throw error;
      this.problems = error.problems.map((problem) => ({ ...problem, file: '' }));
    }
    const isSameProblem = (problem: RouteProblem, i: number): boolean => isDeepStrictEqual(problem, problems[i]);
    return !isSame(all, this.all) || this.problems.length !== problems.length || !this.problems.every(isSameProblem);
  }

  /** Takes over what a start has loaded. */
  adopt(loaded: LoadedRoutes, served: readonly ServedRoute[]): void {
    for (const file of this.middleware.values()) {
      file.turn++;
      file.good = loaded.folders.get(folderOf(file.path))!;
    }
    const servedByPath = new Map(served.map((route) => [route.path, route]));
    for (const file of loaded.files) {
      const watched = this.routes.get(file.file.path);
      const route = servedByPath.get(file.file.path);
      // A file that came between two looks at the folder is found by the next one.
      if (!watched || !route) continue;
      watched.turn++;
      const above = this.middlewareAbove(watched);
      Object.assign(watched, { good: file, served: route, madeOf: { loaded: file, above } });
    }
  }

  /** What two files are at odds about: the one that came later is not loaded. */
  conflictOf(file: WatchedFile): RouteProblem | undefined {
    return this.problems.find((problem) => problem.file.split('\n').includes(file.path));
  }

  /** The middleware of the folders above a file, outer first. */
  middlewareAbove(file: WatchedFile): readonly MiddlewareStep[] {
    return ancestorsOf(file.path).flatMap((folder) => this.#goodIn(folder)?.good ?? []);
  }

  /** Why a file must not go live: middleware above it, perhaps a login, has never loaded. */
  blockOf(file: WatchedFile): RouteProblem | undefined {
    const folders = ancestorsOf(file.path).filter((folder) => !this.#goodIn(folder));
    const broken = [...this.middleware.values()].find((other) => folders.includes(folderOf(other.path)));
    return broken && (broken.problem ?? this.conflictOf(broken));
  }

  #goodIn(folder: string): WatchedMiddleware | undefined {
    return [...this.middleware.values()].find((file) => folderOf(file.path) === folder && file.good);
  }

  #createRoute(route: RouteFile): WatchedRoute {
    const read = (namespace: Namespace): LoadedFile => readRoute(route, namespace, this.settings);
    return { path: route.path, file: route.file, source: realPathOf(route.file), read, turn: 0, route };
  }

  #createMiddleware({ path: name, file }: NamedFile): WatchedMiddleware {
    const read = (namespace: Namespace): MiddlewareStep[] => readMiddlewareModule(namespace, name);
    return { path: name, file, source: realPathOf(file), read, turn: 0 };
  }
}

export function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

interface NamedFile {
  readonly path: string;
  readonly file: string;
}

/** Makes a map hold these files and no others; a link that leads elsewhere is another file. */
function follow<Named extends NamedFile, Watched extends WatchedFile>(
  known: Map<string, Watched>,
  found: readonly Named[],
  create: (file: Named) => Watched,
): void {
  const paths = new Set(found.map((file) => file.path));
  for (const name of known.keys()) if (!paths.has(name)) known.delete(name);
  for (const file of found) {
    const before = known.get(file.path);
    if (!before) known.set(file.path, create(file));
    else if (before.source !== realPathOf(file.file))
      known.set(file.path, { ...before, source: realPathOf(file.file), turn: 0 });
  }
}
