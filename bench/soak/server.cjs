const http = require('node:http');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { setTimeout: rest } = require('node:timers/promises');
const { writeHeapSnapshot } = require('node:v8');
const { apiRoutes, createServer, problemDetails } = require('../../dist');
const { HandleCounter, ListenerCounter, ObjectCounter } = require('./counters.cjs');
const { reloads, streams } = require('./request-store.cjs');
const { rewritePages } = require('./rewritten-pages.cjs');
const { plant } = require('./faults.cjs');

const [serving, faults] = process.argv.slice(2);
/** What nobody caught and what Node warned of, with how often. */
const uncaught = new Map();
const errors = new Map();
const logged = { warnings: 0, errors: 0 };

for (const event of ['uncaughtException', 'unhandledRejection', 'warning']) {
  process.on(event, (error) => count(uncaught, `${event}: ${error?.stack ?? error}`));
}

const logger = { warn: () => logged.warnings++, error: () => logged.errors++ };
const watch = serving === 'watched';
const pages = watch ? rewritePages() : undefined;
const directory = pages?.directory ?? path.join(__dirname, 'pages/api');
pages?.start();
const api = apiRoutes(directory, { logger, watch, onError: (error) => count(errors, nameOf(error)) });
const objects = new ObjectCounter();
const listeners = new ListenerCounter();
const handles = new HandleCounter();
const server = start();
// Clients end their idle connections themselves: one that we close while a request is on its way would count as lost.
server.keepAliveTimeout = 0;
server.prependListener('request', (req, res) => {
  objects.add(req, res);
  listeners.look(req.socket);
});
if (faults) plant(faults, server);
const delay = monitorEventLoopDelay({ resolution: 10 });
let rssUnderLoad = [];
let snapshots = 0;
setInterval(() => rssUnderLoad.push(process.memoryUsage.rss()), 500).unref();

api.ready.then(() => server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port })));
process.on('message', async (question) => process.send(await answers[question]()));
process.on('disconnect', () => process.exit());

const answers = {
  /** What the process holds when it has nothing to do; the start of everything that is compared. */
  start: async () => {
    pages?.stop();
    await settle();
    pages?.start();
    handles.start();
    listeners.start();
    const held = weigh();
    rssUnderLoad = [];
    delay.reset();
    delay.enable();
    return { ...held, cpu: process.cpuUsage() };
  },
  end: async () => {
    delay.disable();
    pages?.stop();
    const cpu = process.cpuUsage();
    const rss = rssUnderLoad;
    await settle();
    return { cpu, ...findings(), ...weigh(), rssUnderLoad: rss };
  },
};

function start() {
  if (serving === 'alone') return http.createServer(api);
  const app = require(serving === 'express4' ? 'express4' : 'express')();
  app.use(api);
  // What passes our routes by, as a route that is still written by hand would see it.
  app.post('/by-hand/:id', (req, res) => req.resume().on('end', () => res.json({ id: req.params.id })));
  app.use(problemDetails({ logger: false }));
  return serving === 'born' ? createServer(app) : http.createServer(app);
}

/** V8 drops the bytecode of a function that has rested for some collections; the heap is only then its own size. */
const collections = 12;

/** Collects until nothing of the requests is left, for ten seconds at most. */
async function settle() {
  const deadline = Date.now() + 10_000;
  for (let i = 0; i < collections || (isBusy() && Date.now() < deadline); i++) {
    gc();
    await rest(50);
  }
}

function isBusy() {
  return objects.alive > 0 || streams.open > 0 || handles.left().length > 0;
}

function weigh() {
  const { heapUsed, rss } = process.memoryUsage();
  // Last, as it takes memory of its own.
  const heapSnapshot = writeHeapSnapshot(path.join(tmpdir(), `soak-${process.pid}-${++snapshots}.heapsnapshot`));
  return { heap: heapUsed, rss, heapSnapshot };
}

function findings() {
  const ms = (nanoseconds) => nanoseconds / 1e6;
  return {
    uncaught: Object.fromEntries(uncaught),
    errors: Object.fromEntries(errors),
    logged,
    objectsAlive: objects.alive,
    streamsOpen: streams.open,
    reloads,
    handlesLeft: handles.left(),
    listenersLeft: listeners.left(),
    loopDelay: { p50: ms(delay.percentile(50)), p99: ms(delay.percentile(99)), max: ms(delay.max) },
  };
}

function count(map, key) {
  map.set(key, (map.get(key) ?? 0) + 1);
}

function nameOf(error) {
  return `${error.status ?? 500} ${error.code ?? error.name}`;
}
