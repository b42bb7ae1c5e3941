// node --expose-gc --allow-natives-syntax shapes-child.cjs <serving> <requests before the collection>: whether V8 holds what answers a
// request as an object with a hidden class, or as a dictionary. Prints that of [req, res, exchange] for each, and how large a socket is.
const { once } = require('node:events');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const http = require('node:http');
const { connect } = require('node:net');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { text } = require('node:stream/consumers');
const { setTimeout: wait } = require('node:timers/promises');
const { getHeapSnapshot } = require('node:v8');
const { apiRoutes, createServer } = require('../../dist');
const { Exchange } = require('../../dist/handlers/exchange');

const isFast = new Function('object', 'return %HasFastProperties(object)');
const requests = 14;
const [serving, before] = process.argv.slice(2);

const directory = mkdtempSync(path.join(tmpdir(), 'shapes-'));
writeFileSync(path.join(directory, 'index.js'), 'module.exports = (req, res) => res.status(200).json(req.query);');
const middleware = apiRoutes(directory, { basePath: '/' });
const servings = {
  alone: () => http.createServer(middleware),
  createServer: () => createServer(require('express')().use(middleware)),
  createServer4: () => createServer(require('express4')().use(middleware)),
};

const seen = [];
/** Of the last request alone: one that is held keeps its hidden class. */
let lastSocket;
const enter = Exchange.prototype.enter;
Exchange.prototype.enter = function (...args) {
  seen.push([isFast(this.req), isFast(this.res), isFast(this)]);
  if (seen.length === requests) lastSocket = this.req.socket;
  return enter.apply(this, args);
};

async function main() {
  const server = servings[serving]().listen(0, '127.0.0.1');
  await once(server, 'listening');
  for (let i = 0; i < requests; i++) {
    if (i === Number(before)) await collect();
    await ask(server.address().port);
  }
  console.log(JSON.stringify({ seen, socketBytes: await measureSocket() }));
  server.close();
  rmSync(directory, { recursive: true });
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
  const [name, size] = [fields.indexOf('name'), fields.indexOf('self_size')];
  let most = 0;
  for (let i = 0; i < nodes.length; i += fields.length) {
    if (strings[nodes[i + name]] === 'Socket') most = Math.max(most, nodes[i + size]);
  }
  return lastSocket && most;
}

void main();
