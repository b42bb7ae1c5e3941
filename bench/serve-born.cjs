const { createServer } = require('../dist');
const serveBorn = require('./born-servers.cjs');

// Loaded before Express's own tests.
let servers = 0;

serveBorn((app, options) => {
  servers++;
  return createServer(app, options);
});

process.on('exit', () => process.stderr.write(`${servers} servers were born\n`));
