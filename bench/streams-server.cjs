const http = require('node:http');
const path = require('node:path');
const express = require('express');
const { apiRoutes, createServer } = require('../dist');

const [serving] = process.argv.slice(2);
const directory = path.join(__dirname, 'pages/streams/api');
const server = serving === 'alone' ? http.createServer(apiRoutes(directory)) : serveApp();
server.listen(0, () => process.send({ port: server.address().port }));

let most = 0;
setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5);

process.on('message', (question) => {
  if (question === 'idle') {
    gc();
    most = process.memoryUsage.rss();
  }
  process.send(most);
});
process.on('disconnect', () => process.exit());

function serveApp() {
  const app = express().use(apiRoutes(directory));
  return serving === 'born' ? createServer(app) : http.createServer(app);
}
