import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Findings, OracleOptions } from './oracle';
import { createOurRouter, describe, type Resolve } from './our-router';
import { Random } from './random';
import { createPath, createRouteSet } from './route-sets';

const reading = { matchesBare: true, catchAll: 'string', decode: 'uri' } as const;
const texts = ['a', 'b', 'c', 'users', 'a.b', 'v1', 'data.json', 'A', 'x-y'];
const values = [
  ...texts,
  '1',
  'x%20y',
  'a%2Fb',
  '%E2%9C%93',
  'a+b',
  'v2',
  'a-b',
  'a.b.json',
  '.json',
  'v',
  '-',
  "!$&'*,;=:@",
];

/** Its comparison is not transitive: with some sets the answer depends on the order in which the files were read. */
const undecided = 'undecided';

interface Astro {
  readonly parseRoute: (file: string, options: object, parseOptions: object) => TheirRoute;
  readonly routeComparator: (a: TheirRoute, b: TheirRoute) => number;
  readonly getParams: (route: TheirRoute, pathname: string) => Record<string, string | undefined>;
  readonly validateAndDecodePathname: (pathname: string) => string;
}

interface TheirRoute {
  readonly pattern: RegExp;
  readonly component: string;
  readonly segments: readonly (readonly { content: string; dynamic: boolean; spread: boolean }[])[];
}

/** Which file answers which path: ours against Astro's own parser, order and patterns. */
export async function compareAstroRouting({ seed, sets, requestsPerSet }: OracleOptions): Promise<Findings> {
  const astro = await loadAstro();
  const random = new Random(seed);
  const differences: string[] = [];
  let [requests, answered, undecidedRequests] = [0, 0, 0];
  for (let i = 0; i < sets;) {
    const files = createRouteSet(random, createName);
    const theirs = createTheirRouter(astro, files);
    const ours = theirs && createOurRouter(files, reading);
    if (!ours) continue;
    i++;
    for (let request = 0; request < requestsPerSet; request++) {
      const url = createPath(random, files, values);
      if (url.includes('//')) continue;
      const [expected, actual] = [theirs(url), ours(url)];
      if (expected === undecided) undecidedRequests++;
      if (expected === undecided) continue;
      requests++;
      if (expected !== undefined) answered++;
      if (expected !== actual) differences.push(`${url} of ${files.join(' ')}: ${expected} is ${actual}`);
    }
  }
  return {
    title: `Astro, which file answers which path (${undecidedRequests} more requests that it answers by the order of the files on disk)`,
    sets,
    requests,
    answered,
    differences,
  };
}

/** Parameters are named after their place and their kind, so that no path has one twice. */
function createName(random: Random, depth: number, isLast: boolean): string {
  const kind = random.next();
  if (isLast && kind < 0.08) return 'index';
  if (kind < 0.2) return `[...rest${depth}]`;
  if (kind < 0.4) return `[id${depth}]`;
  if (kind < 0.6) {
    return random.pick([
      `[p${depth}].json`,
      `v[p${depth}]`,
      `[p${depth}]-[q${depth}]`,
      `a-[p${depth}]`,
      `[...r${depth}].json`,
      `x[...r${depth}]`,
      `[p${depth}].[q${depth}]`,
    ]);
  }
  return random.pick(texts);
}

/** Undefined for what we refuse by design, and Astro serves with a warning: two files for the same URLs. */
function createTheirRouter(astro: Astro, files: readonly string[]): Resolve | undefined {
  const options = { config: { base: '/', trailingSlash: 'never' } };
  let routes: TheirRoute[];
  try {
    routes = files.map((file) => astro.parseRoute(file, options, { component: file, type: 'endpoint' }));
  } catch {
    return undefined;
  }
  const half = routes.length >> 1;
  const orders = [routes, [...routes].reverse(), [...routes.slice(half), ...routes.slice(0, half)]];
  const sorted = orders.map((order) => [...order].sort(astro.routeComparator));
  return function resolve(url) {
    const pathname = astro.validateAndDecodePathname(url);
    const [route, ...others] = sorted.map((order) => order.find(({ pattern }) => pattern.test(pathname)));
    if (others.some((other) => other !== route)) return undecided;
    const rivals = routes.filter((other) => other !== route && other.pattern.test(pathname));
    if (route && rivals.some((other) => astro.routeComparator(other, route) < 0 || isInCycle(route, other)))
      return undecided;
    return route && describe(route.component, astro.getParams(route, pathname));
  };
}

/**
 * `p`, `p/[id]` and `p/x[...rest]` come before each other in a circle there, so with all three the
 * order on disk decides. Ours is the same for any two of them, whether the third is there or not.
 */
function isInCycle({ segments: winner }: TheirRoute, { segments: other }: TheirRoute): boolean {
  const last = other.at(-1);
  const goesOn = other.length === winner.length + 1 && JSON.stringify(other.slice(0, -1)) === JSON.stringify(winner);
  return goesOn && last !== undefined && last.length > 1 && last.some(({ spread }) => spread);
}

/** Its package exports none of these. */
async function loadAstro(): Promise<Astro> {
  const load = (file: string): Promise<object> =>
    import(pathToFileURL(path.join(__dirname, '../node_modules/astro/dist/core', file)).href) as Promise<object>;
  const modules = await Promise.all(
    ['routing/parse-route.js', 'routing/priority.js', 'render/params-and-props.js', 'util/pathname.js'].map(load),
  );
  return Object.assign({}, ...modules) as Astro;
}
