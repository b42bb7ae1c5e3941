import type { ServerResponse } from 'node:http';
import { describeValue } from '../errors/http-error';
import { toError } from '../errors/to-error';
import { isResponse } from '../http/send-response';
import type { MiddlewareStep } from '../modules/middleware-module';
import { contextOf } from './api-context';
import { borrowExpress } from './borrow-express';
import type { Exchange } from './exchange';
import { isThenable, type Outcome, passed, sent } from './handler';
import type { ServedRoute } from './served-route';

type RouteCall = (exchange: Exchange, route: ServedRoute) => Outcome | Promise<Outcome>;
type StepOf<Kind> = Extract<MiddlewareStep, { kind: Kind }>;

interface StandIn {
  readonly outcome: typeof sent | typeof passed;
  /** The one answer that it stands for: an app may keep what it gets from `next()`. */
  readonly res: ServerResponse;
}

/** Stand in, inside `onRequest`, for an answer that was written to `res` or left to another route. */
const standIns = new WeakMap<Response, StandIn>();

/** Runs the middleware of a route from the outside in, and `last` at the centre. */
export function runMiddleware(
  exchange: Exchange,
  route: ServedRoute,
  last: RouteCall,
  index = 0,
): Outcome | Promise<Outcome> {
  const step = route.chain[index];
  if (!step) return last(exchange, route);
  const inner = (): Outcome | Promise<Outcome> => {
    // Middleware may have put others in their place.
    exchange.headers = exchange.req.headers;
    return runMiddleware(exchange, route, last, index + 1);
  };
  // Middleware above a rewrite has let the request pass already.
  if (exchange.passedSteps.includes(step)) return inner();
  switch (step.kind) {
    case 'express':
      return runExpress(step, exchange, inner);
    case 'express-error':
      return runExpressError(step, exchange, inner);
    case 'web':
      return runWeb(step, exchange, inner, route.chain.slice(0, index + 1));
  }
}

type Inner = () => Outcome | Promise<Outcome>;

/** What is inside runs within `next()`, so that AsyncLocalStorage reaches it. */
function runExpress({ call }: StepOf<'express'>, exchange: Exchange, inner: Inner): Promise<Outcome> {
  const { req, res, app, next } = exchange;
  borrowExpress(req, res, next);
  exchange.flushCookies();
  return new Promise((resolve, reject) => {
    let isDone = false;
    const settle = (error?: unknown): void => {
      if (isDone) return;
      isDone = true;
      if (error === 'route' || error === 'router') resolve(passed);
      else if (error) reject(error);
      else {
        try {
          resolve(inner());
        } catch (thrown) {
          reject(thrown);
        }
      }
    };
    const fail = (thrown: unknown): void => {
      if (isDone) return app.logger.error(thrown);
      isDone = true;
      reject(thrown);
    };
    try {
      const returned = call(req, res, settle);
      if (isThenable(returned)) returned.then(undefined, fail);
    } catch (thrown) {
      fail(thrown);
    }
  });
}

async function runExpressError(
  { call, file }: StepOf<'express-error'>,
  exchange: Exchange,
  inner: Inner,
): Promise<Outcome> {
  try {
    return await inner();
  } catch (thrown) {
    if (isResponse(thrown)) return thrown;
    const { req, res, next } = exchange;
    borrowExpress(req, res, next);
    exchange.flushCookies();
    return new Promise((resolve, reject) => {
      const goOn = (value?: unknown): void => (value ? reject(value) : resolve(passed));
      Promise.resolve(call(toError(thrown, `What lies below ${file}`), req, res, goOn)).catch(reject);
    });
  }
}

/**
 * Astro's contract: a middleware calls `next()` or returns a `Response`; what it returns replaces
 * the answer of `next()`, and nothing leaves it as it is.
 */
