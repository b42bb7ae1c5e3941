import { RouteError, type RouteProblem } from '../errors/route-error';
import type { ServedRoute } from '../handlers/served-route';
import { joinRoutes, locate } from '../load-routes';
import type { ResolvedOptions } from '../options';
import { prerenderRoutes } from '../prerender';
import { isPrerendered } from '../static/prerender-mode';
import { createBrokenRoute } from './broken-route';
import { isSame, type WatchedFiles, type WatchedRoute } from './watched-files';

/** The routes of watched files, each made of the last good version of all that it consists of. */
export class LiveTable {
  constructor(
    private readonly files: WatchedFiles,
    private readonly settings: ResolvedOptions,
    /** Whether a file that has never loaded answers with what is wrong. */
    private readonly servesProblems: boolean,
  ) {}

  /** Makes routes of what has changed, runs those that are static, and says whether all of them could be. */
  async join(): Promise<boolean> {
    const rendering: Promise<boolean>[] = [];
    for (const watched of this.files.routes.values()) {
      const { good, madeOf } = watched;
      if (!good || this.files.blockOf(watched)) continue;
      const above = this.files.middlewareAbove(watched);
      if (madeOf?.loaded === good && isSame(madeOf.above, above)) continue;
      watched.madeOf = { loaded: good, above };
      const [route] = joinRoutes({ files: [good], folders: new Map([['', above]]) }, this.settings);
      if (isPrerendered(good.module, this.settings.output)) rendering.push(this.#render(watched, route!));
      else Object.assign(watched, { served: route, renderProblem: undefined });
    }
    return (await Promise.all(rendering)).every(Boolean);
  }

  async #render(watched: WatchedRoute, route: ServedRoute): Promise<boolean> {
    const { madeOf } = watched;
    const others = this.routes.filter((other) => other.path !== route.path);
    try {
      const rendered = await prerenderRoutes([...others, route], this.settings);
      const served = rendered.find(({ path }) => path === route.path);
      if (watched.madeOf === madeOf) Object.assign(watched, { served, renderProblem: undefined });
      return true;
    } catch (error) {
      if (!(error instanceof RouteError)) throw error;
      if (watched.madeOf === madeOf) watched.renderProblem = { ...error.problems[0]!, file: watched.path };
      return false;
    }
  }

  /** What answers now. */
  get routes(): ServedRoute[] {
    return [...this.files.routes.values()].flatMap((watched) => {
      if (watched.served) return [watched.served];
      const problem = this.servesProblems && this.#problemOf(watched);
      return problem ? [createBrokenRoute(watched.route, locate(problem, this.settings), this.settings)] : [];
    });
  }

  /** None where another file has the same URLs and serves them. */
  #problemOf(watched: WatchedRoute): RouteProblem | undefined {
    const { problem, renderProblem } = watched;
    const conflict = this.files.conflictOf(watched);
    if (conflict && this.#isServed(conflict)) return undefined;
    return this.files.blockOf(watched) ?? problem ?? renderProblem ?? conflict;
  }

  /** A problem, with what is served until it is solved. */
  explain(problem: RouteProblem): RouteProblem {
    return { ...problem, remedy: `${problem.remedy} Until then, ${this.#servedMeanwhile(problem)}.` };
  }

  #servedMeanwhile(problem: RouteProblem): string {
    const { routes, middleware } = this.files;
    const names = problem.file.split('\n');
    if (problem.file === '' || this.#isServed(problem)) return 'what loaded last is served';
    if (names.some((name) => middleware.has(name))) return 'nothing new is served below it';
    const isShown = this.servesProblems && names.some((name) => routes.has(name));
    if (names.length === 1) return isShown ? 'its URLs answer with this' : 'it is not served';
    return isShown ? 'their URLs answer with this' : 'none of them is served';
  }

  /** Whether there is a good version of a file that this is about. */
  #isServed({ file }: RouteProblem): boolean {
    const { routes, middleware } = this.files;
    return file.split('\n').some((name) => routes.get(name)?.served ?? middleware.get(name)?.good);
  }
}
