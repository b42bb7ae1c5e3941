import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { load } from './load.mjs';

// node bench/profile.mjs <server> <request>: where the CPU time of a request goes, by file and by function.
const [name = 'next-alone', kind = 'parameter'] = process.argv.slice(2);
const seconds = 3;
const intervalUs = 100;
const rows = 25;
const nowhere = 'no file';

const folder = mkdtempSync(path.join(tmpdir(), 'bench-profile-'));
try {
  const { begin, end, amount } = await record();
  const [file] = readdirSync(folder).filter((entry) => entry.endsWith('.cpuprofile'));
  print(addUp(JSON.parse(readFileSync(path.join(folder, file), 'utf8')), begin, end, amount));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Profiles a server from its start; only what lies between the two times counts. */
async function record() {
  const execArgv = ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-interval=${intervalUs}`];
  const env = { ...process.env, NODE_ENV: 'production' };
  const child = fork(path.join(import.meta.dirname, 'serve.mjs'), [name], { execArgv, env });
  const [{ port }] = await once(child, 'message');
  const url = `http://127.0.0.1:${port}`;
  await load(url, kind, seconds * 1000);
  const begin = now();
  const amount = await load(url, kind, seconds * 1000);
  const end = now();
  const exited = once(child, 'exit');
  child.disconnect();
  await exited;
  return { begin, end, amount };
}

/** The clock of the profile: microseconds, the same for all processes. */
function now() {
  return Number(process.hrtime.bigint() / 1000n);
}

/** Microseconds per request by function; a function's own time, without what it calls. */
function addUp({ nodes, samples, timeDeltas, startTime }, begin, end, amount) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const own = new Map();
  let time = startTime;
  for (let i = 0; i < samples.length; i++) {
    time += timeDeltas[i];
    const { functionName, url, lineNumber } = byId.get(samples[i]).callFrame;
    if (time < begin || time > end || functionName === '(idle)') continue;
    const file = shorten(url);
    const key = url ? `${functionName || '(anonymous)'} ${file}:${lineNumber + 1}` : functionName;
    const entry = own.get(key) ?? { file: file || nowhere, us: 0 };
    entry.us += timeDeltas[i] / amount;
    own.set(key, entry);
  }
  return own;
}

/** Whose time it is. */
function layerOf(key, file) {
  if (key === '(garbage collector)') return 'garbage collection';
  if (file === nowhere) return 'system calls and built-ins';
  if (file.startsWith('node:')) return 'Node';
  if (file.startsWith('dist/')) return 'express-pages-api';
  return file.startsWith('bench/') ? 'the handler' : 'packages';
}

function shorten(url) {
  const modules = url.lastIndexOf('/node_modules/');
  if (modules !== -1) return url.slice(modules + '/node_modules/'.length);
  return url.replace(/^file:\/\//, '').replace(`${path.join(import.meta.dirname, '..')}/`, '');
}

function print(own) {
  const [byFile, byLayer] = [new Map(), new Map()];
  for (const [key, { file, us }] of own) {
    byFile.set(file, (byFile.get(file) ?? 0) + us);
    byLayer.set(layerOf(key, file), (byLayer.get(layerOf(key, file)) ?? 0) + us);
  }
  const total = [...byFile.values()].reduce((sum, us) => sum + us, 0);
  console.log(`${name}, ${kind}, Node ${process.versions.node}: ${total.toFixed(1)} us per request in the profile\n`);
  printTable('layer', [...byLayer]);
  console.log();
  printTable('file', [...byFile]);
  console.log();
  const functions = [...own].map(([key, { us }]) => [key, us]);
  printTable('function', functions);
}

function printTable(title, entries) {
  console.log(`| ${title} | us |\n| --- | ---: |`);
  for (const [key, us] of entries.sort((a, b) => b[1] - a[1]).slice(0, rows))
    if (us >= 0.05) console.log(`| \`${key}\` | ${us.toFixed(2)} |`);
}
