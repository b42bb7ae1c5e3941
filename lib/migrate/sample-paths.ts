import type { Segment } from '../routes/route';

/**
 * Values for a parameter, unlike any text that a route is likely to have, and of the shapes that
 * routes ask for: a word, a number, a UUID, a name with a full stop, an ObjectId.
 */
const values = ['zq7x', '7', 'a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d', 'zq.7x', '5f43a1b2c3d4e5f6a7b8c9d0', 'zq-7x'];

/** Paths that a file's route may match: whether it does is for its matcher to say. */
export function sampleSegments(prefix: string, segments: readonly Segment[], matchesBelow: boolean): string[] {
  return values.flatMap((value) => {
    const fill = (depth: number): string =>
      segments
        .map((segment) => `/${fillSegment(segment, value, depth)}`)
        .join('')
        .replace(/\/+$/, '') || '/';
    const paths = segments.flat().some((part) => part.type === 'catch-all') ? [fill(1), fill(2)] : [fill(1)];
    return paths.flatMap((path) => [prefix + path, ...(matchesBelow ? [`${prefix}${path}/${value}`] : [])]);
  });
}

/** Paths that an Express path may match, in the notations of Express 4 and 5 alike. */
export function samplePath(text: string): string[] {
  const forms = [expand(text, true), expand(text, false)];
  const samples = values.flatMap((value) => forms.map((form) => fillText(form, value)));
  return [...new Set(samples)];
}

function fillSegment(segment: Segment, value: string, depth: number): string {
  return segment
    .map((part) =>
      part.type === 'text' ? part.text : part.type === 'param' ? value : Array(depth).fill(value).join('/'),
    )
    .join('');
}

/** Optional parts, taken or left: `{/x}` of Express 5, `:x?` and `(x)?` of Express 4. */
function expand(text: string, isTaken: boolean): string {
  let form = text;
  for (let before = ''; before !== form;) {
    before = form;
    form = form.replace(/\{([^{}]*)\}/g, isTaken ? '$1' : '');
  }
  return form.replace(/(\/?:\w+(?:\([^()]*\))?|\((?!\/)[^()]*\))\?/g, isTaken ? '$1' : '');
}

function fillText(text: string, value: string): string {
  const filled = text
    // A regular expression stands in parentheses: what it most likely means.
    .replace(/\(\/(.*)\/\w*\)/g, (_match, source: string) => fillSource(source, value))
    .replace(/[:*](?:"[^"]+"|[\p{ID_Start}$_][\p{ID_Continue}$]*)(?:\([^()]*\))?[?*+]?/gu, value)
    .replace(/\*|\(\.\*\)/g, value)
    .replace(/[()?+]|\\(?=.)/g, '');
  return filled.replace(/\/{2,}/g, '/') || '/';
}

function fillSource(source: string, value: string): string {
  return source
    .replace(/^\^|\$$/g, '')
    .replace(/\(\?(?::|<\w+>)/g, '(')
    .replace(/\[\^[^\]]*\][*+]?\??|\\w[*+]\??|\.[*+]\??/g, value)
    .replace(/\\d(?:[*+]\??|\{[^}]*\})|\[[^\]]*\](?:[*+]\??|\{[^}]*\})?/g, value)
    .replace(/\(([^()|]*)\|[^()]*\)/g, '$1')
    .replace(/\\(.)/g, '$1');
}
