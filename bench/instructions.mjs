import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { median } from './median.mjs';
import { requests } from './requests.mjs';

// node bench/instructions.mjs [--request parameter] [servers of servers.mjs]: how many instructions of the processor a request takes from
// the parser to the last byte, without the system. Neighbours on the machine change nothing, the compiler's choices a tenth. Needs
// valgrind (Debian: apt-get install valgrind).
const { values: options, positionals } = parseArgs({
  options: { request: { type: 'string', multiple: true, default: Object.keys(requests) } },
  allowPositionals: true,
});
const alone = ['raw', 'hono', 'h3', 'fastify', 'fast-alone', 'next-alone', 'astro-alone'];
const runs = 3;
const warmUp = 4000;
const amount = 6000;

console.log(`Node ${process.versions.node}, thousands of instructions for a request, median and range of ${runs}\n`);
for (const name of positionals.length > 0 ? positionals : alone) {
  for (const kind of options.request) {
    const counts = Array.from({ length: runs }, () => countEach(name, kind) / 1000);
    const [least, middle, most] = [Math.min(...counts), median(counts), Math.max(...counts)].map((n) => n.toFixed(1));
    console.log(`${name.padEnd(16)} ${kind.padEnd(9)} ${middle.padStart(6)} (${least} to ${most})`);
  }
}

function countEach(name, kind) {
  return (count(name, kind, warmUp + amount) - count(name, kind, warmUp)) / amount;
}

function count(name, kind, requestsSent) {
  const tool = ['--tool=callgrind', '--callgrind-out-file=/dev/null', '--smc-check=all-non-file'];
  const task = [path.join(import.meta.dirname, 'instructions-task.mjs'), name, kind, String(requestsSent)];
  const { stderr, status, error } = spawnSync('valgrind', [...tool, process.execPath, '--single-threaded', ...task], {
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const [, collected] = /Collected : (\d+)/.exec(stderr ?? '') ?? [];
  if (status !== 0 || collected === undefined) throw error ?? new Error(stderr);
  return Number(collected);
}
