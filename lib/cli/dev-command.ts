import type { Command } from 'commander';
import { apiRoutes } from '../api-routes';
import type { ApiRoutesOptions } from '../options';
import { createHostCheck } from './check-host';
import { exitWithError } from './exit';
import { createRequestLog } from './log-requests';
import { createPaint } from './paint';
import { addServeOptions, countRoutes, createRoutesServer, listen, type ServeFlags } from './serve-routes';

interface DevFlags extends ServeFlags {
  host: string;
  allowedHost?: string[];
}

export function addDevCommand(program: Command): void {
  addServeOptions(program.command('dev'))
    .description('serve a directory of endpoints while you work on them')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--allowed-host <name...>', 'further Host names to answer')
    .addHelpText(
      'after',
      '\nExamples:\n  $ pages-api dev pages/api\n  $ pages-api dev pages/api --port 8080\n  $ pages-api dev pages/api --host 0.0.0.0 --allowed-host my-machine.local\n\nNever for production: errors are shown to whoever asks. That is what pages-api start is for.\n\nExit codes: 0 stopped, 1 could not start, or ended by a second signal, 2 wrong usage',
    )
    .action(develop);
}

async function develop(directory: string, flags: DevFlags): Promise<void> {
  const { port, host, allowedHost = [], ...options } = flags;
  try {
    refuseProduction();
    const paint = createPaint(process.stdout);
    const log = createRequestLog({
      routes: () => routes.routes,
      paint,
      write: (text) => process.stdout.write(text),
    });
    const routes = apiRoutes(directory, {
      ...(options as ApiRoutesOptions),
      onError: (_error, req) => log.noteRoute(req),
    });
    await routes.ready;
    const server = createRoutesServer([
      log.middleware,
      createHostCheck([host, ...allowedHost]),
      // The page at /_routes is mounted here, before the routes.
      routes,
    ]);
    listen(server, { port, host }, (url) => {
      process.stdout.write(`${paint('bold', countRoutes(routes.routes))} on ${paint('cyan', url)}\n`);
    });
  } catch (error) {
    exitWithError(error);
  }
}

function refuseProduction(): void {
  if (process.env['NODE_ENV'] !== 'production') return;
  throw new TypeError(
    'pages-api dev shows errors to whoever asks and does not run with NODE_ENV=production. Use pages-api start, or unset NODE_ENV.',
  );
}
