import type { RouteInfo } from '../route-info';

/** The methods that tell a reader something: HEAD and OPTIONS come by themselves and would only fill the line. */
export function shownMethods({ methods }: Pick<RouteInfo, 'methods'>): readonly string[] {
  const own = methods.filter((method) => method !== 'OPTIONS' && method !== 'HEAD');
  return own.length > 0 ? own : methods;
}
