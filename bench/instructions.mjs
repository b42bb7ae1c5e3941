import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { median } from './median.mjs';

// node bench/instructions.mjs [raw, next, fast, astro]: how many instructions of the processor an answer takes, without sockets and
// the system. Neighbours on the machine change nothing, the compiler's choices a tenth. Needs valgrind (Debian: apt-get install valgrind).
const styles = process.argv.length > 2 ? process.argv.slice(2) : ['raw', 'next', 'fast', 'astro'];
const runs = 3;
const warmUp = 4000;
const amount = 6000;

console.log(`Node ${process.versions.node}, instructions per GET with a parameter, median and range of ${runs}\n`);
for (const style of styles) {
  const counts = Array.from({ length: runs }, () => (count(style, warmUp + amount) - count(style, warmUp)) / amount);
  const [least, middle, most] = [Math.min(...counts), median(counts), Math.max(...counts)].map(thousands);
  console.log(`${style.padEnd(6)} ${middle} thousand (${least} to ${most})`);
}

function count(style, requests) {
  const tool = ['--tool=callgrind', '--callgrind-out-file=/dev/null', '--smc-check=all-non-file'];
  const task = [path.join(import.meta.dirname, 'instructions-task.cjs'), style, String(requests)];
  const { stderr, status, error } = spawnSync('valgrind', [...tool, process.execPath, '--single-threaded', ...task], {
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const [, collected] = /Collected : (\d+)/.exec(stderr ?? '') ?? [];
  if (status !== 0 || collected === undefined) throw error ?? new Error(stderr);
  return Number(collected);
}

function thousands(value) {
  return (value / 1000).toFixed(1);
}
