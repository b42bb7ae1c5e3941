import { createServing } from './create-middleware';
import type { RouteProblem } from './errors/route-error';
import type { AppServices } from './handlers/exchange';
import type { ServedRoute } from './handlers/served-route';
import type { ResolvedOptions } from './options';
import { createMatcher } from './routes/match-route';
import { createRouteTable } from './routes/route-table';
import { keepInMemory } from './static/memory-handler';
import { isPrerendered } from './static/prerender-mode';
import { createStaticError } from './static/render-all';
import { collectStaticPaths, type StaticPaths } from './static/static-paths';

/** Runs the static routes among these ahead of time; the others, those that have run too, stay as they are. */
export function prerenderRoutes(
  routes: readonly ServedRoute[],
  settings: ResolvedOptions,
): readonly ServedRoute[] | Promise<readonly ServedRoute[]> {
  const isStatic = (route: ServedRoute): boolean => mustRun(route, settings);
  return routes.some(isStatic) ? run() : routes;

  async function run(): Promise<ServedRoute[]> {
    const { paths, app } = await findStaticPaths(routes, settings);
    const { label, cors, renderTimeoutMs: timeoutMs } = settings;
    const kept = await keepInMemory(routes.filter(isStatic), paths, { app, label, cors, timeoutMs });
    return [...routes.filter((route) => !isStatic(route)), ...kept];
  }
}

/**
 * Every path to run ahead of time, in the order of the table, and the app to run it in.
 *
 * @param findFaults What else is wrong with the paths, when they are to be files.
 * @throws RouteError that lists every entry of `getStaticPaths` that is wrong.
 */
export async function findStaticPaths(
  routes: readonly ServedRoute[],
  settings: ResolvedOptions,
  findFaults: (paths: StaticPaths) => readonly RouteProblem[] = () => [],
): Promise<{ paths: StaticPaths; app: AppServices }> {
  const table = createRouteTable(routes);
  const prerendered = table.filter((route) => mustRun(route, settings));
  const { paths, problems } = await collectStaticPaths(prerendered, settings.basePath, settings.renderTimeoutMs);
  const all = [...problems, ...findFaults(paths)];
  if (all.length > 0) throw createStaticError(settings.label, all);
  const match = createMatcher(table, settings.basePath);
  const { app } = createServing((path, _req, after) => match(path, after), settings);
  return { paths, app };
}

/** Static, and not answered from memory already. */
function mustRun(route: ServedRoute, { output }: ResolvedOptions): boolean {
  return !route.isPrerendered && isPrerendered(route.module, output);
}
