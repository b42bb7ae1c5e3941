import type { Segment } from '../routes/route';

/** A path as far as it can be compared: `isPrefix` matches everything below, too. */
export interface ComparablePath {
  readonly segments: readonly Segment[];
  readonly isPrefix: boolean;
}

/**
 * Whether one URL can match both. In doubt they overlap; text compares without case, as Express does
 * by default.
 */
export function canOverlap(a: ComparablePath, b: ComparablePath): boolean {
  for (let i = 0; ; i++) {
    const [left, right] = [a.segments[i], b.segments[i]];
    if (isOpen(left) || isOpen(right)) return true;
    if (left === undefined || right === undefined) {
      if (left === right) return true;
      return left === undefined ? a.isPrefix : b.isPrefix;
    }
    if (!canSegmentsOverlap(left, right)) return false;
  }
}

/** Whether a prefix matches every URL of a path, none of them, or some. */
export function coverage(prefix: readonly Segment[], path: readonly Segment[]): 'all' | 'none' | 'some' {
  let result: 'all' | 'some' = 'all';
  for (const [i, segment] of prefix.entries()) {
    const other = path[i];
    if (isOpen(other)) return 'some';
    if (other === undefined) return isOpen(segment) ? 'some' : 'none';
    if (isOpen(segment)) return result;
    if (!canSegmentsOverlap(segment, other)) return 'none';
    if (!coversSegment(segment, other)) result = 'some';
  }
  return result;
}

/** The text that tells paths apart but for the names of parameters. */
export function shapeOf(segments: readonly Segment[]): string {
  return segments
    .map((segment) =>
      segment
        .map((part) => (part.type === 'text' ? part.text.toLowerCase() : part.type === 'param' ? '[]' : '[...]'))
        .join(''),
    )
    .join('/');
}

function isOpen(segment: Segment | undefined): boolean {
  return segment?.some((part) => part.type === 'catch-all') ?? false;
}

function canSegmentsOverlap(a: Segment, b: Segment): boolean {
  const [left, right] = [wholeText(a), wholeText(b)];
  if (left !== undefined && right !== undefined) return left === right;
  if (left !== undefined) return fits(b, left);
  return right === undefined || fits(a, right);
}

function coversSegment(a: Segment, b: Segment): boolean {
  if (a.length === 1 && a[0]!.type === 'param') return true;
  return shapeOf([a]) === shapeOf([b]);
}

function wholeText([part, more]: Segment): string | undefined {
  return part?.type === 'text' && more === undefined ? part.text.toLowerCase() : undefined;
}

function fits(segment: Segment, text: string): boolean {
  const source = segment
    .map((part) => (part.type === 'text' ? part.text.replace(/[$.*+?^{}()|[\]\\]/g, '\\$&') : '.+'))
    .join('');
  return new RegExp(`^${source}$`, 'i').test(text);
}
