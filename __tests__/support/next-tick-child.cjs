// node --expose-gc next-tick-child.cjs [with]: the nanoseconds of a `process.nextTick` after some collections, in a process that
// serves API routes or does not.
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { setTimeout: wait } = require('node:timers/promises');
const { apiRoutes } = require('../../dist');

async function main() {
  if (process.argv[2] === 'with') {
    const directory = mkdtempSync(path.join(tmpdir(), 'ticks-'));
    apiRoutes(directory, { logger: { warn() {}, error() {} } });
    rmSync(directory, { recursive: true });
  }
  for (let i = 0; i < 6; i++) {
    await wait(5);
    await timeTicks(1 + i);
    await wait(5);
    globalThis.gc();
  }
  let least = Infinity;
  for (let i = 0; i < 40; i++) {
    await wait(1);
    least = Math.min(least, await timeTicks(5000));
  }
  console.log(least);
}

function timeTicks(amount) {
  return new Promise((resolve) => {
    const started = process.hrtime.bigint();
    for (let i = 0; i < amount; i++) process.nextTick(() => {});
    process.nextTick(() => resolve(Number(process.hrtime.bigint() - started) / amount));
  });
}

void main();