async function runWeb(
  { call, file }: StepOf<'web'>,
  exchange: Exchange,
  inner: Inner,
  done: readonly MiddlewareStep[],
): Promise<Outcome> {
  let fromNext: Promise<Response> | undefined;
  let original: Response | undefined;
  const next = (payload?: string | URL | Request): Promise<Response> => {
    fromNext = payload === undefined ? answerInside(exchange, inner) : exchange.app.rewrite(exchange, payload, done);
    // It may be awaited late or never; the error still reaches whoever awaits it.
    fromNext.then((response) => (original = response)).catch(() => {});
    return fromNext;
  };
  const returned = await call(contextOf(exchange), next);
  const answer = returned === undefined ? await fromNext : returned;
  if (answer === undefined) throw new TypeError(`onRequest of ${file} must call next() or return a Response`);
  if (!isResponse(answer))
    throw new TypeError(`onRequest of ${file} returned ${describeValue(answer)}; it must return a Response`);
  const standIn = standInOutcome(answer, exchange, file);
  if (standIn) return standIn;
  if (exchange.res.headersSent || (original && standIns.get(original)?.outcome === sent)) {
    throw new TypeError(
      `onRequest of ${file} returned another Response, but ${exchange.route.path} has already answered through res`,
    );
  }
  return answer;
}

async function answerInside(exchange: Exchange, inner: Inner): Promise<Response> {
  try {
    return makeMutable(await toResponse(await awaitOutcome(exchange, inner()), exchange.res));
  } catch (thrown) {
    if (isResponse(thrown)) return makeMutable(thrown);
    throw thrown;
  }
}

/** What a route that runs ends in; Express handlers never say that they have answered, so `res` does. */
export async function awaitOutcome(exchange: Exchange, running: Outcome | Promise<Outcome>): Promise<Outcome> {
  const outcome = await Promise.race<Outcome>([running, finished(exchange.res).then(() => sent)]);
  if (outcome === sent) reportLate(running, exchange);
  return outcome;
}

/** A handler that has answered may still be at work, and fail when nobody waits for it any more. */
function reportLate(running: Outcome | Promise<Outcome>, exchange: Exchange): void {
  if (running instanceof Promise) running.catch((thrown: unknown) => exchange.app.fail(exchange, thrown));
}

/** Middleware may set headers, which those of `Response.redirect()` and of a `fetch()` result refuse. */
function makeMutable(response: Response): Response {
  try {
    response.headers.delete('x-none');
    return response;
  } catch {
    return new Response(response.body, response);
  }
}

/** An outcome as `onRequest` sees it; waits until an answer through `res` is finished. */
export async function toResponse(outcome: Outcome, res: ServerResponse): Promise<Response> {
  if (outcome !== sent && outcome !== passed) return outcome;
  if (outcome === sent) await finished(res);
  const response = outcome === sent ? describeAnswer(res) : new Response(null, { status: 404 });
  standIns.set(response, { outcome, res });
  return response;
}

/**
 * What a stand-in stands for; undefined for a response of the endpoint's own.
 *
 * @throws TypeError when it stands for the answer to another request, which this one would wait for in vain.
 */
export function standInOutcome(
  response: Response,
  { res, route }: Exchange,
  file = route.path,
): StandIn['outcome'] | undefined {
  const standIn = standIns.get(response);
  if (!standIn || standIn.res === res) return standIn?.outcome;
  throw new TypeError(
    `${file} returned the answer to another request, which cannot be sent again; only a clone of what an endpoint has returned may be kept`,
  );
}

function finished(res: ServerResponse): Promise<void> {
  if (res.writableFinished || res.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      res.off('finish', done).off('close', done);
      resolve();
    };
    res.on('finish', done).on('close', done);
  });
}

/** Status and headers of a finished answer, without its body. */
function describeAnswer(res: ServerResponse): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(res.getHeaders())) {
    for (const item of [value].flat()) headers.append(name, String(item));
  }
  const status = res.statusCode >= 200 && res.statusCode <= 599 ? res.statusCode : 500;
  return new Response(null, { status, headers });
}
