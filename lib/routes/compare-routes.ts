import type { Segment } from './route';

/** A route as far as its order is concerned. */
export interface Comparable {
  readonly segments: readonly Segment[];
  readonly pattern: string;
  readonly mount: boolean;
}

/**
 * Orders two routes, the more specific one first. The first rule that differs decides:
 *
 * 1. segment by segment, what it is made of: text, text with parameters, text with a catch-all,
 *    one parameter, a catch-all, an optional catch-all; a catch-all with more behind it before one that ends the path;
 * 2. two different texts: alphabetical (both can match only behind a catch-all);
 * 3. where one path ends and the other goes on: the ended one if all that follows is a catch-all (and it has none
 *    at its own end), otherwise the longer one;
 * 4. a mounted router after everything else at its place;
 * 5. the text of the route.
 *
 * The same order as Astro's route priority, of which Next's is a special case.
 */
export function compareRoutes(a: Comparable, b: Comparable): number {
  const shared = Math.min(a.segments.length, b.segments.length);
  for (let i = 0; i < shared; i++) {
    // The files of one directory share the segments of their folders.
    if (a.segments[i] === b.segments[i]) continue;
    const difference = rankAt(a, i) - rankAt(b, i) || compareText(textOf(a.segments[i]!), textOf(b.segments[i]!));
    if (difference !== 0) return difference;
  }
  return compareLengths(a, b, shared) || compareText(a.pattern, b.pattern);
}

/** What a segment is made of; lower is more specific. */
export function segmentRank(segment: Segment): number {
  const [first] = segment;
  if (segment.length > 1) return segment.some((part) => part.type === 'catch-all') ? 2 : 1;
  if (first === undefined || first.type === 'text') return 0;
  if (first.type === 'param') return 3;
  return first.optional ? 5 : 4;
}

/** A catch-all that ends the path takes everything; one with more behind it is more specific, and no circle arises. */
function rankAt({ segments }: Comparable, i: number): number {
  const rank = segmentRank(segments[i]!);
  return rank > 3 && i === segments.length - 1 ? rank + 2 : rank;
}

function compareLengths(a: Comparable, b: Comparable, shared: number): number {
  const difference = b.segments.length - a.segments.length;
  if (difference === 0) return Number(a.mount) - Number(b.mount);
  const [longer, ended] = difference > 0 ? [b, a] : [a, b];
  const isOnlyCatchAll = longer.segments.length === shared + 1 && segmentRank(longer.segments[shared]!) > 3;
  const longerFirst = ended.mount || !isOnlyCatchAll || hasCatchAll(ended.segments.at(-1));
  return (longer === a) === longerFirst ? -1 : 1;
}

function hasCatchAll(segment: Segment = []): boolean {
  return segment.some((part) => part.type === 'catch-all');
}

/** The text of a segment that is nothing else. */
function textOf([part, more]: Segment): string {
  return part?.type === 'text' && more === undefined ? part.text : '';
}

/** The same on every machine, whatever its locale. */
function compareText(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

const collator = new Intl.Collator('en');
