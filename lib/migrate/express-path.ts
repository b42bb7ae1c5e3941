import type { Segment, SegmentPart } from '../routes/route';

/** A parameter that Express 4 checks against an expression: `:id(\\d+)`. */
export interface ParamCheck {
  readonly name: string;
  readonly source: string;
}

/** One way to read an Express path: a path with an optional part has two. */
export interface ExpressPath {
  readonly segments: readonly Segment[];
  readonly checks: readonly ParamCheck[];
}

/** Why a path has no form as a file name. */
export class UnsupportedPath extends Error {}

/** A piece of an Express path, in reading order. */
type Token =
  | { readonly type: 'slash' }
  | Extract<SegmentPart, { type: 'text' | 'param' }>
  | { readonly type: 'wildcard'; readonly name: string }
  | { readonly type: 'check'; readonly source: string }
  | { readonly type: 'optional'; readonly tokens: readonly Token[] };

const maxVariants = 8;
/** What is the same in a URL, in an Express path and in a file name on every system. */
const plainText = /^[\w.~!$&',;=@-]+$/;

/**
 * Reads a path as Express does, Express 4 and 5 each in its own notation.
 *
 * @returns One entry for each combination of optional parts, the shortest first.
 * @throws UnsupportedPath when no file name says the same.
 */
export function parseExpressPath(text: string, major: number): ExpressPath[] {
  const tokens = major >= 5 ? readExpress5(text) : readExpress4(text);
  const variants = expand(tokens);
  if (variants.length > maxVariants) throw new UnsupportedPath(`"${text}" has ${variants.length} optional forms`);
  return variants.map((variant) => toPath(variant, text));
}

/** Accepted: `id`, `userId2`; what follows the name is text. */
const nameAt = /[\p{ID_Start}$_][\p{ID_Continue}$]*/uy;

function readExpress5(text: string): Token[] {
  const stack: Token[][] = [[]];
  for (let i = 0; i < text.length;) {
    const character = text[i]!;
    const current = stack.at(-1)!;
    if (character === '{') stack.push([]);
    else if (character === '}') {
      if (stack.length === 1) throw new UnsupportedPath(`"${text}" closes a brace that was not opened`);
      stack.pop();
      stack.at(-1)!.push({ type: 'optional', tokens: current });
    } else if (character === ':' || character === '*') {
      const name = readName(text, i + 1);
      current.push({ type: character === ':' ? 'param' : 'wildcard', name });
      i += name.length;
    } else if (character === '\\') pushText(current, text[++i] ?? '');
    else if (character === '/') current.push({ type: 'slash' });
    else pushText(current, character);
    i++;
  }
  return stack[0]!;
}

function readExpress4(text: string): Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    const last = tokens.at(-1);
    if (character === '/') tokens.push({ type: 'slash' });
    else if (character === ':') {
      const name = /^\w+/.exec(text.slice(i + 1))?.[0];
      if (name === undefined) throw new UnsupportedPath(`a colon in "${text}" names no parameter`);
      tokens.push({ type: 'param', name });
      i += name.length;
    } else if (character === '(' && last?.type === 'param') {
      const source = readGroup(text, i);
      tokens.push({ type: 'check', source });
      i += source.length + 1;
    } else if (character === '?' && isParamEnd(tokens)) makeOptional(tokens);
    else if (character === '*' && (last === undefined || last.type === 'slash')) {
      tokens.push({ type: 'wildcard', name: '0' });
    } else if ('?+*()[]\\'.includes(character)) {
      throw new UnsupportedPath(`"${character}" in "${text}" has no form as a file name`);
    } else pushText(tokens, character);
  }
  return tokens;
}

function readName(text: string, start: number): string {
  nameAt.lastIndex = start;
  const name = nameAt.exec(text)?.[0];
  if (name === undefined) throw new UnsupportedPath(`a parameter in "${text}" has no plain name`);
  return name;
}

