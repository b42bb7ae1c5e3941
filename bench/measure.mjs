import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { load } from './load.mjs';
import { checkAnswers, requests } from './requests.mjs';

const serverCore = '0';
const warmUpSeconds = 1;

/**
 * CPU time per request in microseconds, by server and request, one figure for each round. The servers
 * take turns, so that what else the machine does falls on all of them.
 */
export async function measure(names, { node, rounds, seconds, onServer }) {
  const figures = {};
  for (let round = 1; round <= rounds; round++) {
    for (const name of names) {
      onServer(name, round);
      const measured = await measureServer(name, node, seconds);
      for (const kind of Object.keys(requests)) ((figures[name] ??= {})[kind] ??= []).push(measured[kind]);
    }
  }
  return figures;
}

async function measureServer(name, node, seconds) {
  const child = fork(path.join(import.meta.dirname, 'serve.mjs'), [name], {
    execPath: 'taskset',
    execArgv: ['-c', serverCore, node],
    env: { ...process.env, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(await findPort()) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    const { port } = await answerOf(child, name);
    const url = `http://127.0.0.1:${port}`;
    await checkAnswers(name, url);
    for (const kind of Object.keys(requests)) await load(url, kind, warmUpSeconds);
    const figures = {};
    for (const kind of Object.keys(requests)) figures[kind] = await measureRequest(child, url, kind, seconds);
    return figures;
  } finally {
    const exited = child.exitCode === null && once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
}

async function measureRequest(child, url, kind, seconds) {
  const before = await readCpuTime(child);
  const amount = await load(url, kind, seconds);
  return ((await readCpuTime(child)) - before) / amount;
}

async function readCpuTime(child) {
  child.send('cpu');
  return (await answerOf(child)).cpu;
}

async function answerOf(child, name) {
  const failed = once(child, 'exit').then(() => {
    throw new Error(`The server ${name} ended early`);
  });
  failed.catch(() => {});
  const [message] = await Promise.race([once(child, 'message'), failed]);
  return message;
}

async function findPort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
