import { segmentRank } from './compare-routes';
import { compileTail, type TailMatcher } from './match-tail';
import { MixedSegments } from './mixed-segments';
import type { Route, Segment } from './route';

/** A route that fits a path, with the raw text of its parameters in the order of its pattern. */
export interface RouteMatch<R extends Route = Route> {
  readonly route: R;
  /** Place of the route in the table: the next wider match lies behind it. */
  readonly rank: number;
  readonly rawParams: readonly (string | undefined)[];
}

/** Finds the most specific route for a raw path, of those behind place `after` in the table. */
export type Matcher<R extends Route = Route> = (path: string, after?: number) => RouteMatch<R> | undefined;

interface Leaf {
  readonly route: Route;
  readonly rank: number;
}

const none: readonly Leaf[] = [];

interface Tail extends Leaf {
  readonly match: TailMatcher;
}

/** Most nodes have few kinds of children: what a node lacks is not made. */
interface Node {
  /** Routes that end here. */
  ends?: Leaf[];
  texts?: Map<string, Node>;
  mixed?: MixedSegments<Node>;
  param?: Node;
  /** Text with a catch-all in one segment: before a plain parameter. */
  mixedTails?: Tail[];
  /** Catch-alls and mounted routers: after everything else. */
  tails?: Tail[];
}

/**
 * Compiles a table into a matcher: a tree of segments, walked from the most specific branch to the
 * widest. The time depends on the path, not on the number of routes, and no expression is ever
 * made from a file name.
 *
 * @param basePath The prefix of all routes, `/api` or an empty string.
 */
export function createMatcher<R extends Route>(table: readonly R[], basePath: string): Matcher<R> {
  const root: Node = {};
  const statics = new Map<string, RouteMatch>();
  table.forEach((route, rank) => {
    const isStatic = !route.mount && route.segments.every((segment) => segmentRank(segment) === 0);
    if (isStatic) statics.set(route.pattern, { route, rank, rawParams: [] });
    // The root is asked for with a slash behind the prefix, too.
    if (!isStatic || route.segments.length === 0) insert(root, route, rank);
  });
  function match(path: string, after = -1): RouteMatch | undefined {
    const exact = statics.get(path);
    if (exact !== undefined && exact.rank > after) return exact;
    const start = basePath.length;
    if (path.length < start || !path.startsWith(basePath)) return undefined;
    if (path.length === start || (path.length === start + 1 && path[start] === '/')) {
      return matchNode(root, path, path.length, after, []);
    }
    return path[start] === '/' ? matchNode(root, path, start, after, []) : undefined;
  }
  // The tree holds the routes of this table and no others.
  return match as Matcher<R>;
}

function createNode(): Node {
  return {};
}

function insert(root: Node, route: Route, rank: number): void {
  let node = root;
  for (let i = 0; i < route.segments.length; i++) {
    const segment = route.segments[i]!;
    const kind = segmentRank(segment);
    if (kind === 2 || kind > 3) {
      const tail = { route, rank, match: compileTail(route.segments.slice(i), route.reading, route.mount) };
      if (kind === 2) (node.mixedTails ??= []).push(tail);
      else (node.tails ??= []).push(tail);
      return;
    }
    node = childFor(node, segment, kind, route);
  }
  if (route.mount) (node.tails ??= []).push({ route, rank, match: compileTail([], route.reading, true) });
  else (node.ends ??= []).push({ route, rank });
}

function childFor(node: Node, segment: Segment, kind: number, route: Route): Node {
  if (kind === 0) {
    const [part] = segment;
    const text = part?.type === 'text' ? part.text : '';
    const texts = (node.texts ??= new Map<string, Node>());
    let child = texts.get(text);
    if (!child) texts.set(text, (child = {}));
    return child;
  }
  if (kind === 3) return (node.param ??= {});
  return (node.mixed ??= new MixedSegments()).childFor(segment, route, createNode);
}

/** `position` is at the slash before the next segment, or at the end of the path. */
function matchNode(
  node: Node,
  path: string,
  position: number,
  after: number,
  values: readonly (string | undefined)[],
): RouteMatch | undefined {
  if (position === path.length) {
    for (const { route, rank } of node.ends ?? none) if (rank > after) return { route, rank, rawParams: values };
    return node.tails && matchTails(node.tails, path, position, after, values);
  }
  const slash = path.indexOf('/', position + 1);
  const end = slash === -1 ? path.length : slash;
  const text = path.slice(position + 1, end);

  const child = node.texts?.get(text);
  let found = child && matchNode(child, path, end, after, values);
  if (!found && node.mixed) found = matchMixed(node.mixed, path, position, end, after, values);
  if (!found && node.mixedTails) found = matchTails(node.mixedTails, path, position, after, values);
  if (!found && node.param && text !== '') found = matchNode(node.param, path, end, after, [...values, text]);
  return found ?? (node.tails && matchTails(node.tails, path, position, after, values));
}

/** Segments such as `v[major]` and `[name].txt` are equally specific: what follows them decides. */
function matchMixed(
  mixed: MixedSegments<Node>,
  path: string,
  position: number,
  end: number,
  after: number,
  values: readonly (string | undefined)[],
): RouteMatch | undefined {
  const text = path.slice(position, end);
  let best: RouteMatch | undefined;
  for (const { match, node: child } of mixed.candidates(text.slice(1))) {
    const own = match(text, 0);
    if (!own) continue;
    const found = matchNode(child, path, end, after, [...values, ...own]);
    if (found && (!best || found.rank < best.rank)) best = found;
  }
  return best;
}

function matchTails(
  tails: readonly Tail[],
  path: string,
  position: number,
  after: number,
  values: readonly (string | undefined)[],
): RouteMatch | undefined {
  for (const { route, rank, match } of tails) {
    if (rank <= after) continue;
    const own = match(path, position);
    if (own) return { route, rank, rawParams: [...values, ...own] };
  }
  return undefined;
}
