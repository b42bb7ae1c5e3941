import type { GetStaticPathsOptions } from '../endpoint-types';
import { describeValue } from '../errors/http-error';
import type { RouteProblem } from '../errors/route-error';
import type { ServedRoute } from '../handlers/served-route';
import { createMatcher, type Matcher } from '../routes/match-route';
import { readParams } from '../routes/read-params';
import type { SegmentPart } from '../routes/route';
import { createPaginate } from './paginate';
import { fillPattern, type StaticParams } from './fill-pattern';
import { NameList } from './name-list';
import { isDynamic } from './prerender-mode';
import { StaticPathsError } from './static-paths-error';
import { TimeLimit } from './time-limit';

/** One answer to be computed ahead of time. */
export interface StaticPath {
  readonly route: ServedRoute;
  readonly params: StaticParams;
  readonly props: Readonly<Record<string, unknown>>;
  /** Path of the URL, encoded as a browser sends it. */
  readonly url: string;
  /** The same in readable form: what the file is called below the output folder. */
  readonly file: string;
}

/**
 * Every path to run, in the order of the table. A path is made when it is asked for and not kept:
 * beside its entry, which belongs to the route file, it takes the bytes of its name.
 */
export interface StaticPaths extends Iterable<StaticPath> {
  /** The file of each path. */
  readonly files: NameList;
  /** The route that has the path of this number. */
  readonly routeOf: (number: number) => ServedRoute;
}

/** What `getStaticPaths` of one route returned. */
interface RouteEntries {
  readonly route: ServedRoute;
  readonly entries: readonly unknown[];
  readonly match: Matcher<ServedRoute>;
  /** Number of its first path. */
  readonly first: number;
}

/**
 * Asks each route for its paths, once; what is wrong with them is collected.
 *
 * @param timeoutMs What one `getStaticPaths` may take.
 */
export async function collectStaticPaths(
  routes: readonly ServedRoute[],
  basePath: string,
  timeoutMs: number,
): Promise<{ paths: StaticPaths; problems: readonly RouteProblem[] }> {
  const files = new NameList();
  const lists: RouteEntries[] = [];
  const problems: RouteProblem[] = [];
  const paths = createStaticPaths(lists, files);
  const limit = new TimeLimit(timeoutMs);
  for (const route of routes) {
    try {
      const entries = isDynamic(route.segments) ? await callGetStaticPaths(route, limit) : [{ params: {} }];
      const match = createMatcher([route], basePath);
      lists.push({ route, entries, match, first: files.size });
    } catch (error) {
      problems.push(toProblem(route, error));
      continue;
    }
    const { entries, match } = lists.at(-1)!;
    for (const entry of entries) {
      try {
        addName(readEntry(route, entry, match), paths);
      } catch (error) {
        problems.push(toProblem(route, error));
      }
    }
  }
  return { paths, problems };
}

function createStaticPaths(lists: readonly RouteEntries[], files: NameList): StaticPaths {
  return {
    files,
    routeOf: (number) => lists.findLast(({ first }) => first <= number)!.route,
    *[Symbol.iterator]() {
      for (const { route, entries, match, first } of lists) {
        for (const [i, entry] of entries.entries()) {
          const path = readEntry(route, entry, match);
          // Names were checked once: a path that has changed since may lead anywhere.
          if (path.file !== files.nameOf(first + i)) {
            throw new Error(`${route.path}: an entry of getStaticPaths() became ${path.url} while the paths were run.`);
          }
          yield path;
        }
      }
    },
  };
}

/** Two answers for one path: on disk or in memory, one would be lost. */
function addName({ file, route, url }: StaticPath, { files, routeOf }: StaticPaths): void {
  const twin = files.add(file);
  if (twin === undefined) return;
  const owner = routeOf(twin) === route ? 'an earlier entry of getStaticPaths()' : routeOf(twin).path;
  throw new StaticPathsError(`It has the path ${url}, which ${owner} has already.`, 'Leave it out of one of the two.');
}

