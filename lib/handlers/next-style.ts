import { parse as parseQuery } from 'node:querystring';
import type { IncomingMessage } from 'node:http';
import { parseCookie } from 'cookie';
import { parseByteSize } from '../http/parse-byte-size';
import { isResponse } from '../http/send-response';
import type { EndpointConfig } from '../modules/endpoint-config';
import { setOwn } from '../routes/read-params';
import type { Exchange, ExpressRequest } from './exchange';
import { type EndpointCall, isThenable, type Outcome, sent, whenDone } from './handler';
import { guardAnswer, type ResponseLimit } from './guard-answer';
import { lendNextHelpers, type NextApiResponse } from './next-response';
import { parseRequestBody } from './parse-request-body';

/** What Next.js puts on `req`, next to what Node has there. */
export interface NextApiRequest extends IncomingMessage {
  /** Query and route parameters; the parameters win. */
  query: Partial<Record<string, string | string[]>>;
  cookies: Partial<Record<string, string>>;
  body: any;
  /** The bytes of the body, with `config.api.bodyParser.rawBody`. */
  rawBody?: Buffer;
  /** For the types of Next.js alone, so that functions which take its request take ours: never set, there or here. */
  env: Record<string, string | undefined>;
}

/** A Next.js API route: `export default handler`. */
export type NextApiHandler<Data = any> = (req: NextApiRequest, res: NextApiResponse<Data>) => unknown;

const defaultResponseLimit = toResponseLimit('4mb');

/**
 * Calls a handler the way Next.js calls API routes.
 *
 * @see https://nextjs.org/docs/pages/building-your-application/routing/api-routes
 */
export function createNextCall(handler: (req: any, res: any) => unknown, config: EndpointConfig): EndpointCall {
  const limit = resolveResponseLimit(config);
  const findsMistakes = process.env['NODE_ENV'] !== 'production';
  return function callNextHandler(exchange): Outcome | Promise<Outcome> {
    // Before the body is read: what is added to `req` in one order gives all requests the same hidden classes.
    lendRequestProperties(exchange);
    const parsing = exchange.route.isBodyParsed ? parseRequestBody(exchange, 'next') : undefined;
    return whenDone(parsing, () => callWithBody(exchange));
  };

  function callWithBody(exchange: Exchange): Outcome | Promise<Outcome> {
    const { req } = exchange;
    exchange.flushCookies();
    guardAnswer(exchange, limit);
    const isPiped = findsMistakes ? watchForHanging(exchange, config) : undefined;
    const returned = handler(req, lendNextHelpers(exchange));
    if (!isThenable(returned)) return settle(exchange, returned, isPiped);
    return Promise.resolve(returned).then((value) => settle(exchange, value, isPiped));
  }
}

function settle(exchange: Exchange, value: unknown, isPiped: (() => boolean) | undefined): Outcome {
  if (isResponse(value) && !exchange.res.headersSent) throw returnedResponse(exchange);
  if (isPiped) reportMistakes(exchange, value, isPiped);
  return sent;
}

function returnedResponse({ route }: Exchange): TypeError {
  return new TypeError(
    `${route.path} returned a Response, which a handler (req, res) cannot do; export const runtime = 'edge' if it takes a Request`,
  );
}

function resolveResponseLimit({ api }: EndpointConfig): ResponseLimit | undefined {
  const setting = api?.responseLimit ?? true;
  if (setting === false) return undefined;
  return setting === true ? defaultResponseLimit : toResponseLimit(setting);
}

function toResponseLimit(size: number | string): ResponseLimit {
  return { bytes: parseByteSize('config.api.responseLimit', size), label: String(size).toUpperCase() };
}

function lendRequestProperties(exchange: Exchange): void {
  const req: { cookies?: unknown } & ExpressRequest = exchange.req;
  const url = exchange.fullPath;
  if (req.url !== url) exchange.lend(req, 'url', url);
  const query = readQuery(exchange);
  const cookies = readCookies(exchange.headers.cookie);
  // An app has a getter there, and may have cookies; a bare server has neither.
  if (req.app !== undefined || req.query !== undefined || req.cookies !== undefined) {
    exchange.lend(req, 'query', query);
    exchange.lend(req, 'cookies', cookies);
    return;
  }
  req.query = query;
  req.cookies = cookies;
  exchange.onLeave(removeRequestProperties);
}

function removeRequestProperties({ req }: Exchange): void {
  Reflect.deleteProperty(req, 'query');
  Reflect.deleteProperty(req, 'cookies');
}

/** Keys are own keys, `__proto__` among them; a parameter takes the place of a query value of its name. */
function readQuery({ target, params, route }: Exchange): Record<string, unknown> {
  const query: Record<string, unknown> = {};
  if (target.search.length > 1) {
    const parsed = parseQuery(target.search.slice(1));
    for (const name of Object.keys(parsed)) setOwn(query, name, parsed[name]);
  }
  for (const { name } of route.names) {
    if (params[name] !== undefined) setOwn(query, name, params[name]);
  }
  return query;
}

function readCookies(header: string | undefined): Record<string, string> {
  const cookies: Record<string, string> = {};
  if (header === undefined) return cookies;
  const parsed = parseCookie(header, { decode: decodeCookie });
  // Names such as `constructor` are no cookies, as with the parser that Next.js has.
  for (const name of Object.keys(parsed)) if (!(name in Object.prototype)) cookies[name] = parsed[name]!;
  return cookies;
}

/** A value that begins with a quote loses its first and its last character, as in Next.js. */
function decodeCookie(text: string): string {
  const bare = text.startsWith('"') ? text.slice(1, -1) : text;
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}

function watchForHanging({ res }: Exchange, config: EndpointConfig): () => boolean {
  let isPiped = config.api?.externalResolver === true;
  res.once('pipe', () => {
    isPiped = true;
  });
  return () => isPiped;
}

function reportMistakes({ req, res, route, app }: Exchange, returned: unknown, isPiped: () => boolean): void {
  if (!isPiped() && !res.headersSent && !res.writableEnded && !res.destroyed) {
    app.logger.warn(`${route.path} returned without answering ${req.method} ${route.pattern}; the request may hang.`);
  }
  if (returned !== undefined && (returned as unknown) !== res) {
    app.logger.warn(`${route.path} returned a value, which a handler (req, res) should not do; it is ignored.`);
  }
}
