import type { RouteProblem } from '../errors/route-error';
import { type ImportModule, loadModule, type Namespace } from './load-module';
import { toLoadProblem } from './load-problem';
import { ModuleShapeError } from './module-shape-error';

/** A file to load, and how to read what it exports. */
export interface ModuleRequest {
  readonly file: string;
  /** The file as messages name it. */
  readonly label: string;
  readonly read: (namespace: Namespace) => void;
}

export interface LoadResult {
  readonly problems: RouteProblem[];
  /** Files whose top-level await is still running; each settles with the problems it found. */
  readonly pending: Promise<RouteProblem[]>[];
}

/** Loads files one after the other and reads each; what goes wrong is collected, not thrown. */
export function loadModules(
  requests: readonly ModuleRequest[],
  timeoutMs: number,
  importModule: ImportModule | undefined,
): LoadResult {
  const problems: RouteProblem[] = [];
  const pending: Promise<RouteProblem[]>[] = [];
  for (const request of requests) {
    const loaded = attempt(problems, request, () => loadModule(request.file, importModule));
    if (loaded instanceof Promise) pending.push(finishLoading(loaded, request, timeoutMs));
    else if (loaded) attempt(problems, request, () => request.read(loaded.namespace));
  }
  return { problems, pending };
}

async function finishLoading(
  loaded: Promise<{ namespace: Namespace }>,
  request: ModuleRequest,
  timeoutMs: number,
): Promise<RouteProblem[]> {
  const problems: RouteProblem[] = [];
  try {
    const { namespace } = await withTimeout(loaded, timeoutMs);
    attempt(problems, request, () => request.read(namespace));
  } catch (error) {
    problems.push(toLoadProblem(request, error));
  }
  return problems;
}

function attempt<Result>(problems: RouteProblem[], request: ModuleRequest, action: () => Result): Result | undefined {
  try {
    return action();
  } catch (error) {
    problems.push(toLoadProblem(request, error));
    return undefined;
  }
}

function withTimeout<Result>(promise: Promise<Result>, timeoutMs: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(
        new ModuleShapeError(
          `Its top-level await has not settled after ${timeoutMs} ms.`,
          'Wait for slow things in the endpoint, or raise the loadTimeout option.',
        ),
      );
    }, timeoutMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
