// node bench/instructions-task.cjs <style or raw> <requests>: as many requests as given, handed to the handler without a socket.
const { IncomingMessage, ServerResponse } = require('node:http');
const path = require('node:path');
const { Writable } = require('node:stream');

const [style, amount] = process.argv.slice(2);
const discard = (_chunk, _encodingOrDone, done = _encodingOrDone) => done();
const sink = Object.assign(new Writable({ write: discard, writev: discard }), { setTimeout() {}, destroySoon() {} });
// Each answer listens to the socket while it has it.
sink.setMaxListeners(0);

void main();

async function main() {
  const handler = style === 'raw' ? answerRaw : routesOf(style);
  for (let i = 0; i < Number(amount); i++) {
    const status = await answerOf(handler);
    if (status !== 200) throw new Error(`${style} answered ${status}`);
  }
}

function routesOf(pages) {
  const { apiRoutes } = require('../dist');
  return apiRoutes(path.join(__dirname, 'pages', pages, 'api'));
}

/** As in servers/raw.mjs. */
function answerRaw(req, res) {
  const text = JSON.stringify({ id: decodeURIComponent(req.url.slice(11)) });
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.setHeader('Content-Length', Buffer.byteLength(text));
  res.end(text);
}

function answerOf(handler) {
  const req = Object.assign(new IncomingMessage(sink), {
    method: 'GET',
    url: '/api/users/42',
    httpVersion: '1.1',
    httpVersionMajor: 1,
    httpVersionMinor: 1,
    rawHeaders: ['Host', 'localhost'],
  });
  req.headers.host = 'localhost';
  const res = new ServerResponse(req);
  res.assignSocket(sink);
  return new Promise((resolve, reject) => {
    res.once('finish', () => {
      res.detachSocket(sink);
      resolve(res.statusCode);
    });
    handler(req, res, (error) => reject(error ?? new Error('No route')));
  });
}
