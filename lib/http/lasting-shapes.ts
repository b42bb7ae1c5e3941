import { executionAsyncResource } from 'node:async_hooks';
import { hasSubscribers } from 'node:diagnostics_channel';
import http from 'node:http';
import net from 'node:net';

type Constructor<T extends object> = new (...args: any[]) => T;

/** So many objects of a constructor V8 watches: all later ones have the room of the largest hidden class that lives by then. */
const watchedObjects = 7;

/** What Node, Express and an endpoint add to a socket, a request or a response, and some of an app's own. */
const propertiesToCome = 20;

// Bound now: a test that fakes timers is not to find one of ours among them.
const nextTick = process.nextTick.bind(process);

let hasSettled = false;
/** Constructors that have had their turn: the first objects of each count, and no others. */
const settled = new WeakSet<object>();
/** While the tick lives, so does the hidden class of all that waits for `process.nextTick`. */
const kept: { tick?: object } = {};

/**
 * Makes the hidden classes of Node's own HTTP objects such that no garbage collection spoils them.
 *
 * V8 holds hidden classes weakly: a collection while a server has nothing to do drops those of the requests that have ended. It leaves
 * two marks, both for the life of the process. Between the sixth response and the seventh it makes the room of all that follow too small,
 * so that each becomes a dictionary while it is made. And `process.nextTick`, which Node calls several times for a request, no longer
 * recognises what it queues, and takes six times as long. Nothing of Node's is replaced, and nothing here throws.
 */
export function settleNodeShapes(): void {
  if (hasSettled) return;
  hasSettled = true;
  nextTick(keepTick);
  settleShape(net.Socket, () => new net.Socket(), propertiesToCome);
  // Whoever looks at each response would see some that nobody asked for.
  if (!hasSubscribers?.('http.server.response.created')) settleMessages(http.IncomingMessage, http.ServerResponse);
}

/** Settles the requests and responses of a server. */
export function settleMessages(
  Request: Constructor<http.IncomingMessage>,
  Response: Constructor<http.ServerResponse>,
): void {
  // As of HTTP/1.1: for an older one a response looks into the headers.
  const version = { httpVersionMajor: 1, httpVersionMinor: 1 };
  const [request] = settleShape(Request, () => Object.assign(new Request(null), version), propertiesToCome);
  if (request) settleShape(Response, () => new Response(request), propertiesToCome);
}

/**
 * Fixes how much room the objects of a constructor have: what one has now, and some properties more.
 *
 * @returns What was made; nothing where it could not be, or need not be again.
 */
export function settleShape<T extends object>(Constructor: Constructor<T>, make: () => T, more = 0): readonly T[] {
  try {
    if (settled.has(Constructor)) return [];
    settled.add(Constructor);
    const first = make();
    // A mock makes objects of its own.
    if (Object.getPrototypeOf(first) !== Constructor.prototype) return [];
    for (let i = 0; i < more; i++) Object.defineProperty(first, `property${i}`, ownProperty);
    return [first, ...Array.from({ length: watchedObjects - 1 }, make)];
  } catch {
    // What an app or a test has put in the place of Node's class needs more than it got: then its objects are as they would have been.
    return [];
  }
}

const ownProperty = { value: undefined, writable: true, enumerable: true, configurable: true };

function keepTick(): void {
  // Absent or another where async_hooks or timers are mocked.
  const tick = executionAsyncResource?.() as { callback?: unknown } | undefined;
  if (tick?.callback !== keepTick) return;
  for (const key of Reflect.ownKeys(tick)) {
    // What it refers to, such as the store of an AsyncLocalStorage, is not to live as long.
    if (!['number', 'undefined'].includes(typeof Reflect.get(tick, key))) Reflect.set(tick, key, undefined);
  }
  kept.tick = tick;
}
