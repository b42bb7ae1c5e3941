import { ServerResponse } from 'node:http';
import type { Exchange, ExpressRequest, Logger } from './exchange';

/** Answers that have ended, though a wrapper of `res.end` may still hold them back. */
const ended = new WeakSet<ServerResponse>();
const guards = new WeakSet<AnyMethod>();

type AnyMethod = (this: any, ...args: unknown[]) => unknown;
type Wrapped = { readonly end: AnyMethod; readonly write: AnyMethod };

/** The exchange that answers; a rewritten request takes it over. Listeners made for each answer would be two closures more to collect. */
const guarding = Symbol('guarding');
type Guarded = ServerResponse & { [guarding]?: Exchange };

const { end: nodeEnd } = ServerResponse.prototype as Wrapped;

/** Whether nothing may be written any more. */
export function isAnswered(res: ServerResponse): boolean {
  return res.writableEnded || ended.has(res);
}

/**
 * Keeps a handler that writes to `res` from crashing the process, and from gluing a second body to
 * the first: what comes after the end is logged and dropped.
 */
export function guardLateWrites(exchange: Exchange): void {
  const res: Guarded = exchange.res;
  // Node emits an error for a write after the end, which ends a process that does not listen.
  if (!res[guarding]) res.on('error', onError).on('close', onClose);
  res[guarding] = exchange;
  // Sessions and compression end an answer later than they are told, and let writes through until then.
  const { end } = res as Wrapped;
  if (end !== nodeEnd && Object.hasOwn(res, 'end') && !guards.has(end)) guardWrappedAnswer(exchange);
}

function onError(this: Guarded, error: Error): void {
  const exchange = this[guarding]!;
  if (isAnswered(this)) warn(exchange);
  else exchange.app.fail(exchange, error);
}

function onClose(this: Guarded): void {
  guardClosedAnswer(this[guarding]!);
}

type LateMethods = Pick<ServerResponse, 'end' | 'write'>;
const lateMethods = new WeakMap<Logger, LateMethods>();

/**
 * Node drops without a word what is written to an answer whose connection is done with. The
 * functions are shared: ones made for each answer would cost more than the answer.
 */
function guardClosedAnswer({ res, app }: Exchange): void {
  if (!res.writableFinished) return;
  let late = lateMethods.get(app.logger);
  if (!late) lateMethods.set(app.logger, (late = createLateMethods(app.logger)));
  res.end = late.end;
  res.write = late.write;
}

function createLateMethods(logger: Logger): LateMethods {
  const report = ({ req }: ServerResponse): void => {
    const route = (req as ExpressRequest).route as { path?: string } | undefined;
    logger.warn(
      `${route?.path ?? 'A handler'} wrote to ${req.method} ${req.url} after its answer had closed; what came late was dropped.`,
    );
  };
  return {
    end(this: ServerResponse) {
      report(this);
      return this;
    },
    write(this: ServerResponse) {
      report(this);
      return false;
    },
  };
}

function guardWrappedAnswer(exchange: Exchange): void {
  const { res } = exchange;
  const { end, write } = res as Wrapped;
  let isEnded = false;
  // Some wrappers call `this.write` from their `end`.
  let isEnding = false;
  const guardedEnd = function guardedEnd(this: ServerResponse, ...args: unknown[]): unknown {
    if (isEnded) {
      warn(exchange);
      return this;
    }
    isEnded = isEnding = true;
    ended.add(this);
    try {
      return Reflect.apply(end, this, args);
    } finally {
      isEnding = false;
    }
  };
  guards.add(guardedEnd);
  exchange.lend(res, 'end', guardedEnd);
  exchange.lend(res, 'write', function guardedWrite(this: ServerResponse, ...args: unknown[]): unknown {
    if (isEnded && !isEnding) {
      warn(exchange);
      return false;
    }
    return Reflect.apply(write, this, args);
  });
}

function warn({ req, app, route }: Exchange): void {
  app.logger.warn(
    `${route.path} wrote to ${req.method} ${req.url} after its answer had ended; what came late was dropped.`,
  );
}
