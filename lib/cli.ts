#!/usr/bin/env node
import { Command } from 'commander';
import { addBuildCommand } from './cli/build-command';
import { addDevCommand } from './cli/dev-command';
import { addMigrateCommand } from './cli/migrate-command';
import { addParityCommand } from './cli/parity-command';
import { addRoutesCommand } from './cli/routes-command';
import { addStartCommand } from './cli/start-command';

const { version } = require('../package.json') as { version: string };

const program = new Command('pages-api')
  .description('File-based API routes for Express')
  .version(version)
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
