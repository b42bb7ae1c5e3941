import { describeValue } from '../errors/http-error';
import { isResponse } from '../http/send-response';
import { EdgeCookies } from './edge-cookies';
import type { Exchange } from './exchange';
import type { EndpointCall } from './handler';

/** The second argument of an edge handler. */
export interface EdgeContext {
  /** Work that goes on after the answer; a failure is logged. */
  waitUntil(work: Promise<unknown>): void;
  readonly sourcePage: string;
  readonly params: Readonly<Record<string, string | string[] | undefined>>;
}

type EdgeHandler = (request: Request, context: EdgeContext) => unknown;

/**
 * Next.js edge API routes: a `Request` in, a `Response` out. The parameters of the route are in the
 * query of `request.url`, as there.
 */
export function createEdgeCall(handler: EdgeHandler): EndpointCall {
  return async function callEdgeHandler(exchange) {
    const url = addParams(exchange.url, exchange.params);
    const request = withNextProperties(
      exchange.createRequest(() => url.href),
      url,
    );
    const value = await handler(request, createContext(exchange));
    if (isResponse(value)) return value;
    throw new TypeError(
      `The edge handler of ${exchange.route.path} returned ${describeValue(value)}; it must return a Response`,
    );
  };
}

/** A parameter takes the place of a query value of its name, or else stands at the end. */
function addParams(original: URL, params: Exchange['params']): URL {
  const url = new URL(original);
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined) continue;
    const [first, ...others] = [value].flat();
    if (first !== undefined) url.searchParams.set(name, first);
    for (const item of others) url.searchParams.append(name, item);
  }
  return url;
}

/** What `NextRequest` has beyond `Request`. */
function withNextProperties(request: Request, url: URL): Request {
  return Object.defineProperties(request, {
    nextUrl: { value: url, enumerable: true },
    cookies: { value: new EdgeCookies(request.headers.get('cookie')), enumerable: true },
  });
}

function createContext({ app, route, params }: Exchange): EdgeContext {
  return {
    waitUntil(work) {
      Promise.resolve(work).catch((error: unknown) => app.logger.error(error));
    },
    sourcePage: route.pattern,
    params,
  };
}
