const http = require('node:http');

/**
 * From now on every Express app in this process, by `app.listen` or by supertest, is served by the `createServer` of the package
 * that is given. Once more takes the place of the first: where Jest runs, core modules are the same for all test files of a worker.
 */
module.exports = function serveBorn(createServer) {
  const plain = http.createServer.plain ?? http.createServer;

  function createBornServer(...args) {
    const listener = args.find((arg) => typeof arg === 'function');
    const options = args.find((arg) => typeof arg === 'object');
    if (typeof listener?.response !== 'object' || options?.IncomingMessage) return plain.apply(http, args);
    return createServer(listener, options);
  }
  http.createServer = Object.assign(createBornServer, { plain });
};
