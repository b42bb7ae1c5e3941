import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Command } from 'commander';
import { createServer } from '../create-server';
import { HttpError } from '../errors/http-error';
import { problemDetails, type ProblemDetailsOptions } from '../http/problem-details';
import { exitWithError } from './exit';
import { stopGracefully } from './stop-gracefully';

/** What every command that serves a directory takes. */
export interface ServeFlags {
  port: string;
  host?: string;
  site?: string;
  output?: string;
  renderTimeout?: number;
  basePath?: string;
  ignore?: string[];
  defaultExport?: string;
}

/** A day; timers take no more than 24. */
const maxGraceSeconds = 86_400;

/** Express or Connect middleware. */
type Middleware = (req: any, res: any, next: any) => void;

export function addServeOptions(command: Command): Command {
  return command
    .argument('<dir>', 'directory of route files, such as pages/api')
    .option('--port <n>', 'port to listen on; 0 takes a free one', process.env['PORT'] || '3000')
    .option('--site <url>', 'what context.site is, such as https://example.com')
    .option('--output <mode>', 'server, or static to run every GET ahead of time')
    .option('--render-timeout <ms>', 'with static output: time for each path, and for getStaticPaths', Number)
    .option('--base-path <path>', 'URL prefix, when it is not the one the directory implies')
    .option('--default-export <style>', 'how a plain default function is read: next or express')
    .option('--ignore <glob...>', 'globs that are no routes');
}

/** An Express app of this middleware and nothing else, with errors as problem documents. */
export function createRoutesServer(middleware: readonly Middleware[], options?: ProblemDetailsOptions): Server {
  const express = require('express') as () => any;
  const app = express();
  app.disable('x-powered-by');
  app.use(...middleware, answerMissing, problemDetails(options));
  return createServer(app);
}

/** Express's own 404 is HTML. */
function answerMissing(_req: unknown, _res: unknown, next: (error: unknown) => void): void {
  next(new HttpError(404, 'Not Found', { code: 'not_found' }));
}

interface ListenFlags {
  readonly port: string;
  readonly host: string | undefined;
  /** Seconds that what is under way may still take when a signal comes. @default '1' */
  readonly grace?: string;
}

/**
 * Listens until a signal comes, and says where; ends the process when it cannot.
 *
 * @throws TypeError when the port is none, or the grace period.
 */
export function listen(
  server: Server,
  { port, host, grace = '1' }: ListenFlags,
  sayWhere: (url: string) => void,
): void {
  const graceMs = readSeconds(grace) * 1000;
  server.once('error', exitWithError);
  server.listen(readPort(port), host, () => {
    stopGracefully(server, graceMs);
    const { address, family, port: bound } = server.address() as AddressInfo;
    const name = family === 'IPv6' ? `[${address}]` : address;
    sayWhere(`http://${host === undefined ? 'localhost' : name}:${bound}`);
  });
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 65_536) return port;
  throw new TypeError(`--port, or else PORT, must be a number from 0 to 65535, not ${JSON.stringify(text)}`);
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && seconds <= maxGraceSeconds) return seconds;
  throw new TypeError(`--grace must be a number of seconds from 0 to ${maxGraceSeconds}, not ${JSON.stringify(text)}`);
}

export function countRoutes({ length }: { readonly length: number }): string {
  return `${length} ${length === 1 ? 'route' : 'routes'}`;
}
