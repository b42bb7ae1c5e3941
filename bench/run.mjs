import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compareToAims, failForMissed } from './aims.mjs';
import { measure } from './measure.mjs';
import { median } from './median.mjs';
import { writeReport } from './report.mjs';
import { hasFrameworks, servers } from './servers.mjs';

const { values: options } = parseArgs({
  options: {
    node: { type: 'string', multiple: true, default: [process.execPath] },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    rest: { type: 'string', default: '0' },
    quiet: { type: 'string', default: 'Infinity' },
    only: { type: 'string' },
  },
});
const rest = Number(options.rest);
if (!(rest >= 0)) throw new Error(`--rest needs seconds, not ${options.rest}`);
const quiet = Number(options.quiet);
if (!(quiet > 0)) throw new Error(`--quiet needs microseconds, not ${options.quiet}`);
// The figures of the page come from one run of all servers that do not rest; the others are for the eye.
const isPublished = options.only === undefined && rest === 0;
const folder = path.join(import.meta.dirname, '../docs/benchmarks');

await main();

async function main() {
  mkdirSync(folder, { recursive: true });
  const isFrameworkAsked = options.only === undefined || options.only.split(',').some((name) => servers[name]?.isSlow);
  if (hasFrameworks && isFrameworkAsked) await import('./frameworks.mjs').then(({ build }) => build());
  for (const node of options.node.map(findNode)) await measureOn(node);
  if (isPublished) writeReport(folder);
}

async function measureOn(node) {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().slice(1);
  const major = Number(version.split('.')[0]);
  const names = selectServers(major);
  const rounds = Number(options.rounds);
  const seconds = Number(options.seconds);
  const started = new Date();
  const [loadAverage] = os.loadavg().map((load) => Number(load.toFixed(2)));
  const onRound = (round) => process.stderr.write(`Node ${version}, round ${round} of ${rounds}\n`);
  let dropped = 0;
  const onBusy = (spent, whatNow) =>
    process.stderr.write(`The host is busy, raw takes ${spent.toFixed(1)} us: ${whatNow}\n`);
  const onDropped = () => dropped++;
  const figures = await measure(names, { node, rounds, seconds, rest, quiet, onRound, onBusy, onDropped });
  const [{ model }] = os.cpus();
  const run = { date: started.toISOString(), node: version, cpu: model, cores: os.cpus().length, loadAverage };
  const host = quiet === Infinity ? {} : { quiet: { most: quiet, dropped } };
  const result = {
    ...run,
    ...host,
    rounds,
    secondsPerRound: seconds,
    unit: 'microseconds of CPU per request',
    figures,
  };
  if (isPublished) writeFileSync(path.join(folder, `node-${major}.json`), `${JSON.stringify(result, null, 1)}\n`);
  else print(figures);
  failForMissed(compareToAims(version, figures));
}

function selectServers(nodeMajor) {
  const only = options.only?.split(',');
  const names = Object.keys(servers).filter((name) => {
    if (servers[name].isOnlyByName && !only?.includes(name)) return false;
    if (!hasFrameworks && servers[name].isSlow) return false;
    // Astro's adapter needs Node 22.
    return name !== 'astro-node' || nodeMajor >= 22;
  });
  const unknown = only?.filter((name) => !(name in servers)) ?? [];
  if (unknown.length > 0)
    throw new Error(`No server ${unknown.join(', ')}; there are ${Object.keys(servers).join(', ')}`);
  return only ? names.filter((name) => name === 'raw' || only.includes(name)) : names;
}

/** A path, or the major version of a Node that this package installs. */
function findNode(node) {
  if (node === String(process.versions.node.split('.')[0])) return process.execPath;
  const installed = path.join(import.meta.dirname, `node_modules/node-${node}/bin/node`);
  return existsSync(installed) ? installed : node;
}

function print(figures) {
  for (const [name, byKind] of Object.entries(figures)) {
    const parts = Object.entries(byKind).map(([kind, all]) => {
      const ratio = median(all) / median(figures.raw[kind]);
      return `${kind} ${median(all).toFixed(1)} us, ${ratio.toFixed(2)} x raw`;
    });
    console.log(`${name.padEnd(24)} ${parts.join(' | ')}`);
  }
}
