import type { RecordedPath } from './recorded-app';
import type { LayerOrigin } from './recording';

/** A layer in the stack of a router or a route, as Express 4 and 5 have it. */
export interface Layer {
  readonly handle: unknown;
  readonly route?: ExpressRoute;
  /** A route's layer: the lower-case method, undefined for `all`. */
  readonly method?: string;
  /** Express 4 */
  readonly regexp?: RegExp & { readonly fast_slash?: boolean };
  readonly keys?: readonly { readonly name: string | number; readonly optional: boolean }[];
  /** Express 5.3 and later */
  readonly rawPath?: string | RegExp | readonly (string | RegExp)[];
  /** Express 5: `use` without a path. */
  readonly slash?: boolean;
  /** What `match` has found, before Express 5.3. */
  readonly path?: string;
  match(path: string): boolean | { readonly path: string };
}

export interface ExpressRoute {
  readonly path: string | RegExp | readonly (string | RegExp)[];
  readonly stack: readonly Layer[];
  /** By lower-case method, `_all` for `all`. */
  readonly methods: Readonly<Record<string, boolean>>;
}

/** The paths of a layer as they were given; undefined where Express has forgotten them (`use` before 5.3). */
export function pathsOf(layer: Layer, origin: LayerOrigin | undefined): readonly RecordedPath[] | undefined {
  const given = layer.rawPath ?? layer.route?.path ?? origin?.call.paths;
  if (given !== undefined) {
    const paths = ([given].flat(Infinity) as (string | RegExp)[]).map(toRecordedPath);
    return paths.length > 0 ? paths : [{ type: 'string', text: '/' }];
  }
  if (layer.slash || layer.regexp?.fast_slash) return [{ type: 'string', text: '/' }];
  return (
    layer.regexp &&
    restorePaths(
      layer.regexp,
      (layer.keys ?? []).map(({ name }) => name),
    )
  );
}

export function toRecordedPath(path: unknown): RecordedPath {
  if (path instanceof RegExp) return { type: 'regexp', source: path.source, flags: path.flags };
  return { type: 'string', text: String(path) };
}

/**
 * How much of a path the layer of a `use` takes, or whether that of a route matches: the text, or
 * undefined. Asks Express itself.
 */
export function matchLayer(layer: Layer, path: string): string | undefined {
  const match = layer.match(path);
  if (!match) return undefined;
  const taken = typeof match === 'object' ? match.path : (layer.path ?? '');
  if (layer.route) return taken;
  const [next] = path.slice(taken.length);
  return next === undefined || next === '/' ? taken : undefined;
}

const ending = '\\/?(?=\\/|$)';

/** Express 4 keeps the expression that `path-to-regexp` 0.1 made of a path, and the names in it. */
function restorePaths(regexp: RegExp, names: readonly (string | number)[]): RecordedPath[] {
  const { flags } = regexp;
  // Versions differ in what they escape, and in whether they wrap several paths.
  const source = regexp.source.replaceAll('[^\\/', '[^/').replace(/^\(\?:(\^.*)\)$/, '$1');
  const asRegExp: RecordedPath[] = [{ type: 'regexp', source: regexp.source, flags }];
  if (!source.startsWith('^') || !source.endsWith(ending)) return asRegExp;
  // Groups without a name have numbers.
  const rest = names.filter((name) => typeof name === 'string');
  const texts = source.split(`${ending}|^`).map((part, i) => {
    const bare = (i === 0 ? part.slice(1) : part).replace(ending, '');
    // Accepted: `(?:\/([^/]+?))`, `(?:(\d+))?`; refused: `(a|b)?`.
    const named = bare.replace(
      /\(\?:(\\\/|\\\.)?\(((?:\(\?:\(\?!.*?\)\.\)\+\?)|\[\^\/(?:\\\.)?\]\+\?|[^()]*)\)\)(\?)?/g,
      (match: string, lead: string | undefined, capture: string, optional: string | undefined) => {
        const name = rest.shift();
        if (name === undefined) return match;
        const isDefault = capture.startsWith('[^/') || capture.startsWith('(?:(?!');
        return `${lead ?? ''}:${name}${isDefault ? '' : `(${capture})`}${optional ?? ''}`;
      },
    );
    const text = named.replaceAll('(.*)', '*').replace(/\\([/.])/g, '$1');
    return text === '' ? '/' : text;
  });
  const isPlain = texts.every((text) => !/[|^$[\]\\]|\(\?/.test(text.replace(/:\w+\([^()]*\)/g, '')));
  return isPlain ? texts.map((text) => ({ type: 'string', text })) : asRegExp;
}
