import { executionAsyncResource } from 'node:async_hooks';
import { hasSubscribers } from 'node:diagnostics_channel';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/** V8 watches seven objects of a constructor; all later ones have the room of the largest hidden class that lives by then. */
const watchedObjects = 8;

/** What Node, Express and an endpoint add to a socket, a request or a response, and some of an app's own. */
const propertiesToCome = 20;

/** While it holds one, the hidden class of what waits for `process.nextTick` lives. */
const keptTicks: object[] = [];
let hasSettled = false;

/**
 * Makes the hidden classes of Node's own HTTP objects such that no garbage collection spoils them.
 *
 * V8 holds hidden classes weakly: a collection while a server has nothing to do drops those of the requests that have ended. It leaves
 * two marks, both for the life of the process. Before the seventh response it makes the room of all that follow too small, so that each
 * becomes a dictionary while it is made. And `process.nextTick`, which Node calls several times for a request, no longer recognises
 * what it queues, and takes six times as long. Nothing of Node's is replaced.
 */
export function settleNodeShapes(): void {
  if (hasSettled) return;
  hasSettled = true;
  process.nextTick(() => keptTicks.push(executionAsyncResource()));
  settleShape(() => new Socket(), propertiesToCome);
  // Whoever looks at each response would see some that nobody asked for.
  if (!hasSubscribers('http.server.response.created')) settleMessages(IncomingMessage, ServerResponse);
}

/** Settles the requests and responses of a server. */
export function settleMessages(
  Request: new (socket: never) => IncomingMessage,
  Response: new (req: IncomingMessage) => ServerResponse,
): void {
  const requests = settleShape(() => new Request(null as never), propertiesToCome);
  settleShape(() => new Response(requests[0]!), propertiesToCome);
}

/** Fixes how much room the objects of a constructor have: that of one now, and of some properties more. */
export function settleShape<T extends object>(make: () => T, more = 0): readonly T[] {
  const made = [make()];
  for (let i = 0; i < more; i++) Reflect.set(made[0]!, `property${i}`, undefined);
  while (made.length < watchedObjects) made.push(make());
  return made;
}
