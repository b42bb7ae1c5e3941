const http = require('node:http');
const path = require('node:path');
const express = require('express');
const { apiRoutes, createServer } = require('../dist');
const nextDownload = require('./pages/streams/api/next-download').default;
const nextUpload = require('./pages/streams/api/next-upload').default;

const [serving] = process.argv.slice(2);
const directory = path.join(__dirname, 'pages/streams/api');
const server = makeServer();
server.listen(0, () => process.send({ port: server.address().port }));

let most = 0;
setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5);

process.on('message', (question) => {
  if (question === 'now') most = process.memoryUsage.rss();
  process.send(most);
});
process.on('disconnect', () => process.exit());

function makeServer() {
  if (serving === 'raw') return http.createServer(answerRaw);
  if (serving === 'alone') return http.createServer(apiRoutes(directory));
  const app = express().use(apiRoutes(directory));
  return serving === 'born' ? createServer(app) : http.createServer(app);
}

/** The same handlers, with no more than they ask for. */
function answerRaw(req, res) {
  const { pathname, searchParams } = new URL(req.url, 'http://localhost');
  req.query = Object.fromEntries(searchParams);
  res.status = (code) => Object.assign(res, { statusCode: code });
  res.send = (text) => res.end(text);
  return pathname.endsWith('/raw-download') ? nextDownload(req, res) : nextUpload(req, res);
}
