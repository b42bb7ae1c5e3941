const { readdirSync } = require('node:fs');
const path = require('node:path');

const [task, directory] = process.argv.slice(2);
const tasks = { require: requireAll, start, sort, match };
void Promise.resolve(tasks[task]()).then((figures) => process.stdout.write(JSON.stringify(figures)));

/** What the route files cost whoever loads them, with the names of the files at hand. */
function requireAll() {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => copyOf(path.join(entry.parentPath, entry.name)));
  return observe(() => ({ files, modules: files.map((file) => require(file)) }));
}

function start() {
  const { apiRoutes } = require('../dist');
  return observe(() => apiRoutes(directory));
}

/** Sorting what has been read in no order, and looking for two files with one URL. */
function sort() {
  const { createRouteTable } = require('../dist/routes/route-table');
  const routes = shuffle(boot());
  const begin = process.cpuUsage();
  createRouteTable(routes);
  return { sortMs: cpuMsSince(begin) };
}

/** Matches in each route of the table, in no order, of paths that come, as a server's do, as strings of their own. */
function match() {
  const { createRouteTable } = require('../dist/routes/route-table');
  const { createMatcher } = require('../dist/routes/match-route');
  const table = createRouteTable(boot());
  const find = createMatcher(table, '/api');
  const paths = shuffle(table.map(({ pattern }) => pattern.replace('[id]', '4711').replace('[part]', 'a-b')));
  const count = Math.ceil(50_000 / paths.length) * paths.length;
  const times = Array.from({ length: 40 }, () => {
    const requests = Array.from({ length: count }, (_, i) => copyOf(paths[i % paths.length]));
    // A request's path would be young; so many at once would make each collection slow.
    for (let i = 0; i < 2; i++) gc({ type: 'minor' });
    let found = 0;
    const begin = process.cpuUsage();
    for (const path of requests) if (find(path)) found++;
    const ms = cpuMsSince(begin);
    if (found !== count) throw new Error(`${found} matches`);
    return ms;
  });
  // The first ones compile.
  const timed = times.slice(20);
  return { matchNs: (timed.reduce((sum, ms) => sum + ms, 0) * 1e6) / (timed.length * count) };
}

/** A string in one piece, whose hash nobody has computed yet. What `path.join` gives is many pieces until it is used. */
function copyOf(text) {
  return Buffer.from(text).toString();
}

function boot() {
  const { bootRoutes } = require('../dist/api-routes');
  const { resolveOptions } = require('../dist/options');
  return bootRoutes(resolveOptions(directory, {}));
}

async function observe(work) {
  const before = await heapUsed();
  const begin = process.cpuUsage();
  const kept = work();
  const ms = cpuMsSince(begin);
  const heap = (await heapUsed()) - before;
  if (!kept) throw new Error('Nothing was loaded.');
  return { ms, heap };
}

/** What stays: some things go only when the turn of the event loop has ended, some only with a second collection. */
async function heapUsed() {
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    gc();
  }
  return process.memoryUsage().heapUsed;
}

/** CPU time, as everywhere here: what else the machine does is not in it. */
function cpuMsSince(begin) {
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}

/** The same order every time, but not that of the file names. */
function shuffle(values) {
  const shuffled = [...values];
  let seed = 1;
  for (let i = shuffled.length - 1; i > 0; i--) {
    seed = (seed * 48271) % 2147483647;
    const j = seed % (i + 1);
    [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
  }
  return shuffled;
}
