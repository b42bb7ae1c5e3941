import type { ServedRoute } from '../handlers/served-route';
import type { Endpoint } from '../modules/route-module';
import type { ServedTable } from '../create-middleware';
import { endpointOf } from './file-methods';
import { type Ending, endingOf } from './passes-on';
import { reachStop, type Stop } from './walk-app';

/** What answers in the place of a route. */
export interface Hider {
  readonly stop: Stop;
  /** The file, when `stop` is a table of files. */
  readonly route: ServedRoute | undefined;
  /** Whether that file refuses the method with 405 or 404 and has no handler for it. */
  readonly isRefusal: boolean;
  readonly isCertain: boolean;
}

/**
 * What comes first for every sample path of a route; undefined when some path gets through.
 * Express itself says what matches, so that its version and its settings count.
 */
export function findHider(paths: readonly string[], method: string, earlier: readonly Stop[]): Hider | undefined {
  let first: Hider | undefined;
  let isCertain = true;
  for (const path of paths) {
    const hider = findAnswer(path, method, earlier);
    if (!hider) return undefined;
    first ??= hider;
    isCertain &&= hider.isCertain;
  }
  return first && { ...first, isCertain };
}

function findAnswer(path: string, method: string, stops: readonly Stop[]): Hider | undefined {
  for (const stop of stops) {
    if (!takesMethod(stop.method, method)) continue;
    const ending = stop.table ? 'perhaps' : endingOf(stop.handlers);
    // Middleware is there to hand requests on: it hides routes only when it surely never does.
    if (ending === 'no' || stop.kind === 'mounted-app' || (stop.kind === 'middleware' && ending !== 'certain'))
      continue;
    const rest = reachStop(stop, path);
    if (rest === undefined) continue;
    if (stop.table) {
      const answer = answerOfFiles(stop.table, rest, method);
      if (answer) return { stop, ...answer };
    } else return { stop, route: undefined, isRefusal: false, isCertain: ending === 'certain' };
  }
  return undefined;
}

/** Express answers HEAD with the handler of GET, when that comes first. */
function takesMethod(own: string, method: string): boolean {
  return own === '*' || own === method || (own === 'GET' && method === 'HEAD');
}

/** What the files answer: the most specific route that has the method or refuses it. */
export function answerOfFiles(
  table: ServedTable,
  path: string,
  method: string,
): Pick<Hider, 'route' | 'isRefusal' | 'isCertain'> | undefined {
  for (let match = table.find(path, noRequest); match; match = table.find(path, noRequest, match.rank)) {
    const { route } = match;
    const hasMethod = method === '*' ? takesAll(endpointOf(route)) : route.handler.find(method) !== undefined;
    if (hasMethod) {
      const ending = endingOfFile(route, method);
      if (ending !== 'no') return { route, isRefusal: false, isCertain: ending === 'certain' };
    } else if (route.methodNotAllowed !== 'next') return { route, isRefusal: true, isCertain: true };
  }
  return undefined;
}

/** Whether there is a handler for every method, not only answers that refuse some. */
function takesAll(endpoint: Endpoint): boolean {
  if (endpoint.kind === 'methods') return endpoint.functions.has('ALL');
  if (endpoint.kind === 'class') return endpoint.members.has('ALL');
  return endpoint.kind !== 'by-method' || endpoint.handlers.methods.all !== undefined;
}

/** Stands for a request to an app without settings of its own. */
export const noRequest = {} as Parameters<ServedTable['find']>[1];

/** Only files in Express's own style can hand a request on. */
function endingOfFile(route: ServedRoute, method: string): Ending {
  const endpoint = endpointOf(route);
  switch (endpoint.kind) {
    case 'router':
      return 'perhaps';
    case 'stack':
      return endingOf(endpoint.stack);
    case 'by-method': {
      const { methods } = endpoint.handlers;
      const stack = methods[method.toLowerCase()] ?? methods[method] ?? methods.all;
      return stack === undefined ? 'perhaps' : endingOf([stack].flat());
    }
    default:
      return 'certain';
  }
}