function toProblem(route: ServedRoute, thrown: unknown): RouteProblem {
  if (thrown instanceof StaticPathsError) {
    return { file: route.path, message: thrown.message, remedy: thrown.remedy };
  }
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : describeValue(thrown);
  return {
    file: route.path,
    message: `getStaticPaths() threw: ${text}`,
    remedy: 'Correct the error; the cause has the stack.',
    cause: thrown,
  };
}

async function callGetStaticPaths(route: ServedRoute, limit: TimeLimit): Promise<readonly unknown[]> {
  const { namespace } = route.module;
  const getStaticPaths = namespace['getStaticPaths'] as (options: GetStaticPathsOptions) => unknown;
  const called = getStaticPaths.call(namespace, { paginate: createPaginate(route), routePattern: route.pattern });
  const entries = await limit.wait(Promise.resolve(called), createTimeoutError);
  if (Array.isArray(entries)) return entries;
  throw new StaticPathsError(
    `getStaticPaths() returned ${describeValue(entries)}; it must return an array.`,
    'Return [{ params: { ... } }], one entry for each path.',
  );
}

function createTimeoutError(ms: number): StaticPathsError {
  return new StaticPathsError(
    `getStaticPaths() has not settled after ${ms} ms.`,
    'Let it settle sooner, or raise the renderTimeout option.',
  );
}

function readEntry(route: ServedRoute, entry: unknown, match: Matcher<ServedRoute>): StaticPath {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    throw new StaticPathsError(
      `getStaticPaths() has an entry that is ${describeValue(entry)}, not an object.`,
      'Return { params: { ... } } for each path; flatMap() joins lists of lists.',
    );
  }
  const { params, props } = entry as { params?: unknown; props?: Record<string, unknown> };
  const read = isDynamic(route.segments) ? readStaticParams(route, params) : {};
  const url = encodePath(fillPattern(route, read));
  const file = decodePath(url);
  const found = file === undefined ? undefined : match(url);
  if (!found || !isSame(readParams(found), read)) {
    throw new StaticPathsError(
      `The path ${JSON.stringify(fillPattern(route, read))} of getStaticPaths() is not one of ${route.pattern}, or its parameters would be read otherwise.`,
      'Only a catch-all [...name] takes slashes; dot segments, backslashes and "%" escapes belong in no parameter.',
    );
  }
  return { route, params: read, props: { ...props }, url, file: file!.slice(1) };
}

function readStaticParams(route: ServedRoute, params: unknown): StaticParams {
  if (typeof params !== 'object' || params === null || Object.keys(params).length === 0) {
    throw new StaticPathsError(
      'getStaticPaths() has an entry without params.',
      `Give each entry the parameters of ${route.pattern}: { params: { ... } }.`,
    );
  }
  const read: Record<string, string | undefined> = {};
  for (const part of route.segments.flat()) {
    if (part.type !== 'text') read[part.name] = readValue(part, (params as Record<string, unknown>)[part.name]);
  }
  return read;
}

/** Surrounding slashes go, and what would end the path of a URL is escaped, as Astro does. */
function readValue(part: Exclude<SegmentPart, { type: 'text' }>, value: unknown): string | undefined {
  if (value !== undefined && typeof value !== 'string') {
    throw new StaticPathsError(
      `getStaticPaths() gives the parameter "${part.name}" ${describeValue(value)} (${typeof value}); it must be a string or undefined.`,
      `Write ${part.name}: String(value).`,
    );
  }
  const text = value
    ?.replaceAll(/^\/+|\/+$/g, '')
    .replaceAll('?', '%3F')
    .replaceAll('#', '%23');
  if (text) return text;
  if (part.type === 'catch-all') return undefined;
  throw new StaticPathsError(
    `getStaticPaths() has an entry without the parameter "${part.name}".`,
    `Give ${part.name} a value that is not empty.`,
  );
}

/** As a browser would send it: dot segments resolved, spaces and letters beyond ASCII escaped. */
function encodePath(path: string): string {
  return new URL(`http://localhost${path}`).pathname;
}

function decodePath(url: string): string | undefined {
  try {
    return decodeURI(url);
  } catch {
    return undefined;
  }
}

function isSame(found: Readonly<Record<string, unknown>>, given: StaticParams): boolean {
  return Object.keys(given).every((name) => found[name] === given[name]);
}