/** What stands between the parenthesis at `open` and its partner. */
function readGroup(text: string, open: number): string {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return text.slice(open + 1, i);
  }
  throw new UnsupportedPath(`"${text}" has a parenthesis without its partner`);
}

function isParamEnd(tokens: readonly Token[]): boolean {
  const type = tokens.at(-1)?.type;
  return type === 'param' || type === 'check';
}

/** In Express 4 the slash before an optional parameter is optional with it. */
function makeOptional(tokens: Token[]): void {
  const length = tokens.at(-1)!.type === 'check' ? 2 : 1;
  const isWhole = tokens.at(-length - 1)?.type === 'slash';
  tokens.push({ type: 'optional', tokens: tokens.splice(-length - (isWhole ? 1 : 0)) });
}

function pushText(tokens: Token[], text: string): void {
  const last = tokens.at(-1);
  if (last?.type === 'text') tokens[tokens.length - 1] = { type: 'text', text: last.text + text };
  else tokens.push({ type: 'text', text });
}

type FlatToken = Exclude<Token, { type: 'optional' }>;

function expand(tokens: readonly Token[]): FlatToken[][] {
  let variants: FlatToken[][] = [[]];
  for (const token of tokens) {
    if (token.type !== 'optional') for (const variant of variants) variant.push(token);
    else
      variants = [...variants, ...variants.flatMap((head) => expand(token.tokens).map((tail) => [...head, ...tail]))];
  }
  return variants;
}

function toPath(tokens: readonly FlatToken[], text: string): ExpressPath {
  const segments: SegmentPart[][] = [];
  const checks: ParamCheck[] = [];
  let name = '';
  for (const token of tokens) {
    if (token.type === 'slash') {
      segments.push([]);
      continue;
    }
    if (token.type === 'check') {
      checks.push({ name, source: token.source });
      continue;
    }
    const segment = segments.at(-1);
    if (!segment) throw new UnsupportedPath(`"${text}" does not begin with a slash`);
    if (token.type === 'text') appendText(segment, token.text);
    else {
      name = token.name;
      segment.push(token.type === 'param' ? token : { type: 'catch-all', name, optional: false });
    }
  }
  // Without strict routing a slash at the end makes no difference.
  while (segments.at(-1)?.length === 0) segments.pop();
  for (const segment of segments) checkSegment(segment, text);
  checkWildcards(segments, text);
  return { segments, checks };
}

function appendText(segment: SegmentPart[], text: string): void {
  const last = segment.at(-1);
  if (last?.type === 'text') segment[segment.length - 1] = { type: 'text', text: last.text + text };
  else segment.push({ type: 'text', text });
}

function checkSegment(segment: Segment, text: string): void {
  if (segment.length === 0) throw new UnsupportedPath(`"${text}" has two slashes in a row`);
  segment.forEach((part, i) => {
    if (part.type === 'text' && !plainText.test(part.text)) {
      throw new UnsupportedPath(`"${part.text}" in "${text}" cannot stand in a file name`);
    }
    if (part.type !== 'text' && i > 0 && segment[i - 1]!.type !== 'text') {
      throw new UnsupportedPath(`two parameters touch in "${text}"`);
    }
  });
  const [first] = segment;
  if (first?.type === 'text' && /^[_.]/.test(first.text) && first.text !== '.well-known') {
    throw new UnsupportedPath(`a file name that begins with "${first.text[0]}" is no route`);
  }
}

/** At the end of a path Express and a file mean the same by a catch-all; elsewhere its value differs. */
function checkWildcards(segments: readonly Segment[], text: string): void {
  segments.forEach((segment, i) => {
    if (!segment.some((part) => part.type === 'catch-all')) return;
    if (segment.length > 1 || i < segments.length - 1) {
      throw new UnsupportedPath(`the wildcard in "${text}" is no whole last segment`);
    }
  });
}
