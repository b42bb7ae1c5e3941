import type { CorsGuard } from '../guards/cors';
import { readParams } from '../routes/read-params';
import type { RouteMatch } from '../routes/match-route';
import { callMethod } from './call-method';
import type { Exchange } from './exchange';
import { type Outcome, passed, sent } from './handler';
import { runMiddleware } from './run-middleware';
import type { ServedRoute } from './served-route';

/** Runs one route for a request: its guards, its middleware, its handler. */
export function runRoute(exchange: Exchange, match: RouteMatch<ServedRoute>): Outcome | Promise<Outcome> {
  const { route } = match;
  const { req, res } = exchange;
  exchange.enter(route, readParams(match));
  return route.cors ? runBehindCors(route.cors(req, res), exchange, route) : runBehindCsrf(exchange, route);
}

async function runBehindCors(verdict: ReturnType<CorsGuard>, exchange: Exchange, route: ServedRoute): Promise<Outcome> {
  const takeBack = await verdict;
  if (takeBack === 'answered') return sent;
  const outcome = await runBehindCsrf(exchange, route);
  if (outcome === passed) takeBack();
  return outcome;
}

function runBehindCsrf(exchange: Exchange, route: ServedRoute): Outcome | Promise<Outcome> {
  route.csrf?.(exchange.req);
  return runMiddleware(exchange, route, callMethod);
}
