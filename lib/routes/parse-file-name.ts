import type { Segment, SegmentPart } from './route';

/** A file name that cannot become a URL: what is wrong and what to write instead. */
export class FileNameError extends Error {
  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

// A letter, digit, `_`, `$` or `-` in any script. Accepted: `postId`, `user-id`; refused: `a b`, `...id`.
const paramName = /^[\p{L}\p{N}_$-]+$/u;

/**
 * Reads the path of a route file below the routes directory: `users/[id].json.ts` becomes the
 * segments `users` and `[id].json`.
 *
 * Grammar of a segment: `text`, `[param]` and `[...catchAll]` in any mixture in which two
 * brackets never touch; `[[...catchAll]]` stands alone. A last segment `index` is its folder.
 *
 * @param path Path with `/` between folders, extension included.
 * @param known The segments read so far, by their names: the files of a folder share those of the folder.
 * @throws FileNameError when brackets are broken or a parameter is named twice.
 */
export function parseFileName(path: string, known = new Map<string, Segment>()): Segment[] {
  const withoutExtension = path.slice(0, path.lastIndexOf('.'));
  const names = withoutExtension.split('/');
  if (names.at(-1) === 'index') names.pop();
  const segments = names.map((name) => {
    let segment = known.get(name);
    if (!segment) known.set(name, (segment = parseSegment(name)));
    return segment;
  });
  refuseRepeatedNames(segments);
  refuseAdjacentCatchAlls(segments);
  return segments;
}

function parseSegment(name: string): Segment {
  const optional = /^\[\[\.\.\.([^[\]]*)\]\]$/.exec(name);
  if (optional) return [{ type: 'catch-all', name: checkName(optional[1]!, name), optional: true }];
  const parts: SegmentPart[] = [];
  let position = 0;
  while (position < name.length) {
    const open = name.indexOf('[', position);
    const text = open === -1 ? name.slice(position) : name.slice(position, open);
    if (text.includes(']')) throw brokenBrackets(name);
    if (text !== '') parts.push({ type: 'text', text: toUrlText(text) });
    if (open === -1) break;
    if (text === '' && parts.length > 0) {
      throw new FileNameError(
        `Two parameters touch in "${name}"; nothing says where one ends.`,
        'Put text between them, such as "[a]-[b]".',
      );
    }
    const close = name.indexOf(']', open);
    if (close === -1) throw brokenBrackets(name);
    parts.push(parseBrackets(name.slice(open + 1, close), name));
    position = close + 1;
  }
  if (parts.filter((part) => part.type === 'catch-all').length > 1) {
    throw new FileNameError(`"${name}" holds two catch-alls.`, 'Keep one "[...name]" in a segment.');
  }
  return parts;
}

function parseBrackets(inner: string, segment: string): SegmentPart {
  if (inner.startsWith('[')) {
    const isOptionalParam = /^\[[^.[\]]+$/.test(inner);
    if (isOptionalParam) {
      throw new FileNameError(
        `Optional parameters such as "${segment}" do not exist.`,
        `Write "[${inner.slice(1)}]", or "[[...${inner.slice(1)}]]" for an optional catch-all.`,
      );
    }
    if (inner.startsWith('[...')) {
      throw new FileNameError(
        `An optional catch-all must be a whole segment, which "${segment}" is not.`,
        'Write "[...name]" when other text stands beside it.',
      );
    }
    throw brokenBrackets(segment);
  }
  if (inner.startsWith('…')) {
    throw new FileNameError(`"${segment}" holds the character "…".`, 'Type three full stops: "[...name]".');
  }
  if (inner.startsWith('...')) {
    return { type: 'catch-all', name: checkName(inner.slice(3), segment), optional: false };
  }
  if (inner.startsWith('.')) {
    throw new FileNameError(
      `A parameter name cannot begin with a full stop, as in "${segment}".`,
      'Write three of them, "[...name]", for a catch-all.',
    );
  }
  return { type: 'param', name: checkName(inner, segment) };
}

function checkName(name: string, segment: string): string {
  if (paramName.test(name)) return name;
  if (name === '') {
    const example = segment.includes('...') ? '[...slug]' : '[id]';
    throw new FileNameError(`The brackets in "${segment}" hold no parameter name.`, `Name it: "${example}".`);
  }
  throw new FileNameError(
    `"${name}" in "${segment}" is no parameter name.`,
    'Use letters, digits, "_", "$" and "-" only.',
  );
}

function brokenBrackets(segment: string): FileNameError {
  return new FileNameError(
    `The brackets in "${segment}" do not pair up.`,
    'Write "[id]", "[...slug]" or "[[...slug]]".',
  );
}

/** The text as it stands in a URL: browsers send names beyond ASCII in their `encodeURI` form. */
function toUrlText(text: string): string {
  return encodeURI(text).replaceAll('?', '%3F').replaceAll('#', '%23');
}

function refuseRepeatedNames(segments: readonly Segment[]): void {
  const seen: string[] = [];
  for (const segment of segments) {
    for (const part of segment) {
      if (part.type === 'text') continue;
      if (seen.includes(part.name)) {
        throw new FileNameError(`The parameter "${part.name}" occurs twice in this path.`, 'Rename one of the two.');
      }
      seen.push(part.name);
    }
  }
}

function refuseAdjacentCatchAlls(segments: readonly Segment[]): void {
  for (let i = 1; i < segments.length; i++) {
    if (isBareCatchAll(segments[i - 1]!) && isBareCatchAll(segments[i]!)) {
      throw new FileNameError(
        'Two catch-alls follow each other; nothing says where one ends.',
        'Put a fixed folder between them, or keep one.',
      );
    }
  }
}

function isBareCatchAll(segment: Segment): boolean {
  return segment.length === 1 && segment[0]!.type === 'catch-all';
}
