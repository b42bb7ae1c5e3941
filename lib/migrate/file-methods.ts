import type { ServedRoute } from '../handlers/served-route';
import { sortMethods } from '../modules/method-names';
import { type Endpoint, readRouteModule } from '../modules/route-module';

/** A method that a file answers itself: HEAD and OPTIONS only when they are written out. */
export interface FileMethod {
  readonly method: string;
  /** The function behind it, where there is one. */
  readonly handler: unknown;
}

/** In the order in which `Allow` lists them, what answers every other method last. */
export function methodsOf(route: ServedRoute): FileMethod[] {
  const methods = new Map(readMethods(route).map((entry) => [entry.method, entry]));
  return [...sortMethods([...methods.keys()].filter((method) => method !== '*')), '*'].flatMap(
    (method) => methods.get(method) ?? [],
  );
}

/** How a file's exports were read: a route that serves keeps no more than it needs for that. */
export function endpointOf({ module: { namespace, style } }: ServedRoute): Endpoint {
  return readRouteModule(namespace, style === 'express' ? 'express' : 'next').endpoint;
}

function readMethods(route: ServedRoute): FileMethod[] {
  const endpoint = endpointOf(route);
  switch (endpoint.kind) {
    case 'methods':
      return [...endpoint.functions].map(([method, handler]) => toFileMethod(method, handler));
    case 'class': {
      const { prototype } = endpoint.constructor as unknown as { prototype: Record<string, unknown> };
      return [...endpoint.members].map(([method, name]) => toFileMethod(method, prototype[name]));
    }
    case 'by-method':
      return Object.entries(endpoint.handlers.methods).map(([name, stack]) =>
        toFileMethod(name.toUpperCase(), [stack].flat().at(-1)),
      );
    case 'next':
    case 'edge':
      return [toFileMethod('ALL', endpoint.handler)];
    case 'stack':
      return [toFileMethod('ALL', endpoint.stack.at(-1))];
    case 'router':
      return [toFileMethod('ALL', undefined)];
  }
}

function toFileMethod(method: string, handler: unknown): FileMethod {
  return { method: method === 'ALL' ? '*' : method, handler };
}
