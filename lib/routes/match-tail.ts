import type { ParamReading, Segment } from './route';

/** Matches the rest of a path from a slash, or from its end; gives the raw text of the parameters. */
export type TailMatcher = (path: string, position: number) => (string | undefined)[] | undefined;

type Token =
  | { readonly type: 'text'; readonly text: string }
  /** One or more characters other than a slash. */
  | { readonly type: 'param' }
  /** One or more characters, slashes among them. */
  | { readonly type: 'some' }
  /** Any characters, or none. */
  | { readonly type: 'any' }
  /** A slash and characters after it, at least so many, or nothing at all. */
  | { readonly type: 'optional-path'; readonly least: 0 | 1 };

/**
 * Compiles the segments from a catch-all on, or one segment of several parts.
 *
 * A catch-all that ends the path, by far the most frequent, is a slice. Anything else is matched by
 * filling a table of (token, position) from the right, which is linear in the path, and then
 * reading it from the left, each parameter as short as it can be.
 */
export function compileTail(segments: readonly Segment[], reading: ParamReading, mount: boolean): TailMatcher {
  if (mount && segments.length === 0) return () => [];
  const [part, ...others] = segments[0]!;
  if (!mount && segments.length === 1 && others.length === 0 && part?.type === 'catch-all') {
    const matchesBare = part.optional || reading.matchesBare;
    return function matchCatchAll(path, position) {
      if (path.length - position > 1) return [path.slice(position + 1)];
      return matchesBare ? [undefined] : undefined;
    };
  }
  const affixes = !mount && segments.length === 1 ? readAffixes(segments[0]!) : undefined;
  if (affixes) return createAffixMatcher(affixes);
  const tokens = toTokens(segments, reading, mount);
  if (mount) tokens.push({ type: 'optional-path', least: 0 });
  return function matchTokens(path, position) {
    const reachable = fillTable(tokens, path, position);
    return reachable && readParams(tokens, path, position, reachable).slice(0, mount ? -1 : undefined);
  };
}

interface Affixes {
  readonly head: string;
  readonly tail: string;
}

/** The texts around the one parameter of a segment such as `v[major]`; undefined for any other. */
function readAffixes(segment: Segment): Affixes | undefined {
  const [param, more] = segment.filter((part) => part.type !== 'text');
  if (param?.type !== 'param' || more) return undefined;
  const [first, last] = [segment[0]!, segment.at(-1)!];
  return { head: first.type === 'text' ? first.text : '', tail: last.type === 'text' ? last.text : '' };
}

function createAffixMatcher({ head, tail }: Affixes): TailMatcher {
  const prefix = `/${head}`;
  return function matchAffixes(path, position) {
    const start = position + prefix.length;
    const end = path.length - tail.length;
    if (end <= start || !path.startsWith(prefix, position) || !path.endsWith(tail)) return undefined;
    const value = path.slice(start, end);
    return value.includes('/') ? undefined : [value];
  };
}

function toTokens(segments: readonly Segment[], reading: ParamReading, mount: boolean): Token[] {
  const tokens: Token[] = [];
  for (const segment of segments) {
    const [first] = segment;
    if (segment.length === 1 && first?.type === 'catch-all' && (first.optional || reading.matchesBare)) {
      // `//tail` is not `/tail`, but `/head/` is `/head`.
      const endsPath = !mount && segment === segments.at(-1);
      tokens.push({ type: 'optional-path', least: endsPath ? 0 : 1 });
      continue;
    }
    tokens.push({ type: 'text', text: '/' });
    for (const part of segment) {
      if (part.type === 'text') tokens.push(part);
      else if (part.type === 'param') tokens.push({ type: 'param' });
      else tokens.push({ type: segment.length === 1 ? 'some' : 'any' });
    }
  }
  return tokens;
}

/** `table[t][p]`: whether the tokens from `t` on match the path from `p` to its end. */
function fillTable(tokens: readonly Token[], path: string, start: number): Uint8Array[] | undefined {
  const width = path.length - start + 1;
  const table = Array.from({ length: tokens.length + 1 }, () => new Uint8Array(width));
  table[tokens.length]![width - 1] = 1;
  for (let t = tokens.length - 1; t >= 0; t--) {
    fillRow(tokens[t]!, table[t]!, table[t + 1]!, path, start);
    // What nothing leads to from here, nothing leads to from further left.
    if (!table[t]!.includes(1)) return undefined;
  }
  return table[0]![0] === 1 ? table : undefined;
}

const slash = '/'.charCodeAt(0);

function fillRow(token: Token, row: Uint8Array, next: Uint8Array, path: string, start: number): void {
  if (token.type === 'text') return fillTextRow(token.text, row, next, path, start);
  const last = row.length - 1;
  let anyFrom = 0;
  for (let p = last; p >= 0; p--) {
    const isSlash = path.charCodeAt(start + p) === slash;
    switch (token.type) {
      case 'param':
        row[p] = p < last && !isSlash ? next[p + 1]! | row[p + 1]! : 0;
        break;
      case 'some':
        row[p] = p < last ? next[p + 1]! | row[p + 1]! : 0;
        break;
      case 'any':
        row[p] = next[p]! | (p < last ? row[p + 1]! : 0);
        break;
      case 'optional-path':
        row[p] = next[p]! | (isSlash ? anyFrom : 0);
        anyFrom |= next[p + token.least] ?? 0;
    }
  }
}

/** From one occurrence to the next: a comparison at each position would be most of the time that a long path takes. */
function fillTextRow(text: string, row: Uint8Array, next: Uint8Array, path: string, start: number): void {
  for (let at = path.indexOf(text, start); at !== -1; at = path.indexOf(text, at + 1)) {
    row[at - start] = next[at - start + text.length]!;
  }
}

function readParams(
  tokens: readonly Token[],
  path: string,
  start: number,
  table: readonly Uint8Array[],
): (string | undefined)[] {
  const values: (string | undefined)[] = [];
  let p = 0;
  tokens.forEach((token, t) => {
    const next = table[t + 1]!;
    if (token.type === 'text') {
      p += token.text.length;
      return;
    }
    let end = p;
    if (token.type === 'param' || token.type === 'some') end++;
    if (token.type === 'optional-path') {
      const taken = path[start + p] === '/' && next.indexOf(1, p + 1 + token.least) !== -1;
      if (!taken) {
        values.push(undefined);
        return;
      }
      end = ++p + token.least;
    }
    end = next.indexOf(1, end);
    values.push(p === end ? undefined : path.slice(start + p, start + end));
    p = end;
  });
  return values;
}
