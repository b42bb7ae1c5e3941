import { describeValue } from '../errors/http-error';
import { toRouteInfo } from '../route-info';
import { findRecorder } from './find-recorder';
import { methodsOf } from './file-methods';
import { findHider, type Hider, noRequest } from './find-shadow';
import { endingOf } from './passes-on';
import type { Recording } from './recording';
import { sampleSegments, samplePath } from './sample-paths';
import { isRoutable, reachStop, type Stop, walkApp } from './walk-app';

/** One method of one route of a whole app. */
export interface ListedRoute {
  /** Upper-case, or `*` for every method. */
  readonly method: string;
  /**
   * As it was written: `/api/users/[id]` for a file, `/users/:id` for Express; a regular expression
   * stands in parentheses behind its mount, `/v1(/^\/a/)`. `/admin/**` is an app that is mounted, and
   * `(?)` a mount path, which Express does not tell; both are known when the recorder was loaded first.
   */
  readonly path: string;
  /** A file of `apiRoutes()`, or registered with Express by hand. */
  readonly kind: 'file' | 'express';
  /** Absolute path; for Express's routes only when the recorder was loaded first. */
  readonly file: string | undefined;
  /** Of the registration, or of the handler in the file; only when the recorder was loaded first. */
  readonly line: number | undefined;
  /** Names of the middleware that a request passes before the handler, outer first. */
  readonly middleware: readonly string[];
  /** What answers every request in its place; undefined when requests get through. */
  readonly shadowedBy: RouteShadow | undefined;
}

/** What stands before a route and answers in its place. */
export interface RouteShadow extends Pick<ListedRoute, 'method' | 'path' | 'file' | 'line'> {
  readonly kind: 'file' | 'express' | 'middleware';
  /** Whether that file has no handler for the method and refuses it. */
  readonly refuses: boolean;
  /** False when it may hand requests on, or the paths are regular expressions, of which only samples were compared. */
  readonly certain: boolean;
}

/**
 * The routes of a whole app in match order: those of files and those written by hand, from one look
 * at the app. It may go on serving meanwhile.
 *
 * Express tells paths and methods, not who registered them: source lines, mounted apps, and the mount
 * paths of routers before Express 5.3 are known when the process was started with
 * `node --import express-pages-api/recorder`, as `pages-api routes --app` does.
 *
 * @param app An Express app or router, 4.18 or later. Await `ready` of its `apiRoutes()` first.
 * @throws TypeError when it is neither.
 * @example
 * console.table(listAllRoutes(app).map(({ method, path, file, line }) => ({ method, path, file, line })));
 */
export function listAllRoutes(app: unknown): ListedRoute[] {
  if (!isRoutable(app))
    throw new TypeError(`listAllRoutes() needs an Express app or router, not ${describeValue(app)}`);
  const recorder = findRecorder();
  const stops = walkApp(app, recorder);
  return stops.flatMap((stop, i) => {
    const earlier = stops.slice(0, i);
    if (stop.kind === 'route' || stop.kind === 'mounted-app') return listExpress(stop, earlier, recorder);
    return stop.table ? listFiles(stop, earlier, recorder) : [];
  });
}

function listExpress(stop: Stop, earlier: readonly Stop[], recorder: Recording | undefined): ListedRoute[] {
  const { method, handlers } = stop;
  return stop.paths.map((path) => {
    const samples = samplePath(path).filter((sample) => reachStop(stop, sample) !== undefined);
    const isExact = !/[()]/.test(path);
    const own = handlers.slice(0, -1).map(nameOf);
    return {
      method,
      path: stop.kind === 'mounted-app' ? `${path.replace(/\/$/, '')}/**` : path,
      kind: 'express',
      ...siteOf(stop, recorder),
      middleware: [...middlewareBefore(earlier, samples[0]), ...own],
      shadowedBy: describeShadow(findHider(samples, method, earlier), isExact, recorder),
    };
  });
}

function listFiles(stop: Stop, earlier: readonly Stop[], recorder: Recording | undefined): ListedRoute[] {
  const { table, paths } = stop;
  return paths.flatMap((mount) =>
    table!.routes.flatMap((route) => {
      const prefix = mount === '/' ? '' : mount;
      const info = toRouteInfo(route);
      const samples = sampleSegments(prefix + table!.basePath, route.segments, route.mount).filter((sample) => {
        const rest = reachStop(stop, sample);
        return rest !== undefined && table!.find(rest, noRequest)?.route === route;
      });
      const middleware = [...middlewareBefore(earlier, samples[0]), ...info.middleware.map(({ name }) => name)];
      return methodsOf(route).map(({ method, handler }): ListedRoute => {
        const place = handler ? recorder?.places.locate([handler])[0]?.place : undefined;
        return {
          method,
          path: prefix + info.pattern,
          kind: 'file',
          file: route.file,
          line: place?.file === route.file ? place.line : undefined,
          middleware,
          shadowedBy: describeShadow(findHider(samples, method, earlier), true, recorder),
        };
      });
    }),
  );
}

/** The middleware that lets a path through to what follows it. */
function middlewareBefore(earlier: readonly Stop[], sample: string | undefined): string[] {
  if (sample === undefined) return [];
  return earlier
    .filter(({ kind, handlers }) => kind === 'middleware' && endingOf(handlers) !== 'certain')
    .filter((stop) => reachStop(stop, sample) !== undefined)
    .flatMap(({ handlers }) => handlers.map(nameOf));
}

function nameOf({ name }: { readonly name: string }): string {
  return name || 'anonymous';
}

function siteOf({ origin }: Stop, recorder: Recording | undefined): Pick<ListedRoute, 'file' | 'line'> {
  const site = origin && recorder?.sitesOf(origin.call).site;
  return { file: site?.file, line: site?.line };
}

function describeShadow(
  hider: Hider | undefined,
  isExact: boolean,
  recorder: Recording | undefined,
): RouteShadow | undefined {
  if (!hider) return undefined;
  const { stop, route, isRefusal } = hider;
  const certain = hider.isCertain && isExact;
  if (route) {
    const mount = stop.paths[0] === '/' ? '' : stop.paths[0]!;
    const { file, pattern } = route;
    return { kind: 'file', method: '*', path: mount + pattern, file, line: undefined, refuses: isRefusal, certain };
  }
  const kind = stop.kind === 'middleware' ? 'middleware' : 'express';
  return { kind, method: stop.method, path: stop.paths[0]!, ...siteOf(stop, recorder), refuses: false, certain };
}
