import type { CorsOptions } from 'cors';
import fresh from 'fresh';
import parseRange from 'range-parser';
import { createCorsGuard } from '../guards/cors';
import { HttpError } from '../errors/http-error';
import type { AppServices, Exchange } from '../handlers/exchange';
import { type Handler, type Outcome, passed, sent } from '../handlers/handler';
import type { ServedRoute } from '../handlers/served-route';
import { bytesETag } from '../http/etag';
import { FastResponse } from '../http/fast-response';
import { renderAll } from './render-all';
import type { StaticPath, StaticPaths } from './static-paths';

/** An answer that is computed already. */
interface KeptFile {
  readonly bytes: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

const allow: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];
const concurrency = 10;

export interface MemoryOptions {
  readonly app: AppServices;
  /** The directory as messages name it. */
  readonly label: string;
  readonly cors: boolean | CorsOptions;
  /** What an answer may take, to its last byte. */
  readonly timeoutMs: number;
}

/** Runs these paths and gives back their routes, which answer from memory now. */
export async function keepInMemory(
  routes: readonly ServedRoute[],
  paths: StaticPaths,
  { app, label, cors, timeoutMs }: MemoryOptions,
): Promise<ServedRoute[]> {
  const kept = new Map(routes.map((route) => [route, new Map<string, KeptFile>()]));
  await renderAll(paths, { app, label, concurrency, timeoutMs }, (path, { bytes, headers }) => {
    if (bytes === null) return;
    const etag = headers.get('etag') ?? bytesETag(bytes);
    const all = { ...Object.fromEntries(headers), etag, 'accept-ranges': 'bytes' };
    kept.get(path.route)!.set(createKey(path.route)(path.params), { bytes, headers: all });
  });
  return routes.map((route) => {
    const handler = createMemoryHandler(route, kept.get(route)!, route.module.config.cors ?? cors);
    // Middleware ran with the endpoint, and nothing is changed by reading: CSRF has nothing to guard.
    const guards = { ...route.guards, csrf: false, bodyLimit: false } as const;
    return { ...route, handler, chain: [], cors: undefined, csrf: undefined, guards, isPrerendered: true };
  });
}

/** A path that was not built is left to the next wider route, whatever the method; its CORS, too. */
function createMemoryHandler(
  route: ServedRoute,
  files: ReadonlyMap<string, KeptFile>,
  cors: boolean | CorsOptions,
): Handler {
  const keyOf = createKey(route);
  const guard = cors === false ? undefined : createCorsGuard(cors, allow, () => false);
  async function sendFromMemory(exchange: Exchange): Promise<Outcome> {
    const file = files.get(keyOf(exchange.params));
    if (!file) return passed;
    const { req, res } = exchange;
    if (guard && (await guard(req, res)) === 'answered') return sent;
    if (req.method === 'GET' || req.method === 'HEAD') return answerWith(file, exchange);
    return refuseMethod(exchange, route);
  }
  return { allow, find: () => sendFromMemory };
}

/** A route's parameters in one text; NUL is refused in a request. */
function createKey(route: ServedRoute): (params: Exchange['params'] | StaticPath['params']) => string {
  const names = route.segments.flat().flatMap((part) => (part.type === 'text' ? [] : [part.name]));
  return (params) => names.map((name) => (params[name] as string | undefined) ?? '').join('\0');
}

function answerWith({ bytes, headers }: KeptFile, { req }: Exchange): Response {
  if (fresh(req.headers, headers)) return new FastResponse(null, { status: 304, headers });
  const range = readRange(req.headers, headers['etag']!, bytes.length);
  if (req.method === 'HEAD' || range === undefined) return new FastResponse(bytes, { headers });
  if (range === 'unsatisfiable') {
    return new FastResponse(null, { status: 416, headers: { 'content-range': `bytes */${bytes.length}` } });
  }
  const { start, end } = range;
  const contentRange = `bytes ${start}-${end}/${bytes.length}`;
  return new FastResponse(bytes.subarray(start, end + 1), {
    status: 206,
    headers: { ...headers, 'content-range': contentRange },
  });
}

/** One range; several at once, or a stale `If-Range`, get the whole (RFC 9110 §14.2, §13.1.5). */
function readRange(
  headers: Exchange['req']['headers'],
  etag: string,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  if (headers.range === undefined) return undefined;
  const condition = headers['if-range'];
  // Compared strongly: two weak ETags are never the same.
  if (condition !== undefined && (condition !== etag || etag.startsWith('W/'))) return undefined;
  const ranges = parseRange(size, headers.range);
  if (ranges === -1) return 'unsatisfiable';
  if (ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return undefined;
  return ranges[0];
}

function refuseMethod({ req, res }: Exchange, { methodNotAllowed }: ServedRoute): Outcome {
  if (methodNotAllowed === 'next') return passed;
  if (methodNotAllowed === 404) throw new HttpError(404, 'Not Found', { code: 'method_not_found' });
  const Allow = allow.join(', ');
  if (req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { Allow } });
  res.setHeader('Allow', Allow);
  throw new HttpError(405, 'Method Not Allowed', { code: 'method_not_allowed', headers: { Allow } });
}
