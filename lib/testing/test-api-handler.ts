import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import { parseCookie } from 'cookie';
import { createServing } from '../create-middleware';
import { dispatch } from '../dispatch';
import { isHttpError } from '../errors/http-error';
import type { NextApiResponse } from '../handlers/next-response';
import type { NextApiHandler, NextApiRequest } from '../handlers/next-style';
import { createServedRoute } from '../handlers/serve-route';
import type { Namespace } from '../modules/load-module';
import { readRouteModule } from '../modules/route-module';
import { resolveSettings } from '../options';
import { withServer } from './with-server';

type Promisable<Value> = Value | Promise<Value>;
type Params = Record<string, unknown>;

/** A `Response` with its cookies, and with the type the test gives its JSON. */
export type TestApiResponse<Json = any> = Omit<Response, 'json'> & {
  json(): Promise<Json>;
  /** One object for each Set-Cookie: the cookie's name and its attributes, these in lower case too. */
  readonly cookies: Record<string, string | undefined>[];
};

export interface TestApiHandlerOptions<Json = any> {
  /** A Next.js API route: the function, or all exports of its file, of which `config` counts. */
  pagesHandler: NextApiHandler<any> | { default: NextApiHandler<any> };
  /** App Router handlers are not served here. */
  appHandler?: undefined;
  /** Route parameters; they win over the query of `url`. */
  params?: Params;
  /** Changes query and parameters, or returns others. */
  paramsPatcher?: (params: Params) => Promisable<void | Params>;
  /** The URL that the handler sees. */
  url?: string;
  /** Changes the request before the handler gets it. */
  requestPatcher?: (req: IncomingMessage) => Promisable<void>;
  /** Changes the response before the handler gets it. */
  responsePatcher?: (res: ServerResponse) => Promisable<void>;
  /** Whether what the handler throws rejects, instead of being answered with 500. @default false */
  rejectOnHandlerError?: boolean;
  /** The test; its `fetch` takes no URL, and follows no redirects unless told to. */
  test: (tools: { fetch: (init?: RequestInit) => Promise<TestApiResponse<Json>> }) => Promisable<void>;
}

/** What the handler sees when nobody gives a URL, as with the package this call is known from. */
const defaultUrl = 'ntarh://testApiHandler/';

// Tests replace the global one; this one must reach the server.
const { fetch: realFetch } = globalThis;

/**
 * Runs a test against one Next.js API route, with the call of `next-test-api-route-handler`: a
 * suite written for it needs another import and nothing else. Routing plays no part.
 *
 * @throws What the test, a patcher or, with `rejectOnHandlerError`, the handler throws.
 * @see https://www.npmjs.com/package/next-test-api-route-handler
 * @example
 * await testApiHandler({
 *   pagesHandler,
 *   params: { id: '5' },
 *   test: async ({ fetch }) => expect((await fetch()).status).toBe(200),
 * });
 */
export async function testApiHandler<Json = any>(options: TestApiHandlerOptions<Json>): Promise<void> {
  if (!options.pagesHandler) {
    throw new TypeError('testApiHandler() needs pagesHandler; handlers of the App Router are not served here');
  }
  const listener = (req: IncomingMessage, res: ServerResponse, reject: (error: unknown) => void): void => {
    handle(options, req, res, reject).catch((error: unknown) => {
      if (!res.writableEnded) res.end();
      reject(error);
    });
  };
  let reject!: (error: unknown) => void;
  const failed = new Promise<never>((_, no) => (reject = no));
  await withServer(
    (req, res) => listener(req, res, reject),
    async (origin) => {
      const tested = Promise.resolve(options.test({ fetch: (init) => fetchFrom(origin, init) }));
      await Promise.race([tested, failed]);
    },
  );
}

async function handle(
  options: TestApiHandlerOptions,
  req: IncomingMessage,
  res: ServerResponse,
  reject: (error: unknown) => void,
): Promise<void> {
  req.url = options.url ?? defaultUrl;
  await options.requestPatcher?.(req);
  await options.responsePatcher?.(res);
  const url = req.url;
  const given: Params = { ...parseQuery(url.split(/\?(.*)/s)[1]?.split('#')[0] ?? ''), ...options.params };
  const query = (await options.paramsPatcher?.(given)) ?? given;
  const handler = 'default' in options.pagesHandler ? options.pagesHandler.default : options.pagesHandler;
  const call = async (request: NextApiRequest, response: NextApiResponse): Promise<unknown> => {
    Object.assign(request, { url, query });
    if (!options.rejectOnHandlerError) return handler(request, response);
    try {
      return await handler(request, response);
    } catch (error) {
      if (!res.writableEnded) res.end();
      reject(error);
    }
  };
  // Any path does: there is one route, which the handler never sees.
  req.url = '/';
  serve({ ...options.pagesHandler, default: call }, req, res);
}

function serve(namespace: Namespace, req: IncomingMessage, res: ServerResponse): void {
  const settings = { ...resolveSettings({}, '/'), label: 'testApiHandler()' };
  const file = { file: '', path: 'the handler', segments: [] };
  const route = createServedRoute(file, readRouteModule(namespace, 'next'), [], settings);
  const serving = createServing((_path, _req, after) => {
    return after === undefined ? { route, rank: 0, rawParams: [] } : undefined;
  }, settings);
  dispatch(serving, req, res, (error) => answerAsNext(res, error));
}

/** The texts of Next.js, which stand in the status line too; nothing else gives anything away. */
function answerAsNext(res: ServerResponse, error: unknown): void {
  const isClients = isHttpError(error) && error.status < 500;
  if (!isClients) console.error(error);
  res.statusCode = isClients ? error.status : 500;
  res.statusMessage = isClients ? error.message : 'Internal Server Error';
  res.end(res.statusMessage);
}

async function fetchFrom<Json>(origin: string, init: RequestInit = {}): Promise<TestApiResponse<Json>> {
  const headers = new Headers(init.headers);
  // Mock Service Worker lets such requests through.
  for (const [name, value] of [
    ['x-msw-intention', 'bypass'],
    ['x-msw-bypass', 'true'],
  ] as const) {
    if (!headers.has(name)) headers.set(name, value);
  }
  const response = await realFetch(origin, { redirect: 'manual', ...init, headers });
  const cookies = response.headers.getSetCookie().map(readSetCookie);
  return Object.defineProperty(response, 'cookies', {
    value: cookies,
    enumerable: true,
  }) as unknown as TestApiResponse<Json>;
}

function readSetCookie(header: string): Record<string, string | undefined> {
  const pairs = Object.entries(parseCookie(header));
  return Object.fromEntries(
    pairs.flatMap(([name, value]) => [
      [name, value],
      [name.toLowerCase(), value],
    ]),
  );
}
