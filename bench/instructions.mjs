import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { requests } from './requests.mjs';

// node bench/instructions.mjs [--request parameter] [servers of servers.mjs]: how many instructions of the processor a request takes from
// the parser to the last byte, without the system. Neighbours on the machine change nothing, what the compiler chooses up to 10 %. Needs
// valgrind (Debian: apt-get install valgrind); a minute or two for each figure.
const { values: options, positionals } = parseArgs({
  options: { request: { type: 'string', multiple: true, default: Object.keys(requests) } },
  allowPositionals: true,
});
const alone = ['raw', 'hono', 'h3', 'fastify', 'fast-alone', 'next-alone', 'astro-alone'];
// By then V8 has compiled what it will.
const warmUp = 15_000;
const amount = 6000;

console.log(`Node ${process.versions.node}, thousands of instructions for a request\n`);
console.log(`${'server'.padEnd(20)}${options.request.map((kind) => kind.padStart(10)).join('')}`);
for (const name of positionals.length > 0 ? positionals : alone) {
  process.stdout.write(name.padEnd(20));
  for (const kind of options.request) {
    const [all, before] = await Promise.all([count(name, kind, warmUp + amount), count(name, kind, warmUp)]);
    process.stdout.write(((all - before) / amount / 1000).toFixed(1).padStart(10));
  }
  console.log();
}

async function count(name, kind, requestsSent) {
  const tool = ['--tool=callgrind', '--callgrind-out-file=/dev/null', '--smc-check=all-non-file'];
  const task = [path.join(import.meta.dirname, 'instructions-task.mjs'), name, kind, String(requestsSent)];
  const child = spawn('valgrind', [...tool, process.execPath, '--single-threaded', ...task], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  let report = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => (report += chunk));
  const [code] = await once(child, 'close');
  const [, collected] = /Collected : (\d+)/.exec(report) ?? [];
  if (code !== 0 || collected === undefined) throw new Error(report);
  return Number(collected);
}
