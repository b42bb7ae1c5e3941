const http = require('node:http');
const { createServer } = require('../dist');

// Loaded before Express's own tests: every app that is served in them, by `app.listen` or by
// supertest, gets our server.
const createPlainServer = http.createServer;
let servers = 0;

http.createServer = function createBornServer(...args) {
  const listener = args.find((arg) => typeof arg === 'function');
  const options = args.find((arg) => typeof arg === 'object');
  if (typeof listener?.response !== 'object' || options?.IncomingMessage) return createPlainServer.apply(http, args);
  servers++;
  return createServer(listener, options);
};

process.on('exit', () => process.stderr.write(`${servers} servers were born\n`));
