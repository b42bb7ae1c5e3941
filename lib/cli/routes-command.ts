import type { Command } from 'commander';
import { apiRoutes } from '../api-routes';
import { listAppRoutes } from '../migrate/list-app-routes';
import { type ApiRoutesOptions, resolveOptions } from '../options';
import { discoverFiles } from '../routes/discover-files';
import { exitWithError, finish } from './exit';
import { formatAppRoutes } from './format-app-routes';
import { formatRoutes, formatSkipped } from './format-routes';
import { terminalWidth } from './format-table';
import { createPaint } from './paint';
import { wrapText } from './wrap-text';

interface RoutesFlags {
  app?: string;
  export?: string;
  import?: string[];
  json?: boolean;
  explain?: boolean;
  basePath?: string;
  defaultExport?: string;
  ignore?: string[];
}

export function addRoutesCommand(program: Command): void {
  program
    .command('routes')
    .description('print the route table of a directory, or of a whole app, in match order')
    .argument('[dir]', 'directory of route files, such as pages/api')
    .option('--json', 'print JSON for programs')
    .option('--app <entry>', 'the module of an app: its files and its hand-written routes in one table')
    .option('--export <name>', 'with --app: the export that is the app, or makes it')
    .option('--import <module...>', 'with --app: modules to import first, such as tsx')
    .option('--explain', 'say of every other file why it is no route')
    .option('--base-path <path>', 'URL prefix, when it is not the one the directory implies')
    .option('--default-export <style>', 'how a plain default function is read: next or express')
    .option('--ignore <glob...>', 'globs that are no routes')
    .addHelpText(
      'after',
      '\nExamples:\n  $ pages-api routes pages/api\n  $ pages-api routes pages/api --explain\n  $ pages-api routes src/pages --base-path / --json\n  $ pages-api routes --app src/app.ts\n\nWith --app the app is loaded in a process of its own. A server that it starts\nlistens on a free loopback port, and ends with it. Routes that get no request\nbecause of another are listed below the table.\n\nExit codes: 0 printed, 1 a file cannot be served, 2 wrong usage',
    )
    .action(printRoutes);
}

async function printRoutes(directory: string | undefined, flags: RoutesFlags, command: Command): Promise<void> {
  if (flags.app !== undefined) return printAppRoutes(directory, flags, command);
  if (directory === undefined) command.error("error: missing required argument 'dir'");
  if (flags.export !== undefined || flags.import !== undefined) {
    command.error(`error: --${flags.export === undefined ? 'import' : 'export'} goes with --app`);
  }
  const { json, explain, ...options } = flags;
  try {
    const settings = resolveOptions(directory, options as ApiRoutesOptions);
    const middleware = apiRoutes(directory, options as ApiRoutesOptions);
    await middleware.ready;
    const { skipped } = discoverFiles(settings.directory, settings);
    if (json) return finish(`${JSON.stringify({ routes: middleware.routes, skipped }, null, 2)}\n`);
    const table = formatRoutes(middleware.routes, terminalWidth(), createPaint(process.stdout));
    finish(explain ? `${table}\n${wrapText(formatSkipped(skipped), process.stdout.columns)}` : table);
  } catch (error) {
    exitWithError(error);
  }
}

async function printAppRoutes(directory: string | undefined, flags: RoutesFlags, command: Command): Promise<void> {
  const { app, json, export: exportName, import: imports, ...others } = flags;
  const [other] = Object.keys(others);
  if (directory !== undefined || other !== undefined) {
    const what =
      directory === undefined ? `--${other!.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}` : 'a directory';
    command.error(`error: --app takes the whole app as it is, without ${what}`);
  }
  try {
    const routes = await listAppRoutes(app!, { exportName, imports: imports ?? [] });
    finish(json ? `${JSON.stringify({ routes }, null, 2)}\n` : formatAppRoutes(routes, terminalWidth()));
  } catch (error) {
    exitWithError(error);
  }
}
