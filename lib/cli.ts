#!/usr/bin/env node
import { Command } from 'commander';
import { addBuildCommand } from './cli/build-command';
import { addDevCommand } from './cli/dev-command';
import { addMigrateCommand } from './cli/migrate-command';
import { addParityCommand } from './cli/parity-command';
import { addRoutesCommand } from './cli/routes-command';
import { createPaint } from './cli/paint';
import { addStartCommand } from './cli/start-command';
import { wrapText } from './cli/wrap-text';

const { version } = require('../package.json') as { version: string };

const program = new Command('pages-api')
  .description('File-based API routes for Express')
  .version(version)
  .configureHelp({ styleTitle: (title) => createPaint(process.stdout)('bold', title) })
  .addHelpText(
    'after',
    '\nExamples:\n  $ pages-api dev pages/api\n  $ pages-api routes pages/api --explain\n  $ pages-api build --help\n\nExit codes: 0 done, 1 it failed, 2 wrong usage; each command names its own',
  )
  .configureOutput({
    writeOut: (text) => process.stdout.write(wrapText(text, process.stdout.columns)),
    outputError: (text, write) => write(wrapText(text + explainList(text), process.stderr.columns)),
  })
  .showHelpAfterError('(pages-api --help shows what there is)')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

addRoutesCommand(program);
addBuildCommand(program);
addDevCommand(program);
addStartCommand(program);
addMigrateCommand(program);
addParityCommand(program);
program.parseAsync().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});

/** `--ignore a b dir` takes the directory, too. */
function explainList(error: string): string {
  const lists = program.commands.flatMap(({ options }) => options.filter(({ variadic }) => variadic));
  const list = lists.find(({ long }) => process.argv.includes(long!));
  if (!list || !error.includes('missing required argument')) return '';
  return `${list.long} takes every word that follows: put the arguments in front of it, or behind --.\n`;
}
