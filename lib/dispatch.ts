import { isResponse, sendResponse } from './http/send-response';
import { checkRequest } from './http/check-request';
import { parseTarget } from './http/request-target';
import { reportError } from './report-error';
import { Exchange, type AppServices, type ExpressRequest, type ExpressResponse } from './handlers/exchange';
import { callMethod } from './handlers/call-method';
import { type Outcome, passed, sent } from './handlers/handler';
import { runMiddleware } from './handlers/run-middleware';
import type { ServedRoute } from './handlers/served-route';
import type { NextFunction } from './modules/express-handlers';
import { readParams } from './routes/read-params';
import type { RouteMatch } from './routes/match-route';

/** What a running middleware consists of; replaced as a whole. */
export interface Serving {
  readonly find: (path: string, req: ExpressRequest, after?: number) => RouteMatch<ServedRoute> | undefined;
  readonly app: AppServices;
}

/** The way of a request: match, check, enter, guard, middleware, method, body, handler, answer. */
export function dispatch(serving: Serving, req: ExpressRequest, res: ExpressResponse, next: NextFunction): void {
  const target = parseTarget(req.url!);
  const match = target && serving.find(target.path, req);
  if (!match) return next();
  const exchange = new Exchange(req, res, next, target, serving.app);
  serveMatches(serving, exchange, match).catch((thrown: unknown) => answerError(exchange, thrown));
}

/** The most specific route first; one that passes leaves the request to the next wider one, then to the app. */
async function serveMatches(serving: Serving, exchange: Exchange, first: RouteMatch<ServedRoute>): Promise<void> {
  const { req, res, target, next } = exchange;
  checkRequest(req, res, target);
  for (let match: typeof first | undefined = first; match; match = serving.find(target.path, req, match.rank)) {
    const outcome = await runRoute(exchange, match);
    if (outcome === sent) return;
    if (outcome !== passed) return send(exchange, outcome);
    exchange.leave();
  }
  next();
}

export async function runRoute(exchange: Exchange, match: RouteMatch<ServedRoute>): Promise<Outcome> {
  exchange.enter(match.route, readParams(match));
  if (match.route.cors && (await match.route.cors(exchange.req, exchange.res))) return sent;
  match.route.csrf?.(exchange.req);
  return runMiddleware(exchange, match.route, callMethod);
}

function send(exchange: Exchange, response: Response): Promise<void> {
  return sendResponse(exchange.req, exchange.res, response, exchange.takeCookies());
}

async function answerError(exchange: Exchange, thrown: unknown): Promise<void> {
  if (!isResponse(thrown)) return reportError(exchange, thrown);
  await send(exchange, thrown).catch((error: unknown) => reportError(exchange, error));
}
