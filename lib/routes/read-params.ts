import { HttpError } from '../errors/http-error';
import type { NamedPart, Route, RouteParams, Segment, SegmentPart } from './route';
import type { RouteMatch } from './match-route';

/**
 * The parameters of a match, each decoded once and after splitting, so that an encoded slash never
 * separates segments.
 *
 * @throws HttpError 400 when an escape is broken.
 */
export function readParams({ route, rawParams }: RouteMatch): RouteParams {
  // With nothing to read in it a dictionary will do, and is made sooner.
  if (rawParams.length === 0) return Object.create(null) as RouteParams;
  const params: RouteParams = {};
  const { names } = route;
  for (let i = 0; i < names.length; i++) {
    const part = names[i]!;
    const raw = rawParams[i];
    if (raw === undefined && route.reading.catchAll === 'array') continue;
    setOwn(params, part.name, raw === undefined ? undefined : readValue(raw, part, route));
  }
  // Last: what is made without a prototype is a dictionary in V8, slow to read; this way all of a route share one hidden class.
  return Object.setPrototypeOf(params, null) as RouteParams;
}

/** Sets a property of an object of ours, whatever its name. */
export function setOwn(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: true });
  else target[name] = value;
}

const noNames: readonly NamedPart[] = [];

/** The parameters that a file name has, from left to right. Kept for each route: most have none, or those of one segment, and need no list of their own. */
export function namesIn(segments: readonly Segment[]): readonly NamedPart[] {
  const [first = noNames, ...others] = segments.filter((segment) => segment.some(isNamed));
  if (others.length === 0 && first.every(isNamed)) return first;
  return [first, ...others].flat().filter(isNamed);
}

function isNamed(part: SegmentPart): part is NamedPart {
  return part.type !== 'text';
}

function readValue(raw: string, part: NamedPart, route: Route): string | string[] {
  const decode = route.reading.decode === 'uri' ? decodeURI : decodeURIComponent;
  const isArray = part.type === 'catch-all' && route.reading.catchAll === 'array' && endsPath(part, route);
  try {
    if (isArray) return raw.split('/').map((text) => decode(text));
    return raw.includes('%') ? decode(raw) : raw;
  } catch (cause) {
    throw new HttpError(400, `The parameter "${part.name}" holds a broken escape`, { code: 'malformed_url', cause });
  }
}

/** A catch-all with text around it, or in mid-path, is one string in every style. */
function endsPath(part: NamedPart, route: Route): boolean {
  const last = route.segments.at(-1);
  return last?.length === 1 && last[0] === part;
}
