import { Buffer } from 'node:buffer';
import { ServerResponse } from 'node:http';
import type { Exchange } from './exchange';

/** How long an answer may be before the log hears of it; `label` is the limit as the log writes it. */
export interface ResponseLimit {
  readonly bytes: number;
  readonly label: string;
}

/** What is known of an answer that a handler writes itself. */
interface Guarded {
  /** The exchange that answers; a rewritten request takes it over. */
  exchange: Exchange;
  limit: ResponseLimit | undefined;
  /** How much was written so far, before whatever compresses it. */
  bytes: number;
  /** Who counts the bytes; it may have other guards within. */
  outermost: AnyMethod;
  /** Set at the end, though a wrapper of `res.end` may still hold the answer back. */
  isEnded: boolean;
}

const guarded = Symbol('guarded');
type GuardedResponse = ServerResponse & { [guarded]?: Guarded };

type AnyMethod = (this: any, ...args: any[]) => any;
type Writing = { end: AnyMethod; write: AnyMethod };

const { end: nodeEnd, write: nodeWrite } = ServerResponse.prototype as Writing;
const guards = new WeakSet<AnyMethod>([endGuarded]);

/** Whether nothing may be written any more. */
export function isAnswered(res: ServerResponse): boolean {
  return res.writableEnded || Boolean((res as GuardedResponse)[guarded]?.isEnded);
}

/**
 * Keeps a handler that writes to `res` from crashing the process, and from gluing a second body to
 * the first: what comes after the end is logged and dropped. Logs an answer that is too long, too.
 */
export function guardAnswer(exchange: Exchange, limit?: ResponseLimit): void {
  const res: GuardedResponse = exchange.res;
  const { end, write } = res as Writing;
  const known = res[guarded];
  if (known) {
    known.exchange = exchange;
    // Who only looks at `context.res` has none.
    known.limit = limit ?? known.limit;
  } else {
    res[guarded] = { exchange, limit, bytes: 0, outermost: endGuarded, isEnded: false };
    // Node emits an error for a write after the end, which ends a process that does not listen.
    res.on('error', onError);
  }
  if (guards.has(end)) return;
  // Sessions and compression end an answer later than they are told, and let writes through until then.
  if (end !== nodeEnd || write !== nodeWrite) return guardWrapped(exchange, res[guarded]!);
  res.end = endGuarded;
  res.write = writeGuarded;
  exchange.onLeave(removeGuards);
}

function removeGuards({ res }: Exchange): void {
  takeOff(res, 'end', endGuarded);
  takeOff(res, 'write', writeGuarded);
}

/** What somebody has wrapped since stays: it is part of that now. */
function takeOff(res: ServerResponse, name: 'end' | 'write', guard: AnyMethod, before?: AnyMethod): void {
  if (res[name] !== guard) return;
  Reflect.deleteProperty(res, name);
  if (before && res[name] !== before) Reflect.set(res, name, before);
}

function onError(this: GuardedResponse, error: Error): void {
  const { exchange } = this[guarded]!;
  if (isAnswered(this)) warnOfLateWrite(exchange);
  else exchange.app.fail(exchange, error);
}

/** Shared by all answers, as is `writeGuarded`: functions made for each would cost more than the answer. */
function endGuarded(this: GuardedResponse, chunk?: unknown, encoding?: unknown, callback?: unknown): any {
  const answer = this[guarded]!;
  if (this.writableEnded) warnWhenClosed(this, answer);
  else if (answer.outermost === endGuarded) countLast(answer, chunk, encoding);
  return nodeEnd.call(this, chunk, encoding, callback);
}

function writeGuarded(this: GuardedResponse, chunk?: unknown, encoding?: unknown, callback?: unknown): any {
  const answer = this[guarded]!;
  if (this.writableEnded) warnWhenClosed(this, answer);
  else if (answer.outermost === endGuarded) count(answer, chunk, encoding);
  return nodeWrite.call(this, chunk, encoding, callback);
}

/** Node emits an error for what comes after the end, but nothing when the connection is done with. */
function warnWhenClosed(res: ServerResponse, { exchange }: Guarded): void {
  if (res.destroyed && res.writableFinished) warnOfLateWrite(exchange);
}

/** Closures for each answer, since what wraps it later may be guarded in its turn. */
function guardWrapped(exchange: Exchange, answer: Guarded): void {
  const res: ServerResponse = exchange.res;
  const { end, write } = res as Writing;
  let isEnded = false;
  // Some wrappers call `this.write` from their `end`.
  let isEnding = false;
  function endWrapped(this: ServerResponse, ...args: unknown[]): any {
    if (isEnded) {
      warnOfLateWrite(answer.exchange);
      return this;
    }
    isEnded = isEnding = answer.isEnded = true;
    if (answer.outermost === endWrapped) countLast(answer, args[0], args[1]);
    try {
      return Reflect.apply(end, this, args);
    } finally {
      isEnding = false;
    }
  }
  function writeWrapped(this: ServerResponse, ...args: unknown[]): any {
    if (isEnded && !isEnding) {
      warnOfLateWrite(answer.exchange);
      return false;
    }
    if (!isEnded && answer.outermost === endWrapped) count(answer, args[0], args[1]);
    return Reflect.apply(write, this, args);
  }
  guards.add(endWrapped);
  answer.outermost = endWrapped;
  res.end = endWrapped;
  res.write = writeWrapped;
  exchange.onLeave(() => {
    takeOff(res, 'end', endWrapped, end);
    takeOff(res, 'write', writeWrapped, write);
  });
}

/** To count the bytes of a text takes longer than to see that they cannot be too many. */
function countLast(answer: Guarded, chunk: unknown, encoding: unknown): void {
  const isShort = typeof chunk === 'string' && answer.limit && answer.bytes + chunk.length * 3 < answer.limit.bytes;
  if (!isShort) count(answer, chunk, encoding);
}

function count(answer: Guarded, chunk: unknown, encoding: unknown): void {
  const { limit, exchange } = answer;
  if (!limit) return;
  if (typeof chunk === 'string') answer.bytes += Buffer.byteLength(chunk, encoding as BufferEncoding);
  else if (chunk instanceof Uint8Array) answer.bytes += chunk.length;
  if (answer.bytes < limit.bytes) return;
  // Once.
  answer.limit = undefined;
  exchange.app.logger.warn(
    `${exchange.route.path} sent more than ${limit.label}; API routes are meant to answer quickly. Set config.api.responseLimit.`,
  );
}

function warnOfLateWrite({ req, app, route }: Exchange): void {
  app.logger.warn(
    `${route.path} wrote to ${req.method} ${req.url} after its answer had ended; what came late was dropped.`,
  );
}
