import type { AppServices } from '../handlers/exchange';
import { RouteError, type RouteProblem } from '../errors/route-error';
import { RenderError, type RenderedPath, renderPath } from './render-path';
import type { StaticPath, StaticPaths } from './static-paths';

export interface RenderOptions {
  readonly app: AppServices;
  /** How many endpoints run at a time. */
  readonly concurrency: number;
  /** The directory as messages name it. */
  readonly label: string;
}

/**
 * Runs every path, so many at a time, and hands each answer on; none is kept here.
 * The first fault ends it, once what is under way has ended.
 *
 * @throws RouteError that names file and path of the first fault.
 */
export async function renderAll(
  paths: StaticPaths,
  { app, concurrency, label }: RenderOptions,
  keep: (path: StaticPath, rendered: RenderedPath, number: number) => void | Promise<void>,
): Promise<void> {
  const queue = paths[Symbol.iterator]();
  let next = 0;
  let hasFailed = false;
  async function work(): Promise<void> {
    for (let taken = queue.next(); !taken.done && !hasFailed; taken = queue.next()) {
      const number = next++;
      try {
        await keep(taken.value, await renderPath(taken.value, app), number);
      } catch (error) {
        hasFailed = true;
        throw toRouteError(error, taken.value, label);
      }
    }
  }
  const workers = Array.from({ length: Math.min(concurrency, paths.files.size) }, work);
  const failed = (await Promise.allSettled(workers)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
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
