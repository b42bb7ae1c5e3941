import type { Command } from 'commander';
import { type BuildResult, buildStatic, type BuildStaticOptions } from '../build-static';
import type { Logger } from '../handlers/exchange';
import { createProgress, type Progress } from './build-progress';
import { exitWithError, finish } from './exit';
import { createPaint, type Paint } from './paint';
import { wrapText } from './wrap-text';

const mostAlignedColumns = 40;

interface BuildFlags {
  out: string;
  site?: string;
  basePath?: string;
  ignore?: string[];
  concurrency?: string;
  renderTimeout?: number;
  dryRun?: boolean;
  force?: boolean;
  json?: boolean;
}

export function addBuildCommand(program: Command): void {
  program
    .command('build')
    .description('run every static endpoint once and write what it answers')
    .argument('<dir>', 'directory of route files, such as pages')
    .requiredOption('--out <dir>', 'folder to write; it is replaced as a whole')
    .option('--site <url>', 'what context.site is, such as https://example.com')
    .option('--base-path <path>', 'URL prefix, when it is not the one the directory implies')
    .option('--ignore <glob...>', 'globs that are no routes')
    .option('--concurrency <n>', 'how many endpoints run at a time (default: 10)')
    .option('--render-timeout <ms>', 'time for each path, and for getStaticPaths (default: 60000)', Number)
    .option('--dry-run', 'run everything, write nothing, list what would be written')
    .option('--force', 'replace a folder that was not built here')
    .option('--json', 'print the result as JSON for programs')
    .addHelpText(
      'after',
      '\nExamples:\n  $ pages-api build pages --out dist --site https://example.com\n  $ pages-api build pages --out dist --dry-run\n  $ pages-api build pages --out dist --json > files.json\n\nProgress and errors are written to stderr, the summary to stdout.\n\nExit codes: 0 built, 1 not built and the old output untouched, 2 wrong usage,\n130 or 143 ended by SIGINT or SIGTERM, the old output untouched',
    )
    .action(build);
}

async function build(directory: string, flags: BuildFlags): Promise<void> {
  const { out, json, concurrency, ...options } = flags;
  const progress = createProgress(process.stderr);
  endAtSignals();
  // A signal ends the process, or an endpoint: the terminal is to be as it was.
  process.once('exit', () => progress.stop());
  try {
    const result = await buildStatic(directory, {
      ...(options as Partial<BuildStaticOptions>),
      outDir: out,
      ...(concurrency !== undefined && { concurrency: Number(concurrency) }),
      onProgress: progress.show,
      logger: createLogger(progress),
    });
    progress.stop();
    finish(json ? `${JSON.stringify(result, null, 2)}\n` : formatResult(result, flags, createPaint(process.stdout)));
  } catch (error) {
    progress.stop();
    exitWithError(error);
  }
}

/** What is said comes above the bar, which is drawn again after it. */
function createLogger(progress: Pick<Progress, 'stop'>): Logger {
  const paint = createPaint(process.stderr);
  return {
    warn(message) {
      progress.stop();
      process.stderr.write(`${paint('yellow', wrapText(String(message), process.stderr.columns))}\n`);
    },
    error(message) {
      progress.stop();
      console.error(message);
    },
  };
}

/** By `process.exit()`, which lets the half-built output be removed. */
function endAtSignals(): void {
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
}

function formatResult(result: BuildResult, { out, dryRun }: BuildFlags, paint: Paint): string {
  const { count, bytes, empty, live, milliseconds } = result;
  const lines: string[] = [];
  for (const { path, source } of empty) lines.push(`no file for ${path}: the body of ${source} is null`);
  for (const file of live) lines.push(`left out: ${file} answers live (prerender = false)`);
  const verb = dryRun ? paint('yellow', 'Nothing written; would write') : paint('green', 'Wrote');
  const files = `${count} ${count === 1 ? 'file' : 'files'}`;
  lines.push(`${verb} ${files} (${formatBytes(bytes)}) to ${out} in ${(milliseconds / 1000).toFixed(2)} s`);
  const list = dryRun ? `${listFiles(result.files).join('\n')}\n\n` : '';
  return `${list}${wrapText(lines.join('\n'), process.stdout.columns)}\n`;
}

/** In columns, but for what is longer than most; what is wider than the terminal takes two lines. */
function listFiles(files: BuildResult['files']): string[] {
  const width = files.reduce((most, { path }) => Math.min(Math.max(most, path.length), mostAlignedColumns), 0);
  const columns = process.stdout.columns ?? Infinity;
  return files.map(({ path, bytes, contentType }) => {
    const line = `${path.padEnd(width)}  ${formatBytes(bytes).padStart(8)}  ${contentType}`;
    return line.length <= columns ? line : `${path}\n  ${formatBytes(bytes)}  ${contentType}`;
  });
}

function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
