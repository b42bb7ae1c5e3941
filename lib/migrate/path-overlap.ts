import type { Segment } from '../routes/route';

/** A path as far as it can be compared: `isPrefix` matches everything below, too. */
export interface ComparablePath {
  readonly segments: readonly Segment[];
  readonly isPrefix: boolean;
  /** For a regular expression, which is held against what lies below `segments`. */
  readonly expression?: RegExp;
}

/**
 * Whether one URL can match both. In doubt they overlap; text compares without case, as Express does
 * by default.
 */
export function canOverlap(a: ComparablePath, b: ComparablePath): boolean {
  if (a.expression && !canMatch(a.expression, a.segments.length, b)) return false;
  if (b.expression && !canMatch(b.expression, b.segments.length, a)) return false;
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

/** Held against a path without parameters; of others, and of prefixes, the texts at the beginning are compared. */
function canMatch(expression: RegExp, depth: number, { segments, isPrefix }: ComparablePath): boolean {
  const below = segments.slice(depth);
  const end = below.findIndex((segment) => wholeText(segment) === undefined);
  const head = below.slice(0, end === -1 ? undefined : end).map((segment) => `/${wholeText(segment)}`);
  const text = end === -1 ? head.join('') : `${head.join('')}/`;
  if (end === -1 && !isPrefix) return new RegExp(expression.source, 'i').test(text === '' ? '/' : text);
  const literal = literalHead(expression);
  return literal.startsWith(text) || text.startsWith(literal);
}

/** The text with which everything begins that an expression matches: `/old` for `^\\/old\\d`. */
function literalHead({ source }: RegExp): string {
  if (!source.startsWith('^') || source.includes('|')) return '';
  const head = /^\^((?:\\\/|[\w-])*)([?*+{]?)/.exec(source)!;
  const text = head[1]!.replaceAll('\\/', '/').toLowerCase();
  return head[2] === '' ? text : text.slice(0, -1);
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
