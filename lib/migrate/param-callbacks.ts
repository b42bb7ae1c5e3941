import { parseExpressPath, UnsupportedPath } from './express-path';
import type { Registration } from './recorded-app';

/** Callbacks apply to the paths of their own router only. */
export function paramCallbacks(
  registrations: readonly Registration[],
  { receiver }: Registration,
  names: readonly string[],
): Registration[] {
  return registrations.filter(
    (other) =>
      other.kind === 'param' && other.receiver === receiver && other.params.some((name) => names.includes(name)),
  );
}

/** The parameters that the call itself names, not those of the mount path. */
export function ownParams({ paths }: Registration, major: number): string[] {
  return paths.flatMap((path) => {
    if (path.type === 'regexp') return [];
    try {
      return parseExpressPath(path.text.startsWith('/') ? path.text : `/${path.text}`, major).flatMap(({ segments }) =>
        segments.flat().flatMap((part) => (part.type === 'text' ? [] : [part.name])),
      );
    } catch (error) {
      if (error instanceof UnsupportedPath) return [];
      throw error;
    }
  });
}
