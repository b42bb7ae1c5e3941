// node --expose-gc --allow-natives-syntax shapes-child.cjs <serving> <requests before the collection> [size]: whether V8 holds what answers a
// request as an object with a hidden class, or as a dictionary. Prints that of [req, res, exchange] when a route takes each request, and of
// [req, res] when it has been answered; with `size`, how many bytes a socket has.
const { once } = require('node:events');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const http = require('node:http');
const { connect } = require('node:net');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { text } = require('node:stream/consumers');
const { setTimeout: wait } = require('node:timers/promises');
const { getHeapSnapshot } = require('node:v8');

const isFast = new Function('object', 'return %HasFastProperties(object)');
const requests = 14;
const [serving, before, size] = process.argv.slice(2);
const seen = [];
/** Of the last request alone: one that is held keeps its hidden class. */
let lastSocket;

function note(req, res, ...others) {
  const shapes = [req, res, ...others].map(isFast);
  seen.push(shapes);
  if (seen.length === requests) lastSocket = req.socket;
  res.once('finish', () => shapes.push(isFast(req), isFast(res)));
}

/** API routes, with their exchanges, each of which is seen by its route. */
function files() {
  const { apiRoutes } = require('../../dist');
  const { Exchange } = require('../../dist/handlers/exchange');
  const { enter } = Exchange.prototype;
  Exchange.prototype.enter = function (...args) {
    note(this.req, this.res, this);
    return enter.apply(this, args);
  };
  const directory = mkdtempSync(path.join(tmpdir(), 'shapes-'));
  writeFileSync(path.join(directory, 'index.js'), 'module.exports = (req, res) => res.status(200).json(req.query);');
  const middleware = apiRoutes(directory, { basePath: '/' });
  rmSync(directory, { recursive: true });
  return middleware;
}

function byHand(req, res) {
  note(req, res);
  if (res.json) res.json(req.query);
  else res.end('{}');
}

const servings = {
  plain: () => http.createServer(byHand),
  alone: () => http.createServer(files()),
  createServer: () => require('../../dist').createServer(require('express')().use(files())),
  createServer4: () => require('../../dist').createServer(require('express4')().use(files())),
  byHand: () => require('../../dist').createServer(require('express')().get('/', byHand)),
  byHand4: () => require('../../dist').createServer(require('express4')().get('/', byHand)),
};

async function main() {
  const server = servings[serving]().listen(0, '127.0.0.1');
  await once(server, 'listening');
  for (let i = 0; i < requests; i++) {
    if (i === Number(before)) await collect();
    await ask(server.address().port);
  }
  server.close();
  console.log(JSON.stringify(size ? await measureSocket() : seen));
}

async function ask(port) {
  const socket = connect(port, '127.0.0.1');
  socket.end('GET /?a=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  await once(socket.resume(), 'close');
}

/** Once nothing holds what is left of the last request. */
async function collect() {
  for (let i = 0; i < 3; i++) {
    await wait(10);
    globalThis.gc();
  }
}

/** The bytes of the object itself: what it has no room for lies beside it, and takes longer to reach. */
async function measureSocket() {
  const { snapshot, nodes, strings } = JSON.parse(await text(getHeapSnapshot()));
  const fields = snapshot.meta.node_fields;
  const [name, bytes] = [fields.indexOf('name'), fields.indexOf('self_size')];
  let most = 0;
  for (let i = 0; i < nodes.length; i += fields.length) {
    if (strings[nodes[i + name]] === 'Socket') most = Math.max(most, nodes[i + bytes]);
  }
  return lastSocket && most;
}

void main();
