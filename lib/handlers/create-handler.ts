import type { RouteModule } from '../modules/route-module';
import { createEdgeCall } from './edge-style';
import { createMethodCalls, createRouterCall, createStackCall } from './express-style';
import type { EndpointCall, Handler } from './handler';
import { createNextCall } from './next-style';
import { commonMethods, endpointMethods, sortMethods } from '../modules/method-names';
import { createClassCalls, createFunctionCalls } from './web-style';

/** The only place that knows all the styles. */
export function createHandler(module: RouteModule): Handler {
  const { endpoint, config } = module;
  switch (endpoint.kind) {
    case 'next':
      return new EveryMethod(createNextCall(endpoint.handler, config));
    case 'edge':
      return new EveryMethod(createEdgeCall(endpoint.handler));
    case 'methods':
      return byMethod(createFunctionCalls(endpoint.functions, module.namespace, endpoint.isLegacy));
    case 'class':
      return byMethod(createClassCalls(endpoint.constructor, endpoint.members));
    case 'stack':
      return new EveryMethod(createStackCall(endpoint.stack));
    case 'router':
      return new EveryMethod(createRouterCall(endpoint.router));
    case 'by-method':
      return byMethod(createMethodCalls(endpoint.handlers.methods));
  }
}

class EveryMethod implements Handler {
  constructor(private readonly call: EndpointCall) {}

  get allow(): readonly string[] {
    return commonMethods;
  }

  find(method: string): EndpointCall | undefined {
    return isEndpointMethod(method) ? this.call : undefined;
  }
}

/** HEAD is answered by HEAD, ALL or GET, in this order (Astro); GET covers it (RFC 9110 §9.3.2). */
function byMethod(calls: Map<string, EndpointCall>): Handler {
  const all = calls.get('ALL');
  calls.delete('ALL');
  const head = calls.get('HEAD') ?? all ?? calls.get('GET');
  if (head) calls.set('HEAD', head);
  const allow = sortMethods(all ? [...commonMethods, ...calls.keys()] : [...calls.keys(), 'OPTIONS']);
  return new ByMethod(calls, all, shareList(allow));
}

class ByMethod implements Handler {
  constructor(
    private readonly calls: ReadonlyMap<string, EndpointCall>,
    private readonly all: EndpointCall | undefined,
    readonly allow: readonly string[],
  ) {}

  find(method: string): EndpointCall | undefined {
    return this.calls.get(method) ?? (isEndpointMethod(method) ? this.all : undefined);
  }
}

/** Most are one of the first two; a look into a set costs more than the rest of `find`. */
function isEndpointMethod(method: string): boolean {
  return method === 'GET' || method === 'POST' || endpointMethods.has(method);
}

const lists = new Map<string, readonly string[]>();

/** Few combinations of methods are in use, however many the routes. */
function shareList(methods: readonly string[]): readonly string[] {
  const key = methods.join();
  const known = lists.get(key);
  if (!known) lists.set(key, methods);
  return known ?? methods;
}
