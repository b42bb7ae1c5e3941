import { Buffer } from 'node:buffer';
import type { ServerResponse } from 'node:http';
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
  const plain = plainMethods(res);
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
  if (end !== plain.end || write !== plain.write) return guardWrapped(exchange, res[guarded]!);
  res.end = endGuarded;
  res.write = writeGuarded;
  exchange.onLeave(removeGuards);
}

/** What `res` has without anybody's wrappers: Node's for HTTP/1 or HTTP/2. */
function plainMethods(res: ServerResponse): Writing {
  return Object.getPrototypeOf(res) as Writing;
}

function removeGuards({ res }: Exchange): void {
  takeOff(res, 'end', endGuarded);
  takeOff(res, 'write', writeGuarded);
  res.once('close', guardClosed);
}

/** What somebody has wrapped since stays: it is part of that now. */
function takeOff(res: ServerResponse, name: 'end' | 'write', guard: AnyMethod, before?: AnyMethod): void {
  if (res[name] !== guard) return;
  Reflect.deleteProperty(res, name);
  if (before && res[name] !== before) Reflect.set(res, name, before);
}

/** Where ours may be gone by then, they come back, to tell of what a handler writes still later. */
function guardClosed(this: ServerResponse): void {
  if (!this.writableFinished) return;
  this.end = endGuarded;
  this.write = writeGuarded;
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
  return plainMethods(this).end.call(this, chunk, encoding, callback);
}

function writeGuarded(this: GuardedResponse, chunk?: unknown, encoding?: unknown, callback?: unknown): any {
  const answer = this[guarded]!;
  if (this.writableEnded) warnWhenClosed(this, answer);
  else if (answer.outermost === endGuarded) count(answer, chunk, encoding);
  return plainMethods(this).write.call(this, chunk, encoding, callback);
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
      dropLate(answer, args);
      return this;
    }
    isEnded = isEnding = answer.isEnded = true;
    if (answer.outermost === endWrapped) countLast(answer, args[0], args[1]);
    try {
      return Reflect.apply(end, this, args);
    } catch (error) {
      // Such as a chunk of a wrong type: somebody else may end the answer yet.
      if (!res.writableEnded) isEnded = answer.isEnded = false;
      throw error;
    } finally {
      isEnding = false;
    }
  }
  function writeWrapped(this: ServerResponse, ...args: unknown[]): any {
    if (isEnded && !isEnding) {
      dropLate(answer, args);
      return false;
    }
    if (!isEnded && answer.outermost === endWrapped) count(answer, args[0], args[1]);
    return Reflect.apply(write, this, args);
  }
  guards.add(endWrapped);
  answer.outermost = endWrapped;
  res.end = endWrapped;
  res.write = writeWrapped;
  // Some wrappers put back, at the end, what they found.
  res.once('close', guardClosed);
  exchange.onLeave(() => {
    takeOff(res, 'end', endWrapped, end);
    takeOff(res, 'write', writeWrapped, write);
  });
}

/** Whoever waits for it hears of it, as from Node. */
function dropLate({ exchange }: Guarded, args: unknown[]): void {
  warnOfLateWrite(exchange);
  const callback = args.find((value) => typeof value === 'function');
  const error = Object.assign(new Error('write after end'), { code: 'ERR_STREAM_WRITE_AFTER_END' });
  if (callback) process.nextTick(callback, error);
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
