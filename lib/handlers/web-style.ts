import { contentType } from 'mime-types';
import { describeValue } from '../errors/http-error';
import { isResponse } from '../http/send-response';
import type { EndpointClass } from '../modules/http-endpoint';
import type { Namespace } from '../modules/load-module';
import { type APIContext, contextOf } from './api-context';
import type { Exchange } from './exchange';
import { type EndpointCall, type Outcome, sent } from './handler';
import { standInOutcome } from './run-middleware';

type WebFunction = (context: APIContext) => unknown;

/** Astro's named exports: called with the module as `this` and the context as the one argument. */
export function createFunctionCalls(
  functions: ReadonlyMap<string, WebFunction>,
  namespace: Namespace,
  isLegacy: boolean,
): Map<string, EndpointCall> {
  const calls = new Map<string, EndpointCall>();
  for (const [method, fn] of functions) {
    calls.set(method, function callFunction(exchange) {
      return settle(exchange, fn.call(namespace, contextOf(exchange)), isLegacy);
    });
  }
  return calls;
}

/** Starlette's classes: an instance per request. */
export function createClassCalls(
  constructor: EndpointClass,
  members: ReadonlyMap<string, string>,
): Map<string, EndpointCall> {
  const calls = new Map<string, EndpointCall>();
  for (const [method, member] of members) {
    calls.set(method, function callMember(exchange) {
      const context = contextOf(exchange);
      const instance = new constructor(context) as Record<string, WebFunction>;
      return settle(exchange, instance[member]!(context), false);
    });
  }
  return calls;
}

function settle(exchange: Exchange, returned: unknown, isLegacy: boolean): Outcome | Promise<Outcome> {
  if (isResponse(returned)) return standInOutcome(returned, exchange) ?? returned;
  return Promise.resolve(returned).then((value) => readReturned(exchange, value, isLegacy));
}

function readReturned(exchange: Exchange, value: unknown, isLegacy: boolean): Outcome {
  const { req, res, route } = exchange;
  if (isResponse(value)) return standInOutcome(value, exchange) ?? value;
  if (isLegacy && isSimpleObject(value)) return fromSimpleObject(value, route.pattern);
  // The endpoint has answered through context.res.
  if (value === undefined && res.headersSent) return sent;
  throw new TypeError(
    `${req.method} of ${route.path} returned ${describeValue(value)}; an endpoint must return a Response`,
  );
}

interface SimpleObject {
  readonly body: string | Uint8Array;
  readonly encoding?: BufferEncoding;
}

/** What Astro endpoints returned before they returned a `Response`. */
function isSimpleObject(value: unknown): value is SimpleObject {
  const body = (value as Partial<SimpleObject> | null | undefined)?.body;
  return typeof body === 'string' || body instanceof Uint8Array;
}

function fromSimpleObject({ body, encoding }: SimpleObject, pattern: string): Response {
  const type = (contentType(pattern.slice(pattern.lastIndexOf('/') + 1)) || 'text/plain; charset=utf-8').replace(
    '; ',
    ';',
  );
  const bytes = typeof body === 'string' ? Buffer.from(body, encoding) : body;
  return new Response(new Uint8Array(bytes), {
    headers: { 'Content-Type': type, 'Content-Length': String(bytes.length) },
  });
}
