import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { apiRoutes } from './api-routes';
import { answerAlone, type ApiRoutesMiddleware, createServing } from './create-middleware';
import { dispatch } from './dispatch';
import { createServedRoute } from './handlers/serve-route';
import { problemDetails } from './http/problem-details';
import type { ExpressMiddleware } from './modules/express-handlers';
import type { Namespace } from './modules/load-module';
import { readMiddlewareList } from './modules/middleware-module';
import { readRouteModule } from './modules/route-module';
import { type ApiRoutesOptions, resolveSettings } from './options';
import { parseFileName } from './routes/parse-file-name';
import type { RouteParams, Segment } from './routes/route';
import { withServer } from './testing/with-server';

export { testApiHandler, type TestApiHandlerOptions, type TestApiResponse } from './testing/test-api-handler';

export interface TestAppOptions extends ApiRoutesOptions {
  /** Express middleware in front of the routes, such as a session or a logged-in user. @default [] */
  before?: readonly ExpressMiddleware[];
  /** The Express to use, when it is not the one that `require('express')` finds. */
  express?: () => any;
}

/** An Express app for supertest. */
export interface TestApp {
  (req: IncomingMessage, res: ServerResponse): void;
  readonly routes: ApiRoutesMiddleware['routes'];
  close(): void;
  [Symbol.dispose](): void;
}

/**
 * An Express app that serves a directory of route files and answers errors with
 * {@link problemDetails}. It listens nowhere and leaves nothing open: supertest starts and stops a
 * server for each request.
 *
 * @throws RouteError when a file cannot be served, TypeError when an option is wrong.
 * @example
 * const app = await createTestApp('pages/api');
 * await request(app).get('/api/tasks').expect(200);
 */
export async function createTestApp(directory: string | URL, options: TestAppOptions = {}): Promise<TestApp> {
  const { before = [], express = require('express') as () => any, ...routeOptions } = options;
  const routes = apiRoutes(directory, routeOptions);
  await routes.ready;
  const app = express();
  for (const middleware of before) app.use(middleware);
  app.use(routes);
  app.use(problemDetails({ logger: options.logger ?? console }));
  const close = (): void => routes.close();
  return Object.defineProperties(app, {
    routes: { get: () => routes.routes },
    close: { value: close },
    // Node 20 has the symbol; TypeScript's library may not.
    [Symbol.dispose ?? Symbol.for('nodejs.dispose')]: { value: close },
  }) as TestApp;
}

export interface TestRouteOptions extends Omit<
  ApiRoutesOptions,
  'ignore' | 'extensions' | 'loadTimeout' | 'importModule' | 'basePath'
> {
  /** The parameters of the route; an array for a catch-all of Next's or Express's style. @default {} */
  params?: RouteParams;
  /** Path and query to ask for. @default the route with the parameters filled in */
  url?: string;
  /** The pattern the endpoint believes it has, such as `/api/users/[id]`. @default one segment per parameter */
  route?: string;
  /** @default 'GET', or 'POST' when there is a body */
  method?: string;
  headers?: RequestInit['headers'];
  /** Sent as it is; a plain object or an array as JSON. */
  body?: RequestInit['body'] | object;
  /** What earlier middleware left on `res.locals`. @default {} */
  locals?: Record<string, unknown>;
}

/**
 * Runs one endpoint through the real pipeline, without a directory: body parsing, CSRF, CORS, its
 * own `middleware`, method choice and errors are those of {@link apiRoutes}. A server on a free
 * port lives as long as the call.
 *
 * @param module The exports of a route file, a promise of them, or a bare handler.
 * @returns The whole answer; redirects are not followed.
 * @throws TypeError when an option is wrong, Error when the module is no endpoint.
 * @example
 * import * as user from '../pages/api/users/[id]';
 * const response = await testRoute(user, { params: { id: '1' } });
 * expect(await response.json()).toEqual({ id: '1' });
 */
