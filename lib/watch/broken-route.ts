import type { RouteProblem } from '../errors/route-error';
import type { ServedRoute } from '../handlers/served-route';
import { joinRoutes } from '../load-routes';
import { createCodeFrame } from '../modules/code-frame';
import { readRouteModule } from '../modules/route-module';
import type { ResolvedOptions } from '../options';
import type { RouteFile } from '../routes/route';
import type { NextApiResponse } from '../handlers/next-response';

/** Stands in for a file that has never loaded: it answers with what is wrong. For development only. */
export function createBrokenRoute(file: RouteFile, problem: RouteProblem, settings: ResolvedOptions): ServedRoute {
  const text = describeProblem(problem);
  const handler = (_req: unknown, res: NextApiResponse): void => {
    res.setHeader('Content-Type', 'text/plain; charset=utf-8');
    res.setHeader('Cache-Control', 'no-store');
    res.setHeader('X-Content-Type-Options', 'nosniff');
    res.statusCode = 500;
    res.end(`${text}\n`);
  };
  const module = readRouteModule({ default: handler, config: { api: { bodyParser: false } } }, 'next');
  return joinRoutes({ files: [{ file, module, own: [] }], folders: new Map() }, settings)[0]!;
}

/** What is wrong, where, and what to do, as a person reads it. */
export function describeProblem(problem: RouteProblem): string {
  const { file, message, remedy } = withFrame(problem);
  return `${file.replaceAll('\n', ', ')}\n\n${message}\n\n-> ${remedy}`;
}

/** The same problem with the lines of code at fault. */
export function withFrame(problem: RouteProblem): RouteProblem {
  const frame = createCodeFrame(problem.cause, problem.message);
  return frame === undefined ? problem : { ...problem, message: `${problem.message}\n\n${frame}` };
}
