/** Whether a place such as `body.items.0.id` is left out of the comparison. */
export type PlaceFilter = (place: string) => boolean;

/**
 * Reads places to ignore, with all that is below them. `*` stands for one key or index, `**` for any
 * number of them: `body.*.id`, `body.**.createdAt`, `headers.x-*`.
 */
export function createPlaceFilter(places: readonly string[]): PlaceFilter {
  const patterns = places.map(
    (place) => new RegExp(`^${place.split('.').map(toSource).join('')}(?:\\.|$)`.replace('^\\.', '^'), 'i'),
  );
  return (place) => patterns.some((pattern) => pattern.test(place));
}

function toSource(key: string): string {
  if (key === '**') return '(?:\\.[^.]+)*';
  return `\\.${key.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&').replaceAll('\\*', '[^.]*')}`;
}
