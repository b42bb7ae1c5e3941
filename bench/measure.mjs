import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import autocannon from 'autocannon';
import { checkAnswers, requests } from './requests.mjs';
import { servers } from './servers.mjs';

const connections = 20;
const serverCore = '0';
const warmUpRequests = 5000;

/**
 * CPU time per request in microseconds, by server and request, one figure for each round. The servers
 * take turns, so that what else the machine does falls on all of them.
 */
export async function measure(names, { node, rounds, amount, onServer }) {
  const figures = {};
  for (let round = 1; round <= rounds; round++) {
    for (const name of names) {
      onServer(name, round);
      const measured = await measureServer(name, node, servers[name].isSlow ? amount / 2 : amount);
      for (const kind of Object.keys(requests)) ((figures[name] ??= {})[kind] ??= []).push(measured[kind]);
    }
  }
  return figures;
}

async function measureServer(name, node, amount) {
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
    for (const kind of Object.keys(requests)) await load(url, kind, warmUpRequests);
    const figures = {};
    for (const kind of Object.keys(requests)) figures[kind] = await measureRequest(child, url, kind, amount);
    return figures;
  } finally {
    const exited = child.exitCode === null && once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
}

async function measureRequest(child, url, kind, amount) {
  const before = await readCpuTime(child);
  await load(url, kind, amount);
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

async function load(url, kind, amount) {
  const { method, path, headers, body } = requests[kind];
  const result = await autocannon({ url: url + path, method, headers, body, connections, amount });
  if (result.errors || result.non2xx || result['2xx'] !== amount)
    throw new Error(
      `${kind}: ${result.errors} errors, ${result.non2xx} refusals, ${result['2xx']} of ${amount} answers`,
    );
}

async function findPort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
