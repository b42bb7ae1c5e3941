/**
 * Serves the directory `api` of the working directory with `watch`, in a process of its own: Jest
 * keeps its modules to itself. Arguments: the package, Express, options as JSON.
 */
const [packagePath, expressPath, optionsText] = process.argv.slice(2);
const { apiRoutes } = require(packagePath);
const express = require(expressPath);

const say = (kind) => (message) => process.send({ log: kind, text: String(message) });
const logger = { warn: say('warn'), error: say('error') };
const routes = apiRoutes('api', { watch: true, logger, ...JSON.parse(optionsText) });
const server = express()
  .use(routes)
  // eslint-disable-next-line no-unused-vars -- Express knows an error handler by its four parameters.
  .use((error, req, res, next) => res.status(error.status ?? 500).send(error.message))
  .listen(0, '127.0.0.1', async () => {
    await routes.ready;
    process.send({ port: server.address().port });
  });

const answers = {
  close: () => void routes.close(),
  async heap() {
    // V8 lets go of code that is not used any more after several collections.
    for (let i = 0; i < 12; i++) {
      globalThis.gc();
      await new Promise(setImmediate);
    }
    return process.memoryUsage().heapUsed;
  },
  // Modules that the app has itself.
  required: (file) => require(file).instance,
  imported: async (file) => (await import(file)).instance,
  patterns: () => routes.routes.map(({ pattern }) => pattern),
};
process.on('message', async ([question, ...args]) =>
  process.send({ answer: (await answers[question](...args)) ?? null }),
);
process.on('disconnect', () => process.exit());
