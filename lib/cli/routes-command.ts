import type { Command } from 'commander';
import { apiRoutes } from '../api-routes';
import { type ApiRoutesOptions, resolveOptions } from '../options';
import { discoverFiles } from '../routes/discover-files';
import { finish } from './exit';
import { formatRoutes, formatSkipped } from './format-routes';

interface RoutesFlags {
  json?: boolean;
  explain?: boolean;
  basePath?: string;
  defaultExport?: string;
  ignore?: string[];
}

export function addRoutesCommand(program: Command): void {
  program
    .command('routes')
    .description('print the route table of a directory, in match order')
    .argument('<dir>', 'directory of route files, such as pages/api')
    .option('--json', 'print JSON for programs')
    .option('--explain', 'say of every other file why it is no route')
    .option('--base-path <path>', 'URL prefix, when it is not the one the directory implies')
    .option('--default-export <style>', 'how a plain default function is read: next or express')
    .option('--ignore <glob...>', 'globs that are no routes')
    .addHelpText(
      'after',
      '\nExamples:\n  $ pages-api routes pages/api\n  $ pages-api routes pages/api --explain\n  $ pages-api routes src/pages --base-path / --json\n\nExit codes: 0 printed, 1 a file cannot be served, 2 wrong usage',
    )
    .action(printRoutes);
}

async function printRoutes(directory: string, flags: RoutesFlags): Promise<void> {
  const { json, explain, ...options } = flags;
  try {
    const settings = resolveOptions(directory, options as ApiRoutesOptions);
    const middleware = apiRoutes(directory, options as ApiRoutesOptions);
    await middleware.ready;
    const { skipped } = discoverFiles(settings.directory, settings);
    if (json) return finish(`${JSON.stringify({ routes: middleware.routes, skipped }, null, 2)}\n`);
    const width = Math.max(process.stdout.columns ?? 80, 60);
    const table = formatRoutes(middleware.routes, width);
    finish(explain ? `${table}\n${formatSkipped(skipped)}` : table);
  } catch (error) {
    const { name, message } = error as Error;
    process.stderr.write(
      name === 'RouteError' || name === 'TypeError' ? `${message.trimEnd()}\n` : `${String((error as Error).stack)}\n`,
    );
    process.exit(name === 'TypeError' ? 2 : 1);
  }
}
