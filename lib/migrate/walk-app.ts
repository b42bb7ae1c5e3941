import { type ServedTable, servedTableOf } from '../create-middleware';
import { type ExpressReceiver, isApp, isReceiver, routerOf } from './express-copies';
import { type ExpressRoute, type Layer, matchLayer, pathsOf } from './express-layer';
import { joinPath } from './recorded-app';
import type { LayerOrigin, Recording } from './recording';

type AnyFunction = (...args: never[]) => unknown;

/** Something at one place of the app, in the order in which a request meets it. */
export interface Stop {
  readonly kind: 'route' | 'files' | 'middleware' | 'mounted-app';
  /** Upper-case, or `*`. */
  readonly method: string;
  /** Paths below the root, for each mount and each path given, in Express's notation. */
  readonly paths: readonly string[];
  /** What leads there: the layers of mounts, then its own. */
  readonly layers: readonly Layer[];
  /** What a request passes in it, the handler last. */
  readonly handlers: readonly AnyFunction[];
  readonly table: ServedTable | undefined;
  /** Where it was registered, when a recorder was there. */
  readonly origin: LayerOrigin | undefined;
}

interface Branch {
  readonly prefixes: readonly string[];
  readonly layers: readonly Layer[];
  readonly routers: readonly object[];
}

/** So many methods on one route are those of Express 4's `app.all`. */
const manyMethods = 20;
/** What an app of Express 4 begins with by itself. */
const builtIn = new Set(['query', 'expressInit']);
/** Before Express 5.3 a router does not know where it hangs. */
const forgotten = '(?)';

/** Everything in an app or a router, unfolded, in match order. */
export function walkApp(app: ExpressReceiver, recorder: Recording | undefined): Stop[] {
  const stops: Stop[] = [];

  function walk(router: ExpressReceiver | undefined, branch: Branch): void {
    if (!router || branch.routers.includes(router)) return;
    for (const layer of (router.stack ?? []) as readonly Layer[]) visit(layer, router, branch);
  }

  function visit(layer: Layer, router: ExpressReceiver, branch: Branch): void {
    const origin = recorder?.originOf(layer);
    const given = pathsOf(layer, origin);
    const paths = branch.prefixes.flatMap((prefix) =>
      given ? given.map((path) => joinPath(prefix, path)) : [prefix + forgotten],
    );
    const place = { paths, layers: [...branch.layers, layer], origin, table: servedTableOf(layer.handle) };
    if (layer.route) {
      for (const { method, handlers, last } of listMethods(layer.route)) {
        stops.push({ ...place, kind: 'route', method, handlers, origin: recorder?.originOf(last) ?? origin });
      }
      return;
    }
    const handle = (origin?.handler ?? layer.handle) as AnyFunction;
    if (!place.table && isReceiver(handle)) {
      const inside = { prefixes: paths, layers: place.layers, routers: [...branch.routers, router] };
      return walk(routerOf(handle), inside);
    }
    const stop = { ...place, method: '*', handlers: [handle] };
    if (place.table) stops.push({ ...stop, kind: 'files' });
    else if (handle.name === 'mounted_app') stops.push({ ...stop, kind: 'mounted-app' });
    else if (handle.length < 4 && !isBuiltIn(layer, origin)) stops.push({ ...stop, kind: 'middleware' });
  }

  walk(routerOf(app), { prefixes: [''], layers: [], routers: [] });
  return stops;
}

/** Whether a URL reaches a stop: the rest of its path below all mounts, or undefined. */
export function reachStop({ layers, kind }: Stop, path: string): string | undefined {
  let rest = path;
  for (const layer of layers) {
    const taken = matchLayer(layer, rest);
    if (taken === undefined) return undefined;
    if (layer.route) return rest;
    rest = rest.slice(taken.length);
    if (!rest.startsWith('/')) rest = `/${rest}`;
  }
  return kind === 'route' ? undefined : rest;
}

/** An app, a router, or nothing that has routes. */
export function isRoutable(value: unknown): value is ExpressReceiver {
  return isApp(value) || isReceiver(value);
}

interface MethodOfRoute {
  readonly method: string;
  readonly handlers: readonly AnyFunction[];
  /** The layer of the handler: its registration is where the method was added. */
  readonly last: Layer;
}

function listMethods({ methods, stack }: ExpressRoute): MethodOfRoute[] {
  const names = Object.keys(methods).filter((name) => name !== '_all');
  const isAll = methods['_all'] === true;
  if (names.length >= manyMethods) return [toMethod('*', stack, names[0]!)];
  const listed = names.map((name) => toMethod(name.toUpperCase(), stack, name));
  const shared = stack.filter((layer) => !layer.method);
  // In `route.all(auth).get(list)` the first call answers nothing by itself.
  const isOnlyBefore =
    names.length > 0 && shared.every((layer) => stack.indexOf(layer) < stack.findIndex((other) => other.method));
  return isAll && !isOnlyBefore ? [...listed, toMethod('*', stack, '')] : listed;
}

function toMethod(method: string, stack: readonly Layer[], name: string): MethodOfRoute {
  const layers = stack.filter((layer) => !layer.method || layer.method === name);
  return { method, handlers: layers.map(({ handle }) => handle as AnyFunction), last: layers.at(-1)! };
}

function isBuiltIn(layer: Layer, origin: LayerOrigin | undefined): boolean {
  return layer.regexp !== undefined && origin === undefined && builtIn.has((layer.handle as AnyFunction).name);
}
