/** The torture app in a process of its own: what nobody catches ends or stains it, and it tells over IPC. */
import http, { type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { apiRoutes, createServer, problemDetails } from 'express-pages-api';
import { arrange, rewrite } from './arrangements';
import { takeCalls } from './calls';

export type ServerKind = 'Express 4' | 'Express 5' | 'http' | 'createServer';

/** What has happened since the last report. */
export interface Report {
  /** Endpoints that ran, and what they noticed. */
  readonly calls: readonly string[];
  /** What nobody caught, and what Node warned of. */
  readonly uncaught: readonly string[];
  readonly rssBytes: number;
}

const uncaught: string[] = [];
process.on('uncaughtException', (error) => uncaught.push(`uncaughtException: ${String(error)}`));
process.on('unhandledRejection', (error) => uncaught.push(`unhandledRejection: ${String(error)}`));
process.on('warning', (warning) => uncaught.push(`warning: ${String(warning)}`));

console.error = () => {};
const quiet = { warn: () => {}, error: () => {} };
const api = apiRoutes(path.join(__dirname, 'pages/api'), { logger: quiet });

/** Node's own, for slow clients; the default is a minute, looked after every 30 seconds. */
const timeoutMs = process.argv[3];
const options =
  timeoutMs === undefined
    ? {}
    : { headersTimeout: Number(timeoutMs), requestTimeout: Number(timeoutMs), connectionsCheckingInterval: 50 };

function start(kind: ServerKind): Server {
  if (kind === 'http') return http.createServer(options, api);
  const express = require(kind === 'Express 4' ? 'express4' : 'express') as typeof import('express');
  const app = express();
  app.use(rewrite);
  app.use(api);
  app.use(['/not-ours', '/api-not-ours'], (req, res) => void res.json({ url: req.url }));
  arrange(app, express, api);
  // On Express 4 its own error handler answers.
  if (kind !== 'Express 4') app.use(problemDetails({ logger: false }));
  return kind === 'createServer' ? createServer(app, options) : http.createServer(options, app as RequestListener);
}

const server = start(process.argv[2] as ServerKind);
server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }));
process.on('message', (what) => {
  if (what === 'collect') global.gc!();
  const report: Report = { calls: takeCalls(), uncaught: uncaught.splice(0), rssBytes: process.memoryUsage.rss() };
  process.send!(report);
});
process.on('disconnect', () => process.exit());