export async function testRoute(module: unknown, options: TestRouteOptions = {}): Promise<Response> {
  const { params = {}, url, route, method, headers, body, locals = {}, ...routeOptions } = options;
  const segments = route === undefined ? segmentsFor(params) : parseFileName(`${route.replace(/^\//, '')}.ts`);
  const served = serveModule((await module) as Namespace, segments, routeOptions);
  // The endpoint is to see the very values it is given: encoded as its style decodes them.
  const rawParams = rawParamsOf(segments, params, served.reading.decode === 'uri' ? encodeURI : encodeURIComponent);
  const settings = { ...resolveSettings(routeOptions, '/'), label: 'testRoute()' };
  const serving = createServing(
    (_path, _req, after) => (after === undefined ? { route: served, rank: 0, rawParams } : undefined),
    settings,
  );
  const listener: RequestListener = (req, res) => {
    (res as { locals?: unknown }).locals = locals;
    dispatch(serving, req, res, (error) => answerAlone(req, res, error, settings));
  };
  const target = url ?? fillIn(segments, rawParamsOf(segments, params, encodePath));
  return withServer(listener, async (origin) => {
    const { pathname, search } = new URL(target, origin);
    const request = createRequest(new URL(pathname + search, origin), method, headers, body);
    const response = await fetch(request, { redirect: 'manual' });
    const bytes = await response.arrayBuffer();
    const isBodyless = [204, 205, 304].includes(response.status);
    const { status, statusText } = response;
    return new Response(isBodyless ? null : bytes, { status, statusText, headers: response.headers });
  });
}

function serveModule(
  namespace: Namespace,
  segments: readonly Segment[],
  options: ApiRoutesOptions,
): ReturnType<typeof createServedRoute> {
  const settings = resolveSettings(options, '/');
  const routeModule = readRouteModule(namespace, settings.defaultExport);
  const own = readMiddlewareList(routeModule.middleware, 'the module', 'Its export "middleware"');
  return createServedRoute({ file: '', path: 'the module', segments }, routeModule, own, settings);
}

function segmentsFor(params: RouteParams): Segment[] {
  return Object.entries(params).map(([name, value]) => [
    Array.isArray(value) ? { type: 'catch-all', name, optional: true } : { type: 'param', name },
  ]);
}

function rawParamsOf(
  segments: readonly Segment[],
  params: RouteParams,
  encode: (text: string) => string,
): (string | undefined)[] {
  return segments
    .flat()
    .filter((part) => part.type !== 'text')
    .map(({ name }) => {
      const value = params[name];
      return value === undefined
        ? undefined
        : [value]
            .flat()
            .map((text) => encode(text))
            .join('/');
    });
}

/** A slash in the value of a catch-all separates segments. */
function encodePath(text: string): string {
  return text.split('/').map(encodeURIComponent).join('/');
}

function fillIn(segments: readonly Segment[], rawParams: readonly (string | undefined)[]): string {
  let i = 0;
  const texts = segments.map((segment) =>
    segment.map((part) => (part.type === 'text' ? part.text : (rawParams[i++] ?? ''))).join(''),
  );
  return `/${texts.filter((text) => text !== '').join('/')}`;
}

function createRequest(
  url: URL,
  method: string | undefined,
  headers: RequestInit['headers'],
  body: TestRouteOptions['body'],
): Request {
  const init: RequestInit = { method: method ?? (body === undefined ? 'GET' : 'POST'), headers: new Headers(headers) };
  if (body === undefined) return new Request(url, init);
  const isJson = Array.isArray(body) || Object.getPrototypeOf(body) === Object.prototype;
  if (isJson && !(init.headers as Headers).has('content-type'))
    (init.headers as Headers).set('content-type', 'application/json');
  const isStream = body instanceof ReadableStream;
  return new Request(url, {
    ...init,
    body: isJson ? JSON.stringify(body) : (body as RequestInit['body'])!,
    ...(isStream && { duplex: 'half' as const }),
  });
}
