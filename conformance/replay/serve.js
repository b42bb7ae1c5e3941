// Serves the endpoint files of one framework with the built package, until its parent is gone.
// Usage: node serve.js next|astro <server> [options as JSON]
const { readFileSync } = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { apiRoutes, createServer, FastResponse } = require('../../dist');

const [framework, serverName, options = '{}'] = process.argv.slice(2);
const folder = path.join(__dirname, '..', framework, framework === 'next' ? 'pages/api' : 'pages');
const quiet = { warn() {}, error() {} };
const site = framework === 'astro' ? { site: 'https://example.com' } : {};
const routes = apiRoutes(folder, { logger: quiet, ...site, ...JSON.parse(options) });

const servers = {
  http: () => http.createServer(routes),
  express4: () => http.createServer(createApp(require('express4'))),
  express5: () => http.createServer(createApp(require('express'))),
  born4: () => createServer(createApp(require('express4'))),
  born5: () => createServer(createApp(require('express'))),
  fast: () => {
    globalThis.Response = FastResponse;
    return http.createServer(routes);
  },
  parsers: () => {
    const express = require('express');
    const parser = express.json({ verify: keepText });
    return http.createServer(createApp(express, [parser, markRefused, markEaten, require('cookie-parser')()]));
  },
};

function createApp(express, before = []) {
  const app = express();
  for (const middleware of before) app.use(middleware);
  app.use(routes);
  app.use((req, res) => res.set('x-answered-by', 'app').status(404).end());
  app.use(writeMessage);
  return app;
}

/** What Express's parser refuses never reaches an endpoint. */
function markRefused(error, req, res, next) {
  if (res.headersSent) return next(error);
  res.set('x-left-out', 'refused').status(error.status).end();
}

function keepText(req, _res, bytes) {
  req.textBefore = bytes.toString();
}

/**
 * An endpoint with a parser setting of its own cannot apply it any more; a web style endpoint gets the value
 * encoded anew; and Express reads types as JSON that are none for Next.js.
 */
function markEaten(req, res, next) {
  const { textBefore } = req;
  if (textBefore === undefined) return next();
  const isChanged = textBefore !== JSON.stringify(req.body);
  const isMalformedType = /;\s*$/.test(req.headers['content-type']);
  if (isChanged || isMalformedType || selfReaders.has(req.path)) res.set('x-left-out', 'eaten');
  next();
}

function writeMessage(error, req, res, next) {
  if (res.headersSent) return next(error);
  res.set('x-answered-by', 'error-handler');
  res.status(error.status ?? 500).end(error.message);
}

// Endpoints that say themselves how their body is read.
const selfReaders = new Set();

routes.ready.then(() => {
  for (const { file, pattern } of routes.routes) {
    if (/bodyParser: (false|\{ sizeLimit)/.test(readFileSync(file, 'utf8'))) selfReaders.add(pattern);
  }
  const server = servers[serverName]();
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
});
process.on('disconnect', () => process.exit());
