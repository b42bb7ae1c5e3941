import type { Command } from 'commander';
import { apiRoutes } from '../api-routes';
import type { ApiRoutesOptions } from '../options';
import { exitWithError } from './exit';
import { createPaint } from './paint';
import { addServeOptions, countRoutes, createRoutesServer, listen, type ServeFlags } from './serve-routes';
import { stopWhileLoading } from './stop-gracefully';

export function addStartCommand(program: Command): void {
  addServeOptions(program.command('start'))
    .description('serve a directory of endpoints, without an app of your own')
    .option('--host <address>', 'address to listen on (default: all)')
    .option('--grace <seconds>', 'time for requests under way when it is stopped', '10')
    .addHelpText(
      'after',
      '\nExamples:\n  $ pages-api start pages/api\n  $ NODE_ENV=production PORT=8080 pages-api start pages/api --host 127.0.0.1\n\nSIGTERM or SIGINT stops it: requests under way are finished, and cut off after\n--grace seconds. A second signal ends at once.\n\nExit codes: 0 stopped, 1 could not start or was ended by a second signal,\n2 wrong usage',
    )
    .action(start);
}

interface StartFlags extends ServeFlags {
  grace: string;
}

async function start(directory: string, flags: StartFlags): Promise<void> {
  const { port, host, grace, ...options } = flags;
  stopWhileLoading();
  try {
    const routes = apiRoutes(directory, options as ApiRoutesOptions);
    await routes.ready;
    listen(createRoutesServer([routes]), { port, host, grace }, (url) => {
      const paint = createPaint(process.stdout);
      process.stdout.write(`${paint('bold', countRoutes(routes.routes))} on ${paint('cyan', url)}\n`);
    });
  } catch (error) {
    exitWithError(error);
  }
}
