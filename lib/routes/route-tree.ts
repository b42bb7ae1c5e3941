import { segmentRank } from './compare-routes';
import { compileTail, type TailMatcher } from './match-tail';
import { MixedSegments } from './mixed-segments';
import type { Route, Segment } from './route';

/** A route that takes the rest of the path from some node on. */
export interface Tail {
  readonly route: Route;
  readonly rank: number;
  readonly match: TailMatcher;
}

/** Up to here, looking at each is faster than a Map, which most nodes can do without. */
const maxSiblings = 4;

/** A place in the tree, below a segment. What most nodes lack is kept apart: a small node is a node in the cache. */
export class RouteNode {
  /** The route that ends here: two would be a conflict, which stops the start. */
  route: Route | undefined = undefined;
  rank = -1;
  /** The first child that is text, the others behind it as its siblings; or all of them by their text. */
  child: RouteNode | undefined = undefined;
  sibling: RouteNode | undefined = undefined;
  children: Map<string, RouteNode> | undefined = undefined;
  param: RouteNode | undefined = undefined;
  rare: RareChildren | undefined = undefined;

  constructor(readonly text: string) {}
}

/** What few nodes have. */
class RareChildren {
  mixed: MixedSegments<RouteNode> | undefined = undefined;
  /** Text with a catch-all in one segment: before a plain parameter. */
  readonly mixedTails: Tail[] = [];
  /** Catch-alls and mounted routers: after everything else. */
  readonly tails: Tail[] = [];
}

/** Puts the routes of a table into a tree of their segments. */
export function createTree(table: readonly Route[]): RouteNode {
  const root = createNode();
  table.forEach((route, rank) => insert(root, route, rank));
  return root;
}

/** The child whose segment is this text. */
export function findTextChild({ child, children }: RouteNode, text: string): RouteNode | undefined {
  if (children) return children.get(text);
  while (child && child.text !== text) child = child.sibling;
  return child;
}

function createNode(): RouteNode {
  return new RouteNode('');
}

function insert(root: RouteNode, route: Route, rank: number): void {
  let node = root;
  for (let i = 0; i < route.segments.length; i++) {
    const segment = route.segments[i]!;
    const kind = segmentRank(segment);
    if (kind === 2 || kind > 3) {
      const { mixedTails, tails } = rareOf(node);
      const tail = { route, rank, match: compileTail(route.segments.slice(i), route.reading, route.mount) };
      (kind === 2 ? mixedTails : tails).push(tail);
      return;
    }
    node = childFor(node, segment, kind, route);
  }
  if (route.mount) {
    rareOf(node).tails.push({ route, rank, match: compileTail([], route.reading, true) });
    return;
  }
  node.route = route;
  node.rank = rank;
}

function childFor(node: RouteNode, segment: Segment, kind: number, route: Route): RouteNode {
  if (kind === 0) {
    const [part] = segment;
    return textChildFor(node, part?.type === 'text' ? part.text : '');
  }
  if (kind === 3) return (node.param ??= createNode());
  return (rareOf(node).mixed ??= new MixedSegments()).childFor(segment, route, createNode);
}

function textChildFor(node: RouteNode, text: string): RouteNode {
  const known = findTextChild(node, text);
  if (known) return known;
  const child = new RouteNode(text);
  if (node.children) node.children.set(text, child);
  else addSibling(node, child);
  return child;
}

function addSibling(node: RouteNode, child: RouteNode): void {
  child.sibling = node.child;
  node.child = child;
  const siblings: RouteNode[] = [];
  for (let other: RouteNode | undefined = child; other; other = other.sibling) siblings.push(other);
  if (siblings.length <= maxSiblings) return;
  node.children = new Map(siblings.map((sibling) => [sibling.text, sibling]));
  node.child = undefined;
}

function rareOf(node: RouteNode): RareChildren {
  return (node.rare ??= new RareChildren());
}
