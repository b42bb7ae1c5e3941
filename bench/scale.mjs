import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import path from 'node:path';
import { compareToAims, failForMissed } from './aims.mjs';
import { measure as measureRequests } from './measure.mjs';
import { median } from './median.mjs';
import { writePackage } from './other-routes.mjs';

// node bench/scale.mjs: what 10,000 route files cost at start and per request, each figure from a process of its own.
const counts = [10, 1000, 2500, 5000, 10_000];
const rounds = 5;
/** What 10,000 files should take at most: of a bare `require` of them, of its heap, and nanoseconds for a match. */
const most = { start: 2, heap: 1.5, matchNs: 500 };
const tasks = ['require', 'start', 'sort', 'match'];
const folder = mkdtempSync(path.join(tmpdir(), 'bench-scale-'));

try {
  console.log(`Node ${process.versions.node}, ${os.cpus()[0].model}, ${new Date().toISOString().slice(0, 10)}\n`);
  console.log('| files | require | start | ratio | heap of require | heap of start | ratio | sorting | match |');
  console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const count of counts) measure(count);
  await compareRequests();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure(count) {
  const directory = path.join(folder, String(count), 'api');
  writeRoutes(directory, count);
  // In turn, so that what else the machine does falls on all of them.
  const all = Array.from({ length: rounds }, () => tasks.map((task) => run(task, directory)));
  const [bare, ours, { sortMs }, { matchNs }] = tasks.map((_, i) => medians(all.map((round) => round[i])));
  const ms = (value) => `${value.toFixed(0)} ms`;
  const mb = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MB`;
  const startRatio = ours.ms / bare.ms;
  const heapRatio = ours.heap / bare.heap;
  const start = [ms(bare.ms), ms(ours.ms), startRatio.toFixed(2)];
  const heap = [mb(bare.heap), mb(ours.heap), heapRatio.toFixed(2)];
  console.log(`| ${[count, ...start, ...heap, `${sortMs.toFixed(1)} ms`, `${matchNs.toFixed(0)} ns`].join(' | ')} |`);
  if (count < 10_000 || (startRatio <= most.start && heapRatio <= most.heap && matchNs <= most.matchNs)) return;
  console.error(`Missed: at most ${most.start}, ${most.heap} and ${most.matchNs} ns`);
  process.exitCode = 1;
}

/** CPU per request with ten route files and with ten thousand. */
async function compareRequests() {
  const names = ['next-alone-10', 'next-alone-10000'];
  const options = { node: process.execPath, rounds: 5, seconds: 1, onRound() {} };
  const figures = await measureRequests(names, options);
  const [few, many] = Object.values(figures);
  console.log('\n| request | 10 files | 10,000 files | ratio |\n| --- | ---: | ---: | ---: |');
  for (const kind of Object.keys(few)) {
    const [a, b] = [median(few[kind]), median(many[kind])];
    console.log(`| ${kind} | ${a.toFixed(1)} us | ${b.toFixed(1)} us | ${(b / a).toFixed(2)} |`);
  }
  failForMissed(compareToAims(process.versions.node, figures));
}

function run(task, directory) {
  const args = ['--expose-gc', path.join(import.meta.dirname, 'scale-task.cjs'), task, directory];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${task} of ${directory}: ${stderr}`);
  return JSON.parse(stdout);
}

/** Figure by figure. */
function medians(all) {
  return Object.fromEntries(Object.keys(all[0]).map((name) => [name, median(all.map((figures) => figures[name]))]));
}

/** As an API of that size would be: a folder for each resource, with a list, an item and two things below the item. */
function writeRoutes(directory, count) {
  const names = ['index.js', '[id].js', '[id]/history.js', '[id]/parts/[part].js', 'search.js'];
  for (let i = 0; i < count; i++) {
    const file = path.join(directory, `group-${Math.floor(i / 500)}`, `resource-${Math.floor(i / 5)}`, names[i % 5]);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(
      file,
      `module.exports = function handler(req, res) {\n  res.status(200).json({ i: ${i}, id: req.query.id });\n};\n`,
    );
  }
  writePackage(path.dirname(directory));
}
