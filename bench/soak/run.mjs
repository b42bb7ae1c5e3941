import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { aborts } from './aborts.mjs';
import { brokenBodies } from './broken-bodies.mjs';
import { Client } from './client.mjs';
import { Drive } from './drive.mjs';
import { judge } from './judge.mjs';
import { Random } from './random.mjs';
import { describeMachine, formatReport } from './report.mjs';
import { SoakServer } from './soak-server.mjs';
import { failures, traffic } from './traffic.mjs';

// node bench/soak/run.mjs: all servers at the same time under mixed load, five minutes by default; exit code 1 when a
// promise is broken. With --aborts or --broken it sends so many of these to each server instead, as fast as it can.
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    rate: { type: 'string', default: '300' },
    aborts: { type: 'string' },
    broken: { type: 'string' },
    'warm-up': { type: 'string', default: '10000' },
    serve: { type: 'string', default: 'express5,express4,born,alone,watched' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    fault: { type: 'string' },
    json: { type: 'string' },
  },
});
const servings = values.serve.split(',');
const clientsAtATime = 24;
const isCounted = values.aborts !== undefined || values.broken !== undefined;
const mixed = [...share(traffic, 0.8), ...share(failures, 0.05), ...share(aborts, 0.08), ...share(brokenBodies, 0.07)];
const kinds = isCounted ? [...aborts, ...brokenBodies] : mixed;

const machine = describeMachine();
console.log(`${machine}, seed ${values.seed}\n`);
const results = await Promise.all(servings.map(soak));
console.log(formatReport(results));
for (const { serving, faults, examples } of results) {
  for (const line of [...faults, ...examples]) console.log(`\n${serving}: ${line}`);
}
if (values.json) writeFileSync(values.json, `${JSON.stringify({ machine, ...values, results }, undefined, 2)}\n`);
process.exitCode = results.some(({ faults }) => faults.length > 0) ? 1 : 0;

async function soak(serving, i) {
  const server = await SoakServer.start(serving, values.fault);
  const random = new Random(Number(values.seed) + i);
  await warmUp(server, random);
  const start = await server.ask('start');
  const client = new Client(server.port);
  const drive = new Drive(client, random, serving);
  if (isCounted) {
    await drive.times(aborts, Number(values.aborts ?? 0), clientsAtATime);
    await drive.times(brokenBodies, Number(values.broken ?? 0), clientsAtATime);
  } else {
    await drive.atRate(kinds, Number(values.rate) / servings.length, Number(values.minutes) * 60_000);
  }
  client.close();
  const end = await server.ask('end');
  server.stop();
  return summarize(serving, start, end, drive);
}

/** What Node and V8 make once, and keep, is no growth. */
async function warmUp(server, random) {
  const client = new Client(server.port);
  await new Drive(client, random, 'warm-up').times(kinds, Number(values['warm-up']), clientsAtATime);
  client.close();
}

function summarize(serving, start, end, { count, outcomes, broken, examples, latency }) {
  const percentile = (share) => latency.percentile(share) / 1000;
  const result = {
    serving,
    count,
    outcomes: Object.fromEntries(outcomes),
    broken,
    examples,
    latency: { p50: percentile(50), p99: percentile(99), max: latency.max / 1000 },
    start,
    end,
  };
  return { ...result, faults: judge(result) };
}

/** Kinds of requests whose weights add up to a share of the whole. */
function share(kinds, part) {
  const total = kinds.reduce((sum, { weight }) => sum + weight, 0);
  return kinds.map((kind) => ({ ...kind, weight: (kind.weight / total) * part }));
}
