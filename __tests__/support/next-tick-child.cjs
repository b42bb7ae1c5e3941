// node --expose-gc next-tick-child.cjs [with]: the nanoseconds of a `process.nextTick` after some collections, in a process that serves API
// routes or does not, and whether what an AsyncLocalStorage held at start-up still lives.
const { AsyncLocalStorage } = require('node:async_hooks');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { setTimeout: wait } = require('node:timers/promises');
const { apiRoutes } = require('../../dist');

async function main() {
  const store = startUp();
  for (let i = 0; i < 6; i++) {
    await wait(5);
    await timeTicks(1 + i);
    await wait(5);
    globalThis.gc();
  }
  let nanoseconds = Infinity;
  for (let i = 0; i < 40; i++) {
    await wait(1);
    nanoseconds = Math.min(nanoseconds, await timeTicks(5000));
  }
  console.log(JSON.stringify({ nanoseconds, storeLives: store.deref() !== undefined }));
}

function startUp() {
  const store = { request: 1 };
  new AsyncLocalStorage().run(store, () => {
    if (process.argv[2] !== 'with') return;
    const directory = mkdtempSync(path.join(tmpdir(), 'ticks-'));
    apiRoutes(directory, { logger: { warn() {}, error() {} } });
    rmSync(directory, { recursive: true });
  });
  return new WeakRef(store);
}

function timeTicks(amount) {
  return new Promise((resolve) => {
    const started = process.hrtime.bigint();
    for (let i = 0; i < amount; i++) process.nextTick(() => {});
    process.nextTick(() => resolve(Number(process.hrtime.bigint() - started) / amount));
  });
}

void main();
