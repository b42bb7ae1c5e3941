import path from 'node:path';
import type { Command } from 'commander';
import { createMiddleware, servedTableOf } from '../create-middleware';
import type { Logger } from '../handlers/exchange';
import { type ApiRoutesOptions, type ResolvedOptions, resolveOptions } from '../options';
import { discoverFiles } from '../routes/discover-files';
import type { SkippedFile } from '../routes/route';
import { type Reload, watchRoutes } from '../watch/watch-routes';
import { createHostCheck } from './check-host';
import { createDevLogger } from './dev-logger';
import { exitWithError } from './exit';
import { createRequestLog, showText } from './log-requests';
import { createPaint, type Paint } from './paint';
import { createRouteExplorer } from './route-explorer';
import { addServeOptions, countRoutes, createRoutesServer, listen, type ServeFlags } from './serve-routes';
import { stopWhileLoading } from './stop-gracefully';
import { wrapText } from './wrap-text';

const shownFiles = 3;

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
      '\nExamples:\n  $ pages-api dev pages/api\n  $ pages-api dev pages/api --port 8080\n  $ pages-api dev pages/api --host 0.0.0.0 --allowed-host my-machine.local\n\nThe routes are shown at /_routes: what guards them, and why other files are\nnone.\n\nNever for production: errors are shown to whoever asks. That is what\npages-api start is for.\n\nExit codes: 0 stopped, 1 could not start or was ended by a second signal,\n2 wrong usage',
    )
    .action(develop);
}

async function develop(directory: string, flags: DevFlags): Promise<void> {
  const { port, host, allowedHost = [], ...options } = flags;
  const paint = createPaint(process.stdout);
  const print = (text: string): void => void process.stdout.write(wrapText(text, process.stdout.columns));
  const { stderr } = process;
  const logger = createDevLogger(
    createPaint(stderr),
    (text) => void stderr.write(text),
    () => stderr.columns,
  );
  stopWhileLoading();
  try {
    refuseProduction();
    goOnAfterErrors(logger);
    const log = createRequestLog({ table: () => servedTableOf(routes)!, paint, write: print });
    const settings = resolveOptions(directory, {
      ...(options as ApiRoutesOptions),
      watch: true,
      logger,
      onError: (_error, req) => log.noteRoute(req),
    });
    const { boot, follow, readProblem } = watchRoutes(settings, {
      servesProblems: true,
      onReload: (reload) => print(describeReload(reload, paint)),
    });
    const routes = createMiddleware(boot, settings, follow);
    await routes.ready;
    const middleware = [
      log.middleware,
      createHostCheck([host, ...allowedHost]),
      createRouteExplorer(() => ({
        directory,
        routes: routes.routes,
        skipped: findSkipped(settings),
        problem: readProblem(),
      })),
      routes,
    ];
    listen(createRoutesServer(middleware, { logger }), { port, host }, (url) => {
      print(`${paint('bold', countRoutes(routes.routes))} on ${paint('cyan', url)}, watching ${directory}\n`);
    });
  } catch (error) {
    exitWithError(error);
  }
}

/** None while there is no directory. */
function findSkipped(settings: ResolvedOptions): readonly SkippedFile[] {
  try {
    return discoverFiles(settings.directory, settings).skipped;
  } catch {
    return [];
  }
}

function describeReload({ files, isBroken, milliseconds }: Reload, paint: Paint): string {
  const names = files.slice(0, shownFiles).map((file) => path.relative(process.cwd(), file));
  const more = files.length > shownFiles ? ` and ${files.length - shownFiles} more` : '';
  const verb = isBroken ? paint('red', 'broken') : paint('magenta', 'reloaded');
  return `${verb} ${names.map(showText).join(', ')}${more} ${milliseconds.toFixed(0)} ms\n`;
}

/** A stray error of an endpoint ends a server, but not the work on it. */
function goOnAfterErrors(logger: Logger): void {
  // Rejections come here, too.
  process.on('uncaughtException', (error) => {
    logger.warn('Nobody has caught this error, which would end any other process than pages-api dev:');
    logger.error(error);
  });
  // Nobody reads what is printed any more; telling of it would fail for ever.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => process.exit(1));
}

function refuseProduction(): void {
  if (process.env['NODE_ENV'] !== 'production') return;
  throw new TypeError(
    'pages-api dev shows errors to whoever asks and does not run with NODE_ENV=production. Use pages-api start, or unset NODE_ENV.',
  );
}
