import { HttpError } from './errors/http-error';
import { dispatch, type Serving } from './dispatch';
import { type AppServices, type ExpressRequest, type ExpressResponse, settleExchanges } from './handlers/exchange';
import type { ServedRoute } from './handlers/served-route';
import { settleNodeShapes } from './http/lasting-shapes';
import { sendProblem } from './http/problem-details';
import type { NextFunction } from './modules/express-handlers';
import { reportError } from './report-error';
import { rewriteRequest } from './rewrite';
import { type RouteInfo, toRouteInfo } from './route-info';
import { createMatcher, type Matcher } from './routes/match-route';
import { createRouteTable } from './routes/route-table';

/** Express middleware, typed so that Express 4, Express 5, Connect and `http.createServer` take it. */
export interface ApiRoutesMiddleware {
  (req: any, res: any, next?: (error?: any) => void): void;
  /** The routes in match order. Empty until every file has loaded. */
  readonly routes: readonly RouteInfo[];
  /** Resolves when every file has loaded; rejects with a `RouteError` when one cannot be. */
  readonly ready: Promise<void>;
  /** Stops answering, and watching: every request goes on to the app. */
  close(): void;
}

/** The table behind a middleware, for tools that look at a whole app. */
export interface ServedTable {
  /** The directory as the developer wrote it. */
  readonly label: string;
  /** `/api`, or an empty string for the root. */
  readonly basePath: string;
  /** In match order; empty until every file has loaded. */
  readonly routes: readonly ServedRoute[];
  readonly find: Serving['find'];
}

/** A brand, so that the middleware of any copy of this package is recognised. */
const tableBrand = Symbol.for('express-pages-api.table');

/** The table of an `apiRoutes()` middleware; undefined for any other function. */
export function servedTableOf(middleware: unknown): ServedTable | undefined {
  return typeof middleware === 'function' ? (middleware as { [tableBrand]?: ServedTable })[tableBrand] : undefined;
}

/** The settings that a running middleware needs. */
export interface MiddlewareSettings extends Pick<AppServices, 'logger' | 'site' | 'onError'> {
  readonly label: string;
  readonly basePath: string;
}

/** Hands over later tables, each of which replaces the one before as a whole; gives back how to stop. */
export type FollowRoutes = (replace: (routes: readonly ServedRoute[]) => void) => () => void;

type Boot = readonly ServedRoute[] | Promise<readonly ServedRoute[]>;

/** Turns routes, or the promise of routes, into a middleware that can also be a whole server. */
export function createMiddleware(boot: Boot, settings: MiddlewareSettings, follow?: FollowRoutes): ApiRoutesMiddleware {
  settleNodeShapes();
  settleExchanges();
  /** Made when somebody looks. */
  let routes: readonly RouteInfo[] | undefined;
  let table: readonly ServedRoute[] = [];
  let serving: Serving | undefined;
  let isClosed = false;
  let stopFollowing: (() => void) | undefined;
  const replace = (served: readonly ServedRoute[]): void => {
    table = createRouteTable(served);
    routes = undefined;
    const match = createMatcher(table, settings.basePath);
    serving = createServing((path, req, after) => findRoute(match, path, req, after), settings);
  };
  const start = (served: readonly ServedRoute[]): void => {
    replace(served);
    if (!isClosed) stopFollowing = follow?.(replace);
  };
  const loading = boot instanceof Promise ? boot.then(start) : undefined;
  if (!(boot instanceof Promise)) start(boot);
  // Nobody need look at `ready`: a rejection that nobody handles reaches the process.
  const ready = loading ? loading.then(() => {}) : Promise.resolve();
  const warnOnce = createMountWarning(settings);
  const close = (): void => {
    isClosed = true;
    stopFollowing?.();
  };

  function apiRoutesMiddleware(req: ExpressRequest, res: ExpressResponse, next?: NextFunction): void {
    const goOn = next ?? ((error?: unknown) => answerAlone(req, res, error, settings));
    warnOnce(req);
    if (isClosed) return goOn();
    if (serving) return dispatch(serving, req, res, goOn);
    loading!.then(() => dispatch(serving!, req, res, goOn), goOn);
  }

  const served: ServedTable = {
    label: settings.label,
    basePath: settings.basePath,
    get routes() {
      return table;
    },
    find: (path, req, after) => serving?.find(path, req, after),
  };
  return Object.defineProperties(apiRoutesMiddleware as unknown as ApiRoutesMiddleware, {
    [tableBrand]: { value: served },
    routes: { get: () => (routes ??= table.map(toRouteInfo)), enumerable: true },
    ready: { value: ready, enumerable: true },
    close: { value: close, enumerable: true },
  });
}

/** What `dispatch` works with, around any way to find a route. */
export function createServing(find: Serving['find'], settings: MiddlewareSettings): Serving {
  const { logger, site, onError } = settings;
  const serving: Serving = {
    find,
    app: {
      logger,
      site,
      onError,
      fail: reportError,
      rewrite: (exchange, payload, passedSteps) => rewriteRequest(serving, exchange, payload, passedSteps),
    },
  };
  return serving;
}

/** A trailing slash follows the app's `strict routing`; a file with an extension never has one. */
function findRoute(
  match: Matcher<ServedRoute>,
  path: string,
  req: ExpressRequest,
  after?: number,
): ReturnType<Serving['find']> {
  const hasSlash = path.length > 1 && path[path.length - 1] === '/';
  if (!hasSlash || req.app?.enabled?.('strict routing')) return match(path, after);
  const bare = path.slice(0, -1);
  let found = match(bare, after);
  while (found?.route.refusesTrailingSlash) found = match(bare, found.rank);
  return found;
}

/** Without an app around us, we have the last word. */
export function answerAlone(
  req: ExpressRequest,
  res: ExpressResponse,
  error: unknown,
  { logger }: MiddlewareSettings,
): void {
  if (res.headersSent) {
    logger.error(error);
    res.destroy();
    return;
  }
  sendProblem(req, res, error ?? new HttpError(404, 'Not Found', { code: 'not_found' }), logger);
}

/** `app.use('/api', apiRoutes('pages/api'))` would answer at `/api/api`. */
function createMountWarning({ label, basePath, logger }: MiddlewareSettings): (req: ExpressRequest) => void {
  let hasWarned = basePath === '';
  return function warnAboutMount(req) {
    if (hasWarned || !req.baseUrl?.endsWith(basePath)) return;
    hasWarned = true;
    logger.warn(
      `apiRoutes(${JSON.stringify(label)}) is mounted at ${req.baseUrl}, but its routes begin with ${basePath} already and are at ` +
        `${req.baseUrl}${basePath}. Mount it with app.use(apiRoutes(${JSON.stringify(label)})), or give it { basePath: '/' }.`,
    );
  };
}
