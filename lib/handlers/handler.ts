import type { Exchange } from './exchange';

/** The handler writes to `res` itself, now or later. */
export const sent = Symbol('sent');
/** The handler leaves the request to the next wider route, and after the last one to the app. */
export const passed = Symbol('passed');

/** What one handler call ends in. */
export type Outcome = Response | typeof sent | typeof passed;

export type EndpointCall = (exchange: Exchange) => Outcome | Promise<Outcome>;

/** Four styles behind one call shape. */
export interface Handler {
  /** The methods `Allow` lists. */
  readonly allow: readonly string[];
  /** The call that answers a method; HEAD and ALL are resolved already. */
  find(method: string): EndpointCall | undefined;
}

/** A promise of any kind: what `await` would wait for. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}

/** Goes on at once where there is nothing to wait for: a promise costs as much as the rest of the way. */
export function whenDone<T, U>(value: T | Promise<T>, then: (value: T) => U | Promise<U>): U | Promise<U> {
  return value instanceof Promise ? value.then(then) : then(value);
}

/**
 * Hands on what a value or a promise comes to, at once where there is nothing to wait for.
 *
 * @param fail Told of a rejection, and of what `then` throws later; what it throws at once is the caller's. `catch` behind `then` would
 * make one promise more for each request.
 */
export function handOn<T>(value: T | Promise<T>, then: (value: T) => void, fail: (reason: unknown) => void): void {
  if (!(value instanceof Promise)) return then(value);
  value.then((settled) => {
    try {
      then(settled);
    } catch (thrown) {
      fail(thrown);
    }
  }, fail);
}
