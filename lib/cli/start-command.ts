import type { Command } from 'commander';
import { apiRoutes } from '../api-routes';
import type { ApiRoutesOptions } from '../options';
import { exitWithError } from './exit';
import { addServeOptions, countRoutes, createRoutesServer, listen, type ServeFlags } from './serve-routes';

export function addStartCommand(program: Command): void {
  addServeOptions(program.command('start'))
    .description('serve a directory of endpoints, without an app of your own')
    .option('--host <address>', 'address to listen on (default: all)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ pages-api start pages/api\n  $ NODE_ENV=production PORT=8080 pages-api start pages/api --host 127.0.0.1\n\nSIGTERM or SIGINT stops it: requests under way are finished, a second signal ends at once.\n\nExit codes: 0 stopped, 1 could not start, or ended by a second signal, 2 wrong usage',
    )
    .action(start);
}

async function start(directory: string, flags: ServeFlags): Promise<void> {
  const { port, host, ...options } = flags;
  try {
    const routes = apiRoutes(directory, options as ApiRoutesOptions);
    await routes.ready;
    listen(createRoutesServer([routes]), { port, host }, (url) => {
      process.stdout.write(`${countRoutes(routes.routes)} on ${url}\n`);
    });
  } catch (error) {
    exitWithError(error);
  }
}
