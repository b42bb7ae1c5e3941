import { isResponse, sendResponse } from './http/send-response';
import { checkRequest } from './http/check-request';
import { parseTarget } from './http/request-target';
import { reportError } from './report-error';
import { Exchange, type AppServices, type ExpressRequest, type ExpressResponse } from './handlers/exchange';
import { type Outcome, passed, sent } from './handlers/handler';
import { runRoute } from './handlers/run-route';
import type { ServedRoute } from './handlers/served-route';
import type { NextFunction } from './modules/express-handlers';
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
  try {
    checkRequest(req, res, target, exchange.mountPath);
    serveMatch(serving, exchange, match);
  } catch (thrown) {
    answerError(exchange, thrown);
  }
}

/** Errors that come later are answered where they come: a promise of the whole way costs as much as the rest of it. */
function serveMatch(serving: Serving, exchange: Exchange, match: RouteMatch<ServedRoute>): void {
  const running = runRoute(exchange, match);
  if (!(running instanceof Promise)) return finish(serving, exchange, match, running);
  const fail = (thrown: unknown): void => answerError(exchange, thrown);
  running.then((outcome) => {
    try {
      finish(serving, exchange, match, outcome);
    } catch (thrown) {
      fail(thrown);
    }
  }, fail);
}

/** The most specific route comes first; one that passes leaves the request to the next wider one, the last one to the app. */
function finish(serving: Serving, exchange: Exchange, match: RouteMatch<ServedRoute>, outcome: Outcome): void {
  if (outcome === sent) return;
  if (outcome !== passed) return send(exchange, outcome);
  exchange.leave();
  const wider = serving.find(exchange.target.path, exchange.req, match.rank);
  if (wider) serveMatch(serving, exchange, wider);
  else exchange.next();
}

function send(exchange: Exchange, response: Response): void {
  sendResponse(exchange.req, exchange.res, response, exchange.takeCookies())?.catch((thrown: unknown) =>
    answerError(exchange, thrown),
  );
}

function answerError(exchange: Exchange, thrown: unknown): void {
  try {
    if (isResponse(thrown)) send(exchange, thrown);
    else reportError(exchange, thrown);
  } catch (error) {
    reportError(exchange, error);
  }
}
