import type { Findings, OracleOptions } from './oracle';
import { createOurRouter, describe, type Resolve } from './our-router';
import { Random } from './random';
import { createPath, createRouteSet } from './route-sets';

const { getSortedRoutes } = require('next/dist/shared/lib/router/utils/sorted-routes');
const { getRouteRegex } = require('next/dist/shared/lib/router/utils/route-regex');
const { getRouteMatcher } = require('next/dist/shared/lib/router/utils/route-matcher');
const { isDynamicRoute } = require('next/dist/shared/lib/router/utils/is-dynamic');

const reading = { matchesBare: false, catchAll: 'array', decode: 'component' } as const;
const texts = ['a', 'b', 'c', 'users', 'a.b', 'v1.0', 'data.json', 'A', '~x'];
const values = [
  ...texts,
  '1',
  'x%20y',
  'a%2Fb',
  '%E2%9C%93',
  'a+b',
  '%5Bid%5D',
  '%zz',
  '__proto__',
  '-',
  'index',
  "!$&'()*,;=:@",
];

/** Which file answers which path: ours against Next's own sorter and matcher. */
export function compareNextRouting({ seed, sets, requestsPerSet }: OracleOptions): Findings {
  const random = new Random(seed);
  const differences: string[] = [];
  let [requests, answered] = [0, 0];
  for (let i = 0; i < sets;) {
    const files = createRouteSet(random, createName);
    const theirs = createTheirRouter(files);
    if (!theirs) continue;
    i++;
    const ours = createOurRouter(files, reading);
    if (!ours) {
      differences.push(`refused by us: ${files.join(' ')}`);
      continue;
    }
    for (let request = 0; request < requestsPerSet; request++) {
      const path = createPath(random, files, values);
      const [expected, actual] = [theirs(path), ours(path)];
      requests++;
      if (expected !== undefined) answered++;
      if (expected !== actual) differences.push(`${path} of ${files.join(' ')}: ${expected} is ${actual}`);
    }
  }
  return { title: 'Next.js, which file answers which path', sets, requests, answered, differences };
}

/** One name per place, as Next demands. */
function createName(random: Random, depth: number, isLast: boolean): string {
  const kind = random.next();
  if (isLast && kind < 0.15) return `[...rest${depth}]`;
  if (isLast && kind < 0.25) return `[[...all${depth}]]`;
  if (isLast && kind < 0.35) return 'index';
  return kind < 0.6 ? `[id${depth}]` : random.pick(texts);
}

/** Undefined for what Next refuses, and for two files of one page, of which it takes one without a word. */
function createTheirRouter(files: readonly string[]): Resolve | undefined {
  const byPage = new Map(files.map((file) => [toPage(file), file]));
  if (byPage.size < files.length) return undefined;
  let sorted: string[];
  try {
    sorted = getSortedRoutes([...byPage.keys()]);
  } catch {
    return undefined;
  }
  const dynamic = sorted
    .filter((page) => isDynamicRoute(page))
    .map((page) => ({ page, match: getRouteMatcher(getRouteRegex(page)) }));
  return function resolve(path) {
    const exact = isDynamicRoute(path) ? undefined : byPage.get(path);
    if (exact !== undefined) return describe(exact, {});
    for (const { page, match } of dynamic) {
      try {
        const params = match(path);
        if (params) return describe(byPage.get(page)!, params);
      } catch {
        return '400';
      }
    }
    return undefined;
  };
}

function toPage(file: string): string {
  const page = `/${file.replace(/\.js$/, '')}`;
  return page.replace(/\/index$/, '') || '/';
}
