import { type AppProcess, type AppProcessOptions, startAppProcess } from '../app-process';
import { compareAnswers, type Difference } from './compare-answers';
import { type Answer, methodOf, type ParityRequest, safeMethods } from './parity-request';
import { MissingValueError, Side } from './side';

export interface ParityOptions {
  /** How to start the old app. @default {} */
  readonly old?: AppProcessOptions;
  /** How to start the new app. @default {} */
  readonly new?: AppProcessOptions;
  /** Places that are not compared in any answer, such as `body.**.id`. @default [] */
  readonly ignore?: readonly string[];
  /** Whether methods that may change something are sent to apps that were not started here. @default false */
  readonly allowUnsafe?: boolean;
  /** Milliseconds that an answer may take. @default 10000 */
  readonly timeout?: number;
}

/** One request and what was not the same. */
export interface ParityRow {
  readonly method: string;
  readonly path: string;
  /** The status of the old app, and of the new one; 0 where there was no answer. */
  readonly old: number;
  readonly new: number;
  readonly isSame: boolean;
  readonly differences: readonly Difference[];
}

const defaultTimeoutMs = 10_000;
const isUrl = (target: string): boolean => /^https?:\/\//.test(target);

/**
 * Replays requests one by one against two apps and compares what they answer. Apps that are given as
 * modules run in a process of their own and end with this call; cookies and captured values are
 * each app's own.
 *
 * @param old The module of an app, as `recordRoutes` takes it, or the URL of one that runs.
 * @param next The other one.
 * @throws TypeError when something may not be sent, Error when an app cannot be started.
 */
export async function runParity(
  old: string,
  next: string,
  requests: readonly ParityRequest[],
  options: ParityOptions = {},
): Promise<ParityRow[]> {
  refuseUnsafe([old, next], requests, options.allowUnsafe === true);
  const started: AppProcess<unknown>[] = [];
  const { timeout: timeoutMs = defaultTimeoutMs } = options;
  const host = [old, next].some(isUrl) ? undefined : 'localhost';
  const start = async (target: string, how: AppProcessOptions = {}): Promise<Side> => {
    if (isUrl(target))
      return new Side({ origin: new URL(target).origin, host: host ?? new URL(target).host, timeoutMs });
    const app = await startAppProcess<{ url: string }>('serve', target, how);
    started.push(app);
    return new Side({ origin: app.result.url, host: host ?? new URL(app.result.url).host, timeoutMs });
  };
  try {
    const sides = [await start(old, options.old), await start(next, options.new)] as const;
    const rows: ParityRow[] = [];
    for (const request of requests) rows.push(await replay(request, sides, options.ignore ?? []));
    return rows;
  } finally {
    for (const { stop } of started) stop();
  }
}

async function replay(
  request: ParityRequest,
  sides: readonly [Side, Side],
  ignore: readonly string[],
): Promise<ParityRow> {
  const answers: (Answer | MissingValueError)[] = [];
  // One after the other: apps that share a database would otherwise race.
  for (const side of sides) answers.push(await side.send(request).catch(toMissing));
  const [old, next] = answers as [Answer | MissingValueError, Answer | MissingValueError];
  const differences = compare(old, next, [...ignore, ...(request.ignore ?? [])], sides);
  return {
    method: methodOf(request),
    path: request.path,
    old: statusOf(old),
    new: statusOf(next),
    isSame: differences.length === 0,
    differences,
  };
}

function compare(
  old: Answer | MissingValueError,
  next: Answer | MissingValueError,
  ignore: readonly string[],
  sides: readonly [Side, Side],
): Difference[] {
  const failures = [old, next].map(failureOf);
  if (failures.some((failure) => failure !== undefined)) {
    return [{ place: 'answer', old: failures[0] ?? String(statusOf(old)), new: failures[1] ?? String(statusOf(next)) }];
  }
  const [oldSide, newSide] = sides;
  return compareAnswers(old as Answer, next as Answer, ignore, [oldSide.normalize, newSide.normalize]);
}

/** What says nothing about an app, even when it is the same on both sides. */
function failureOf(answer: Answer | MissingValueError): string | undefined {
  if (answer instanceof MissingValueError) return answer.message;
  const isOfApp = ['timeout', 'ECONNRESET'].includes(answer.error ?? 'timeout');
  return answer.status === 0 && !isOfApp ? answer.error : undefined;
}

function statusOf(answer: Answer | MissingValueError): number {
  return answer instanceof MissingValueError ? 0 : answer.status;
}

function toMissing(error: unknown): MissingValueError {
  if (error instanceof MissingValueError) return error;
  throw error;
}

function refuseUnsafe(targets: readonly string[], requests: readonly ParityRequest[], isAllowed: boolean): void {
  const running = targets.find(isUrl);
  const unsafe = requests.find((request) => !safeMethods.has(methodOf(request)));
  if (running === undefined || unsafe === undefined || isAllowed) return;
  throw new TypeError(
    `${methodOf(unsafe)} ${unsafe.path} may change something at ${running}, which was not started for this. ` +
      'Give the module of the app instead of its URL, or --allow-unsafe.',
  );
}
