import type {
  NextFunction,
  RequestListener,
  ExpressErrorMiddleware,
  ExpressMiddleware,
  ExpressStack,
  HandlersByMethod,
} from '../modules/express-handlers';
import { borrowExpress } from './borrow-express';
import type { Exchange } from './exchange';
import { type EndpointCall, isThenable, type Outcome, passed } from './handler';
import { guardAnswer } from './guard-answer';
import { parseRequestBody } from './parse-request-body';

/** A handler, or middleware and handlers in a row, with the meaning of an Express route. */
export function createStackCall(stack: ExpressStack): EndpointCall {
  return async function callStack(exchange) {
    await prepare(exchange);
    return runStack(stack, exchange);
  };
}

export function createMethodCalls(methods: HandlersByMethod): Map<string, EndpointCall> {
  const calls = new Map<string, EndpointCall>();
  for (const [method, stack] of Object.entries(methods)) {
    calls.set(method.toUpperCase(), createStackCall([stack].flat() as ExpressStack));
  }
  return calls;
}

/** A router sees the URL below its own, as if `app.use` had mounted it; a miss in it passes. */
export function createRouterCall(router: RequestListener): EndpointCall {
  return async function callRouter(exchange) {
    const { req, res, route, target } = exchange;
    await prepare(exchange);
    const mountPath = mountedPath(target.path, route.pattern);
    const below = target.path.slice(mountPath.length);
    exchange.lend(req, 'baseUrl', (req.baseUrl ?? '') + mountPath);
    exchange.lend(req, 'url', (below.startsWith('/') ? below : `/${below}`) + target.search);
    return new Promise<Outcome>((resolve, reject) => {
      const done = (error?: unknown): void => (isError(error) ? reject(error) : resolve(passed));
      Promise.resolve(router(req, res, done)).catch(reject);
    });
  };
}

/** The part of a path that a router's own pattern covers: as many segments as the pattern has. */
function mountedPath(path: string, pattern: string): string {
  const depth = pattern === '/' ? 0 : pattern.split('/').length - 1;
  let end = 0;
  for (let i = 0; i < depth && end !== -1; i++) end = path.indexOf('/', end + 1);
  return end === -1 ? path.replace(/\/$/, '') : path.slice(0, end);
}

async function prepare(exchange: Exchange): Promise<void> {
  const { req, res, next } = exchange;
  borrowExpress(req, res, next);
  exchange.flushCookies();
  guardAnswer(exchange);
  await (exchange.route.isBodyParsed ? parseRequestBody(exchange, 'express') : undefined);
}

/**
 * One after the other; an error goes to the next handler of four parameters. The promise stays
 * open when a handler answers: nobody waits for it, and it is collected with the request.
 */
function runStack(stack: ExpressStack, { req, res, app }: Exchange): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const step = (index: number, error: unknown): void => {
      const handler = stack[index];
      if (!handler) return error === undefined ? resolve(passed) : reject(error);
      const takesErrors = handler.length === 4;
      if (takesErrors !== (error !== undefined)) return step(index + 1, error);
      let isDone = false;
      const next: NextFunction = (value) => {
        if (isDone) return app.logger.warn('A middleware called next() twice; the second call is ignored.');
        isDone = true;
        if (value === 'route' || value === 'router') resolve(passed);
        else step(index + 1, value || undefined);
      };
      const call = (): unknown =>
        takesErrors
          ? (handler as ExpressErrorMiddleware)(error, req, res, next)
          : (handler as ExpressMiddleware)(req, res, next);
      invoke(call, (thrown) => {
        if (isDone) return app.logger.error(thrown);
        isDone = true;
        step(index + 1, thrown);
      });
    };
    step(0, undefined);
  });
}

/** Express 4 does not see the rejection of an async handler; we do. */
function invoke(call: () => unknown, onError: (error: unknown) => void): void {
  const fail = (thrown: unknown): void => onError(thrown ?? new Error(`A handler threw ${String(thrown)}`));
  try {
    const returned = call();
    if (isThenable(returned)) returned.then(undefined, fail);
  } catch (thrown) {
    fail(thrown);
  }
}

function isError(value: unknown): boolean {
  return value !== undefined && value !== null && value !== 'route' && value !== 'router';
}
