import { RouteError, type RouteProblem } from '../errors/route-error';
import type { ResolvedOptions } from '../options';
import { withFrame } from './broken-route';

export interface ProblemReport {
  /** Everything that is wrong now; undefined when nothing is. */
  readonly text: string | undefined;
  /** Says what is wrong now, unless it has been said, or there is news before long. */
  show(problems: readonly RouteProblem[]): void;
  stop(): void;
}

/** Half a file is an error for a moment only. Longer than the watcher waits for the end of many changes. */
const settleMs = 300;

/** Tells the logger of problems as they come, and of their end. */
export function createProblemReport({ logger, label }: ResolvedOptions): ProblemReport {
  let timer: NodeJS.Timeout | undefined;
  let shown: string | undefined;
  let text: string | undefined;
  const say = (): void => {
    if (text === shown) return;
    if (text === undefined) logger.warn(`apiRoutes(${JSON.stringify(label)}): every file loads again.`);
    else logger.error(text);
    shown = text;
  };
  return {
    get text() {
      return text;
    },
    show(problems) {
      text = problems.length === 0 ? undefined : new RouteError(label, problems.map(withFrame)).message;
      clearTimeout(timer);
      timer = setTimeout(say, settleMs).unref();
    },
    stop: () => clearTimeout(timer),
  };
}
