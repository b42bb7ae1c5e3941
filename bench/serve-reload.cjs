/** Serves a directory that is watched, in a process of its own; says its port, and its heap when asked. */
const express = require('express');
const { apiRoutes } = require('../dist');

const routes = apiRoutes(process.argv[2], { watch: true });
const server = express()
  .use(routes)
  .listen(0, '127.0.0.1', async () => {
    await routes.ready;
    process.send({ port: server.address().port });
  });

process.on('message', () => {
  // Twice: what a first collection finalises, a second one frees.
  globalThis.gc();
  globalThis.gc();
  process.send({ heap: process.memoryUsage().heapUsed });
});
process.on('disconnect', () => process.exit());
