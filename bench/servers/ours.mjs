import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { writeOtherRoutes } from '../other-routes.mjs';

const require = createRequire(import.meta.url);
const ours = require('../../dist');

/** Route files of one style; mounted under `app.listen`, under `createServer`, or alone on `node:http`. */
export function start({ style, serving, major = 5, others = 0 }) {
  const pages = path.join(import.meta.dirname, '../pages', style);
  const directory = path.join(others ? writeOtherRoutes(pages, others) : pages, 'api');
  const routes = ours.apiRoutes(directory);
  if (serving === 'alone') return createServer(routes).listen(0, '127.0.0.1');
  const express = require(major === 4 ? 'express4' : 'express');
  const app = express();
  app.use(routes);
  return (serving === 'born' ? ours.createServer(app) : app).listen(0, '127.0.0.1');
}
