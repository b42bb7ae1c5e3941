import { HttpError } from '../../lib/errors/http-error';
import { createMatcher, type RouteMatch } from '../../lib/routes/match-route';
import { namesIn, readParams } from '../../lib/routes/read-params';
import type { ParamReading, Route } from '../../lib/routes/route';
import { createRouteTable, parseFileNames, toPattern } from '../../lib/routes/route-table';

/** The file that answers a path, with its parameters as JSON; `400`; or undefined. */
export type Resolve = (path: string) => string | undefined;

/** Our router over file names, or undefined when we refuse them. */
export function createOurRouter(files: readonly string[], reading: ParamReading): Resolve | undefined {
  const { files: parsed, problems } = parseFileNames('/', files);
  if (problems.length > 0) return undefined;
  const routes: Route[] = parsed.map((file) => ({
    ...file,
    pattern: toPattern('', file.segments),
    names: namesIn(file.segments),
    reading,
    mount: false,
  }));
  const match = createMatcher(createRouteTable(routes), '');
  return function resolve(path) {
    const found = match(path);
    return found && describeMatch(found);
  };
}

function describeMatch(match: RouteMatch): string {
  try {
    return describe(match.route.path, readParams(match));
  } catch (error) {
    if (error instanceof HttpError) return String(error.status);
    throw error;
  }
}

/** The order in which parameters were found says nothing. */
export function describe(file: string, params: Readonly<Record<string, unknown>>): string {
  return `${file} ${JSON.stringify(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)))}`;
}
