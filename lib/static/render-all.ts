import type { AppServices } from '../handlers/exchange';
import { RouteError, type RouteProblem } from '../errors/route-error';
import { RenderError, type RenderedPath, renderPath } from './render-path';
import type { StaticPath, StaticPaths } from './static-paths';
import { TimeLimit } from './time-limit';

export interface RenderOptions {
  readonly app: AppServices;
  /** How many endpoints run at a time. */
  readonly concurrency: number;
  /** The directory as messages name it. */
  readonly label: string;
  /** What an answer may take, to its last byte. */
  readonly timeoutMs: number;
}

/**
 * Runs every path, so many at a time, and hands each answer on; none is kept here.
 * The first fault ends it: endpoints under way are waited for no longer, what is being kept is.
 *
 * @throws RouteError that names file and path of the first fault.
 */
export async function renderAll(
  paths: StaticPaths,
  { app, concurrency, label, timeoutMs }: RenderOptions,
  keep: (path: StaticPath, rendered: RenderedPath, number: number) => void | Promise<void>,
): Promise<void> {
  const queue = paths[Symbol.iterator]();
  const limit = new TimeLimit(timeoutMs);
  let next = 0;
  let fault: { readonly error: unknown } | undefined;
  async function renderNext(): Promise<boolean> {
    const taken = queue.next();
    if (taken.done) return false;
    const number = next++;
    try {
      await keep(taken.value, await limit.wait(renderPath(taken.value, app), createTimeoutError), number);
      return true;
    } catch (error) {
      throw toRouteError(error, taken.value, label);
    }
  }
  async function work(): Promise<void> {
    try {
      while (!fault && (await renderNext()));
    } catch (error) {
      fault ??= { error };
      limit.end(error);
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, paths.files.size) }, work));
  if (fault) throw (fault as { error: unknown }).error;
}

function createTimeoutError(ms: number): RenderError {
  return new RenderError(
    `It has not answered in full after ${ms} ms.`,
    'Answer sooner, raise the renderTimeout option, or let the file answer live with "export const prerender = false".',
  );
}

function toRouteError(error: unknown, path: StaticPath, label: string): unknown {
  if (!(error instanceof RenderError)) return error;
  const { remedy, cause } = error;
  const problem = { file: path.route.path, message: `${path.url}: ${error.message}`, remedy, cause };
  return createStaticError(label, [problem]);
}

/** Names each file the way the developer named the directory. */
export function createStaticError(label: string, problems: readonly RouteProblem[]): RouteError {
  const prefix = label.replace(/[/\\]+$/, '');
  const located = problems.map((problem) => ({ ...problem, file: `${prefix}/${problem.file}` }));
  return new RouteError(label, located);
}
