import type { Route, Segment } from '../routes/route';

export type StaticParams = Readonly<Record<string, string | undefined>>;

/** The path that a route has with these values; what is no URL character yet stays as it is. */
export function fillPattern({ pattern, segments }: Pick<Route, 'pattern' | 'segments'>, params: StaticParams): string {
  const prefix = pattern.split('/').slice(0, -segments.length || undefined);
  const filled = segments.map((segment) => fillSegment(segment, params)).filter((text) => text !== '');
  return `/${[...prefix.filter((text) => text !== ''), ...filled].join('/')}`;
}

function fillSegment(segment: Segment, params: StaticParams): string {
  return segment.map((part) => (part.type === 'text' ? part.text : (params[part.name] ?? ''))).join('');
}
