import { HttpError } from './errors/http-error';
import { Exchange } from './handlers/exchange';
import { type Outcome, passed } from './handlers/handler';
import { awaitOutcome, toResponse } from './handlers/run-middleware';
import { runRoute } from './handlers/run-route';
import type { ServedRoute } from './handlers/served-route';
import { parseTarget } from './http/request-target';
import type { MiddlewareStep } from './modules/middleware-module';
import type { RouteMatch } from './routes/match-route';
import type { Serving } from './dispatch';

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
  passedSteps: readonly MiddlewareStep[] = [],
): Promise<Response> {
  if (exchange.rewrites >= maxRewrites) throw new HttpError(508, 'The request was rewritten in a circle');
  const url = new URL(payload instanceof Request ? payload.url : payload, exchange.url);
  const { req, res, next, app, mountPath } = exchange;
  const path = belowMount(url.pathname, mountPath);
  const target = parseTarget(path + url.search)!;
  const match = serving.find(target.path, req);
  if (!match) throw new HttpError(404, 'Not Found', { code: 'rewrite_target_not_found' });
  const rewritten = new Exchange(req, res, next, target, app, exchange);
  rewritten.rewrites = exchange.rewrites + 1;
  rewritten.passedSteps = [...exchange.passedSteps, ...passedSteps];
  rewritten.url = new URL(mountPath + path + url.search, exchange.url.origin);
  if (payload instanceof Request) rewritten.request = payload;
  else if (exchange.isRequestMade) rewritten.request = moveRequest(exchange.request, rewritten.url);
  return toResponse(await runTarget(rewritten, match), res);
}

/** `/v1/api/users` and `/api/users` are the same target when Express has mounted us at `/v1`. */
function belowMount(path: string, mountPath: string): string {
  return mountPath !== '' && path.startsWith(`${mountPath}/`) ? path.slice(mountPath.length) : path;
}

async function runTarget(rewritten: Exchange, match: RouteMatch<ServedRoute>): Promise<Outcome> {
  let outcome: Outcome = passed;
  try {
    outcome = await awaitOutcome(rewritten, runRoute(rewritten, match));
    return outcome;
  } finally {
    if (outcome === passed) rewritten.leave();
  }
}

function moveRequest(request: Request, url: URL): Request {
  if (request.bodyUsed) {
    throw new Error(
      'context.rewrite() was called after the body was read; read it in the target, or clone the request first',
    );
  }
  return new Request(url, request);
}
