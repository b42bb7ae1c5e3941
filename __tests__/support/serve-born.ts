import http, { type RequestListener, type ServerOptions } from 'node:http';
import type { Application } from 'express';
import { createServer } from 'express-pages-api';

// Loaded before the tests of a file: every Express app in them, those of supertest too, is served by our `createServer`.
// Core modules are the same for all files of a worker, so another file may have been here.
type CreateServer = typeof http.createServer & { plain?: typeof http.createServer };
const found: CreateServer = http.createServer;
const plain = found.plain ?? found;

function createBornServer(...args: (ServerOptions | RequestListener | undefined)[]): http.Server {
  const listener = args.find((arg) => typeof arg === 'function');
  const options = args.find((arg) => typeof arg === 'object');
  const isApp = typeof (listener as { response?: unknown } | undefined)?.response === 'object';
  if (!isApp || options?.IncomingMessage) return plain(options ?? {}, listener);
  return createServer(listener as unknown as Application, options);
}

http.createServer = Object.assign(createBornServer, { plain });
