import type { MixedSegments } from './mixed-segments';
import type { Route } from './route';
import { createTree, findTextChild, type RouteNode, type Tail } from './route-tree';

/** A route that fits a path, with the raw text of its parameters in the order of its pattern. */
export interface RouteMatch<R extends Route = Route> {
  readonly route: R;
  /** Place of the route in the table: the next wider match lies behind it. */
  readonly rank: number;
  readonly rawParams: readonly (string | undefined)[];
}

/** Finds the most specific route for a raw path, of those behind place `after` in the table. */
export type Matcher<R extends Route = Route> = (path: string, after?: number) => RouteMatch<R> | undefined;

/** Filled from the back, once the route is found: a path that leads nowhere leaves nothing behind. */
interface Found extends RouteMatch {
  readonly rawParams: (string | undefined)[];
}

const noParams: (string | undefined)[] = [];

/**
 * Compiles a table into a matcher: a tree of segments, walked from the most specific branch to the
 * widest. The time depends on the path, not on the number of routes, and no expression is ever
 * made from a file name.
 *
 * @param basePath The prefix of all routes, `/api` or an empty string.
 */
export function createMatcher<R extends Route>(table: readonly R[], basePath: string): Matcher<R> {
  const root = createTree(table);
  function match(path: string, after = -1): RouteMatch | undefined {
    const start = basePath.length;
    if (!path.startsWith(basePath)) return undefined;
    // The root is asked for with a slash behind the prefix, too.
    if (path.length === start || (path.length === start + 1 && path[start] === '/')) {
      return matchNode(root, path, path.length, after, 0);
    }
    return path[start] === '/' ? matchNode(root, path, start, after, 0) : undefined;
  }
  // The tree holds the routes of this table and no others.
  return match as Matcher<R>;
}

/**
 * @param position At the slash before the next segment, or at the end of the path.
 * @param count How many parameters the segments before it hold.
 */
function matchNode(node: RouteNode, path: string, position: number, after: number, count: number): Found | undefined {
  const { rare } = node;
  if (position === path.length) {
    const { route, rank } = node;
    if (route && rank > after) return { route, rank, rawParams: count === 0 ? noParams : new Array(count) };
    return rare && matchTails(rare.tails, path, position, after, count);
  }
  const slash = path.indexOf('/', position + 1);
  const end = slash === -1 ? path.length : slash;
  const text = path.slice(position + 1, end);

  const child = findTextChild(node, text);
  let found = child && matchNode(child, path, end, after, count);
  if (!found && rare) {
    found =
      (rare.mixed && matchMixed(rare.mixed, path, position, end, after, count)) ??
      matchTails(rare.mixedTails, path, position, after, count);
  }
  if (!found && node.param && text !== '') {
    found = matchNode(node.param, path, end, after, count + 1);
    if (found) found.rawParams[count] = text;
  }
  return found ?? (rare && matchTails(rare.tails, path, position, after, count));
}

/** Segments such as `v[major]` and `[name].txt` are equally specific: what follows them decides. */
function matchMixed(
  mixed: MixedSegments<RouteNode>,
  path: string,
  position: number,
  end: number,
  after: number,
  count: number,
): Found | undefined {
  const text = path.slice(position, end);
  let best: Found | undefined;
  for (const { match, node: child } of mixed.candidates(text.slice(1))) {
    const own = match(text, 0);
    if (!own) continue;
    const found = matchNode(child, path, end, after, count + own.length);
    if (!found || (best && found.rank > best.rank)) continue;
    fillParams(found.rawParams, own, count);
    best = found;
  }
  return best;
}

function matchTails(
  tails: readonly Tail[],
  path: string,
  position: number,
  after: number,
  count: number,
): Found | undefined {
  for (const { route, rank, match } of tails) {
    if (rank <= after) continue;
    const own = match(path, position);
    if (!own) continue;
    const rawParams = new Array<string | undefined>(count + own.length);
    fillParams(rawParams, own, count);
    return { route, rank, rawParams };
  }
  return undefined;
}

function fillParams(rawParams: (string | undefined)[], own: readonly (string | undefined)[], from: number): void {
  for (let i = 0; i < own.length; i++) rawParams[from + i] = own[i];
}
