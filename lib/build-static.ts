import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bootRoutes } from './api-routes';
import { describeValue } from './errors/http-error';
import { type ApiRoutesOptions, resolveOptions } from './options';
import { findStaticPaths } from './prerender';
import { FileRecords, formatManifest, type StaticFile } from './static/manifest';
import { checkContents, checkLocation } from './static/output/check-target';
import { lockTarget } from './static/output/lock-target';
import { createOutputFolder, type OutputFolder } from './static/output/output-folder';
import { recoverTarget } from './static/output/recover-target';
import { findFileProblems, manifestName } from './static/output-path';
import { isPrerendered } from './static/prerender-mode';
import { renderAll, type RenderOptions } from './static/render-all';
import type { StaticPaths } from './static/static-paths';

export interface BuildStaticOptions extends Omit<ApiRoutesOptions, 'output'> {
  /** The folder to write, which is replaced as a whole; a path or a file URL. */
  outDir: string | URL;
  /** How many endpoints run at a time. @default 10 */
  concurrency?: number;
  /** Replaces a folder that was not built here. @default false */
  force?: boolean;
  /** Runs everything and writes nothing. @default false */
  dryRun?: boolean;
  /** Told after every path that has been run. */
  onProgress?: ((progress: BuildProgress) => void) | undefined;
}

export interface BuildProgress {
  readonly done: number;
  readonly total: number;
  /** Path of the URL that was run last. */
  readonly path: string;
}

export interface BuildResult {
  /** Absolute path. */
  readonly outDir: string;
  /** What was written, in the order of the route table; the list is made when it is asked for. */
  readonly files: readonly StaticFile[];
  /** How many files there are. */
  readonly count: number;
  /** Of all files together, without the manifest. */
  readonly bytes: number;
  /** Paths whose body was `null`: they have no file. */
  readonly empty: readonly { readonly path: string; readonly source: string }[];
  /** Route files with `prerender = false`: they are no part of a static build. */
  readonly live: readonly string[];
  readonly milliseconds: number;
}

const defaultConcurrency = 10;

/**
 * Runs GET, or else ALL, of every route file once per path and writes the bytes for any static
 * host, as `astro build` does, with a manifest of them.
 *
 * The output is written to a folder beside the target, which takes its place when it is whole:
 * whatever goes wrong, the old output is left as it was.
 *
 * @param directory Path of the route files, relative to the working directory, or a file URL.
 * @throws TypeError when an option is wrong.
 * @throws RouteError that names file and path, when an endpoint cannot be written.
 * @throws Error when the folder must not or cannot be replaced.
 * @example
 * await buildStatic('pages', { outDir: 'dist', site: 'https://example.com' });
 */
export async function buildStatic(directory: string | URL, options: BuildStaticOptions): Promise<BuildResult> {
  const start = performance.now();
  const { outDir, concurrency = defaultConcurrency, force = false, dryRun = false, onProgress, ...rest } = options;
  const target = resolveTarget(outDir);
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new TypeError(`concurrency must be a whole number above 0, not ${describeValue(concurrency)}`);
  }
  const settings = { ...resolveOptions(directory, rest), output: 'static' as const };
  const warn = (message: string): void => settings.logger.warn(message);
  checkLocation(target, settings.directory);
  const unlock = dryRun ? () => {} : lockTarget(target);
  try {
    if (!dryRun) await recoverTarget(target, warn);
    checkContents(target, force);
    const routes = await bootRoutes(settings);
    const { paths, app } = await findStaticPaths(routes, settings, findFileProblems);
    const folder = dryRun ? undefined : await createOutputFolder(target, warn);
    const { label, renderTimeoutMs: timeoutMs } = settings;
    if (paths.files.size === 0) warn(`${label} has no path to build: the output is empty.`);
    const { records, empty } = await writeAll(paths, folder, { app, concurrency, label, timeoutMs, onProgress });
    return createResult(target, records, {
      empty,
      live: routes.filter(({ module }) => !isPrerendered(module, 'static')).map((route) => route.path),
      milliseconds: performance.now() - start,
    });
  } finally {
    unlock();
  }
}

interface Written {
  readonly records: FileRecords;
  readonly empty: BuildResult['empty'];
}

/** Runs every path, writes what it answers and swaps the folder in; removes it when anything fails. */
async function writeAll(
  paths: StaticPaths,
  folder: OutputFolder | undefined,
  { onProgress, ...options }: RenderOptions & Pick<BuildStaticOptions, 'onProgress'>,
): Promise<Written> {
  const records = new FileRecords(paths.files);
  const empty: { path: string; source: string }[] = [];
  const total = paths.files.size;
  let done = 0;
  try {
    await renderAll(paths, options, async ({ file, route, url }, { bytes, contentType }, number) => {
      if (bytes === null) {
        empty.push({ path: url, source: route.path });
      } else {
        await writeOutput(folder, file, bytes);
        records.set(number, bytes, contentType, route.path);
      }
      onProgress?.({ done: ++done, total, path: url });
    });
    await writeOutput(folder, manifestName, formatManifest(records));
    await folder?.replace();
    return { records, empty };
  } catch (error) {
    await folder?.discard();
    throw error;
  }
}

function createResult(
  outDir: string,
  records: FileRecords,
  rest: Pick<BuildResult, 'empty' | 'live' | 'milliseconds'>,
): BuildResult {
  const { size: count, bytes } = records;
  let files: readonly StaticFile[] | undefined;
  return {
    outDir,
    get files() {
      return (files ??= [...records]);
    },
    count,
    bytes,
    ...rest,
  };
}

async function writeOutput(
  folder: OutputFolder | undefined,
  file: string,
  content: Uint8Array | Iterable<string>,
): Promise<void> {
  try {
    await folder?.write(file, content);
  } catch (cause) {
    throw new Error(`${file} could not be written: ${(cause as Error).message}. The old output is untouched.`, {
      cause,
    });
  }
}

function resolveTarget(outDir: unknown): string {
  if (outDir instanceof URL && outDir.protocol === 'file:') return path.resolve(fileURLToPath(outDir));
  if (typeof outDir === 'string' && outDir !== '') return path.resolve(outDir);
  throw new TypeError(`outDir must be a path such as "dist" or a file URL, not ${describeValue(outDir)}`);
}
