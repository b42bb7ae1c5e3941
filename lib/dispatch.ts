import { isResponse, sendResponse } from './http/send-response';
import { checkRequest } from './http/check-request';
import { parseTarget } from './http/request-target';
import { reportError } from './report-error';
import { Exchange, type AppServices, type ExpressRequest, type ExpressResponse } from './handlers/exchange';
import { handOn, type Outcome, passed, sent } from './handlers/handler';
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

/** The most specific route first; one that passes leaves the request to the next wider one, then to the app. */
function serveMatch(serving: Serving, exchange: Exchange, match: RouteMatch<ServedRoute>): void {
  const goOn = (outcome: Outcome): void => {
    if (outcome === sent) return;
    if (outcome !== passed) return send(exchange, outcome);
    exchange.leave();
    const wider = serving.find(exchange.target.path, exchange.req, match.rank);
    return wider ? serveMatch(serving, exchange, wider) : exchange.next();
  };
  handOn(runRoute(exchange, match), goOn, (thrown) => answerError(exchange, thrown));
}

function send(exchange: Exchange, response: Response, fail = answerError): void {
  const sending = sendResponse(exchange.req, exchange.res, response, exchange.takeCookies());
  sending?.catch((thrown: unknown) => fail(exchange, thrown));
}

function answerError(exchange: Exchange, thrown: unknown): void {
  try {
    if (!isResponse(thrown)) return reportError(exchange, thrown);
    send(exchange, thrown, reportError);
  } catch (error) {
    reportError(exchange, error);
  }
}
