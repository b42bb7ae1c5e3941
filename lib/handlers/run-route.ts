import { readParams } from '../routes/read-params';
import type { RouteMatch } from '../routes/match-route';
import { callMethod } from './call-method';
import type { Exchange } from './exchange';
import { type Outcome, sent, whenDone } from './handler';
import { runMiddleware } from './run-middleware';
import type { ServedRoute } from './served-route';

/** Runs one route for a request: its guards, its middleware, its handler. */
export function runRoute(exchange: Exchange, match: RouteMatch<ServedRoute>): Outcome | Promise<Outcome> {
  const { route } = match;
  const { req, res } = exchange;
  exchange.enter(route, readParams(match));
  return whenDone(route.cors ? route.cors(req, res) : false, (isAnswered) => {
    if (isAnswered) return sent;
    route.csrf?.(req);
    return runMiddleware(exchange, route, callMethod);
  });
}
