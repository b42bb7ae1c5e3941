import { HttpError } from './errors/http-error';
import { Exchange } from './handlers/exchange';
import { toResponse } from './handlers/run-middleware';
import { parseTarget } from './http/request-target';
import { runRoute, type Serving } from './dispatch';

const maxRewrites = 3;

/**
 * Answers a request that is under way with another route. The target sees the cookies set so far,
 * the same `locals`, and the method, headers and body of the request, unless it is given another.
 *
 * @throws HttpError 404 when no route matches, 508 when rewrites go round in a circle.
 */
export async function rewriteRequest(
  serving: Serving,
  exchange: Exchange,
  payload: string | URL | Request,
): Promise<Response> {
  if (exchange.rewrites >= maxRewrites) throw new HttpError(508, 'The request was rewritten in a circle');
  const url = new URL(payload instanceof Request ? payload.url : payload, exchange.url);
  const target = parseTarget(url.pathname + url.search)!;
  const match = serving.find(target.path, exchange.req);
  if (!match) throw new HttpError(404, 'Not Found', { code: 'rewrite_target_not_found' });
  const { req, res, next, app } = exchange;
  const rewritten = new Exchange(req, res, next, target, app, exchange);
  rewritten.rewrites = exchange.rewrites + 1;
  rewritten.url = new URL(url.pathname + url.search, exchange.url.origin);
  if (payload instanceof Request) rewritten.request = payload;
  else if (exchange.isRequestMade) rewritten.request = moveRequest(exchange.request, rewritten.url);
  return toResponse(await runRoute(rewritten, match), res);
}

function moveRequest(request: Request, url: URL): Request {
  if (request.bodyUsed) {
    throw new Error(
      'context.rewrite() was called after the body was read; read it in the target, or clone the request first',
    );
  }
  return new Request(url, request);
}
