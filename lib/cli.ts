#!/usr/bin/env node
import { Command } from 'commander';
import { addRoutesCommand } from './cli/routes-command';

const { version } = require('../package.json') as { version: string };

const program = new Command('pages-api')
  .description('File-based API routes for Express')
  .version(version)
  .showHelpAfterError('(pages-api --help shows what there is)')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

addRoutesCommand(program);
program.parseAsync().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
