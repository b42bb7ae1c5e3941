import { type ChildProcess, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';

/** How to start an app in a process of its own. */
export interface AppProcessOptions {
  /** The export that is the app, or a function that makes it. @default found by itself */
  readonly exportName?: string | undefined;
  /** Modules that Node imports first, such as `tsx`. @default [] */
  readonly imports?: readonly string[];
  /** Variables on top of the environment of this process. @default {} */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds that the entry may take. @default 60000 */
  readonly timeout?: number;
}

/** What the child is told to do. */
export interface ChildTask {
  readonly task: 'record' | 'list' | 'serve';
  readonly entry: string;
  readonly exportName: string | undefined;
  readonly timeoutMs: number;
}

export type ChildAnswer = { readonly result: unknown } | { readonly error: string };

/** TypeScript as people wrote it: what jiti has cached carries its source map where V8 does not look. */
const jitiSettings = { JITI_SOURCE_MAPS: 'true', JITI_FS_CACHE: 'false', JITI_TSCONFIG_PATHS: 'true' };
const extensions = ['js', 'ts', 'mjs', 'cjs', 'mts', 'cts'];
const defaultTimeoutMs = 60_000;
const graceMs = 2000;
const shownLines = 20;
const keptCharacters = 20_000;

/** A process that runs an app; it never outlives this one. */
export interface AppProcess<Result> {
  readonly result: Result;
  /** What the app has written so far. */
  readonly output: () => string;
  readonly stop: () => void;
}

/**
 * Loads an app in a process of its own and gives what the task results in.
 *
 * @throws Error with what the app threw or wrote, when it could not be loaded in time.
 */
export async function startAppProcess<Result>(
  task: ChildTask['task'],
  entry: string,
  options: AppProcessOptions,
): Promise<AppProcess<Result>> {
  const timeoutMs = options.timeout ?? defaultTimeoutMs;
  const file = resolveEntry(entry);
  const message: ChildTask = { task, entry: file, exportName: options.exportName, timeoutMs };
  const args = (options.imports ?? []).flatMap((name) => ['--import', name]);
  const child = spawn(process.execPath, [...args, path.join(__dirname, 'app-child.js'), JSON.stringify(message)], {
    // A group of its own, so that what the app starts ends with it.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...jitiSettings, ...options.env },
  });
  const stop = stopWithParent(child);
  let output = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-keptCharacters)));
  try {
    const answer = await waitForAnswer(child, timeoutMs + graceMs);
    if ('error' in answer) throw new Error(answer.error);
    return { result: answer.result as Result, output: () => output, stop };
  } catch (error) {
    stop();
    const written = output.trimEnd().split('\n').slice(-shownLines).join('\n  ');
    const shown = written === '' ? '' : `\n\nThe app wrote:\n  ${written}`;
    throw new Error(`${(error as Error).message}${shown}`, { cause: error });
  }
}

/** Names may leave out what `require` adds: an extension, or `index` of a folder. */
function resolveEntry(entry: string): string {
  const stems = [path.resolve(entry), path.resolve(entry, 'index')];
  const files = stems.flatMap((stem) => [stem, ...extensions.map((extension) => `${stem}.${extension}`)]);
  const found = files.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
  if (found === undefined) throw new Error(`There is no module ${entry}; a relative path starts at ${process.cwd()}.`);
  return found;
}

function waitForAnswer(child: ChildProcess, timeoutMs: number): Promise<ChildAnswer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`The app has not loaded within ${timeoutMs / 1000} s.`)),
      timeoutMs,
    );
    child.once('message', (answer) => resolve(answer as ChildAnswer));
    child.once('error', reject);
    child.once('close', (code, signal) =>
      reject(new Error(`The app ended its process (${signal ?? `exit code ${code}`}) before it was loaded.`)),
    );
    child.once('close', () => clearTimeout(timer));
    child.once('message', () => clearTimeout(timer));
  });
}

function stopWithParent(child: ChildProcess): () => void {
  const stop = (): void => {
    process.off('exit', stop);
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    try {
      if (process.platform === 'win32') child.kill('SIGKILL');
      else process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  };
  process.once('exit', stop);
  return stop;
}
