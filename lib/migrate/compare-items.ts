import { compareRoutes } from '../routes/compare-routes';
import type { Segment } from '../routes/route';
import { toPattern } from '../routes/route-table';
import type { AppItem } from './app-items';
import type { ExpressPath } from './express-path';
import { coverage } from './path-overlap';

/** Whether `req.url` is cut off at a mount path when an item runs. */
export function isBelowMount({ kind, mounts, registration }: AppItem): boolean {
  const calls = kind === 'route' ? mounts : [...mounts, registration];
  return calls.some(({ paths }) => paths.some((path) => path.type === 'regexp' || !/^\/*$/.test(path.text)));
}

/** Whether one of several prefixes matches every URL of a path, none, or some. */
export function coverageOf(prefixes: readonly ExpressPath[], path: ExpressPath): 'all' | 'none' | 'some' {
  const results = prefixes.map(({ segments, checks }) => {
    const result = coverage(segments, path.segments);
    return result === 'all' && checks.length > 0 ? 'some' : result;
  });
  if (results.includes('all')) return 'all';
  return results.includes('some') ? 'some' : 'none';
}

/** Which of two paths comes first as a file. */
export function compareFiles(a: readonly Segment[], b: readonly Segment[]): number {
  const comparable = (segments: readonly Segment[]) => ({ segments, pattern: toPattern('', segments), mount: false });
  return compareRoutes(comparable(a), comparable(b));
}

/** Whether one request can be for both; GET answers HEAD. */
export function methodsMeet(a: readonly string[], b: readonly string[]): boolean {
  if (a.includes('*') || b.includes('*')) return true;
  const withHead = (methods: readonly string[]): string[] =>
    methods.includes('GET') ? [...methods, 'HEAD'] : [...methods];
  return withHead(a).some((method) => withHead(b).includes(method));
}
