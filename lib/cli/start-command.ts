import type { AddressInfo } from 'node:net';
import type { Command } from 'commander';
import { apiRoutes } from '../api-routes';
import { createServer } from '../create-server';
import { HttpError } from '../errors/http-error';
import { problemDetails } from '../http/problem-details';
import type { ApiRoutesOptions } from '../options';
import { exitWithError } from './exit';
import { stopGracefully } from './stop-gracefully';

interface StartFlags {
  port: string;
  host?: string;
  site?: string;
  output?: string;
  basePath?: string;
  ignore?: string[];
  defaultExport?: string;
}

export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description('serve a directory of endpoints, without an app of your own')
    .argument('<dir>', 'directory of route files, such as pages/api')
    .option('--port <n>', 'port to listen on; 0 takes a free one', process.env['PORT'] ?? '3000')
    .option('--host <address>', 'address to listen on (default: all)')
    .option('--site <url>', 'what context.site is, such as https://example.com')
    .option('--output <mode>', 'server, or static to run every GET ahead of time')
    .option('--base-path <path>', 'URL prefix, when it is not the one the directory implies')
    .option('--default-export <style>', 'how a plain default function is read: next or express')
    .option('--ignore <glob...>', 'globs that are no routes')
    .addHelpText(
      'after',
      '\nExamples:\n  $ pages-api start pages/api\n  $ NODE_ENV=production PORT=8080 pages-api start pages/api --host 127.0.0.1\n\nSIGTERM or SIGINT stops it: requests under way are finished, a second signal ends at once.\n\nExit codes: 0 stopped, 1 could not start, or ended by a second signal, 2 wrong usage',
    )
    .action(start);
}

async function start(directory: string, flags: StartFlags): Promise<void> {
  const { port, host, ...options } = flags;
  try {
    const portNumber = readPort(port);
    const routes = apiRoutes(directory, options as ApiRoutesOptions);
    await routes.ready;
    const express = require('express') as () => any;
    const app = express();
    app.disable('x-powered-by');
    app.use(routes);
    app.use(answerMissing, problemDetails());
    const server = createServer(app);
    server.once('error', exitWithError);
    server.listen(portNumber, host, () => {
      stopGracefully(server);
      const { address, family, port: bound } = server.address() as AddressInfo;
      const name = family === 'IPv6' ? `[${address}]` : address;
      const count = `${routes.routes.length} ${routes.routes.length === 1 ? 'route' : 'routes'}`;
      process.stdout.write(`${count} on http://${host === undefined ? 'localhost' : name}:${bound}\n`);
    });
  } catch (error) {
    exitWithError(error);
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 65_536) return port;
  throw new TypeError(`--port must be a number from 0 to 65535, not ${JSON.stringify(text)}`);
}

/** Express's own 404 is HTML. */
function answerMissing(_req: unknown, _res: unknown, next: (error: unknown) => void): void {
  next(new HttpError(404, 'Not Found', { code: 'not_found' }));
}
