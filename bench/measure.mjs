import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { load } from './load.mjs';
import { checkAnswers, requests } from './requests.mjs';

const serverCore = '0';
const warmUpMilliseconds = 1000;
const turnMilliseconds = 200;
/** As many as come before the first with Express: raw, and what is alone on `http` as raw is. With more of them, each would rest longer between its turns. */
const groupSize = 8;
const secondsToWait = 10;
const kinds = Object.keys(requests);

/**
 * CPU time per request in microseconds, by server and request, one figure for each round. Every round has
 * processes of its own. Those of a group are alive together and take short turns: what else the machine does
 * lasts longer than a turn, and so falls on all of them. Where a host has to be quiet, a group is begun when it is,
 * and ended when it no longer is: the rest is for new processes. What the group itself took is not looked at.
 */
export async function measure(names, { rounds, onRound, ...options }) {
  const figures = Object.fromEntries(names.map((name) => [name, Object.fromEntries(kinds.map((kind) => [kind, []]))]));
  for (let round = 1; round <= rounds; round++) {
    onRound(round);
    for (let i = 0; i < names.length; i += groupSize) {
      const group = names.slice(i, i + groupSize);
      const spent = {};
      for (let left = kinds; left.length > 0; left = kinds.filter((kind) => !(kind in spent))) {
        await untilQuiet(options);
        Object.assign(spent, await measureGroup(group, left, options));
      }
      for (const kind of kinds) group.forEach((name, j) => figures[name][kind].push(spent[kind][j]));
    }
  }
  return figures;
}

/** What each server has spent, by request, of those in whose time the host stayed quiet. */
async function measureGroup(names, kindsLeft, options) {
  const { node, seconds, rest } = options;
  const servers = [];
  const spent = {};
  try {
    for (const name of names) {
      const server = await startServer(name, node);
      servers.push(server);
      // At once: a garbage collection soon after its first requests makes a server slower for good.
      if (rest === 0) await warmUp(server);
    }
    if (rest > 0) await letRest(names, servers, rest);
    for (const kind of kindsLeft) {
      const taken = await takeTurns(servers, kind, seconds);
      if (!(await isQuiet(options, `${kind} is measured again`))) {
        options.onDropped();
        break;
      }
      spent[kind] = taken;
    }
    return spent;
  } finally {
    await Promise.all(servers.map(({ child }) => kill(child)));
  }
}

async function untilQuiet(options) {
  while (!(await isQuiet(options, 'waiting'))) await wait(secondsToWait * 1000);
}

/** Whether a new process of `raw` takes no more for the static GET than it may on a quiet host; no limit is none to ask for. */
async function isQuiet({ node, quiet, onBusy }, whatNow) {
  if (quiet === Infinity) return true;
  const server = await startServer('raw', node);
  try {
    await load(server.url, 'static', warmUpMilliseconds);
    const [spent] = await takeTurns([server], 'static', 1);
    if (spent > quiet) onBusy(spent, whatNow);
    return spent <= quiet;
  } finally {
    await kill(server.child);
  }
}

async function warmUp({ url }) {
  for (const kind of kinds) await load(url, kind, warmUpMilliseconds);
}

/** As behind a balancer that only asks whether they live: a few requests, then none for so long that V8 collects garbage. */
async function letRest(names, servers, seconds) {
  for (const [i, { url }] of servers.entries()) {
    for (let round = 0; round < 3; round++) await checkAnswers(names[i], url);
  }
  await wait(seconds * 1000);
  for (const server of servers) await warmUp(server);
}

async function startServer(name, node) {
  const child = fork(path.join(import.meta.dirname, 'serve.mjs'), [name], {
    execPath: 'taskset',
    execArgv: ['-c', serverCore, node],
    env: { ...process.env, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(await findPort()) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const failed = once(child, 'exit').then(() => {
    throw new Error(`The server ${name} ended early`);
  });
  failed.catch(() => {});
  try {
    const { port } = await answerOf({ child, failed });
    const url = `http://127.0.0.1:${port}`;
    await checkAnswers(name, url);
    return { child, failed, url };
  } catch (error) {
    await kill(child);
    throw error;
  }
}

async function kill(child) {
  const exited = child.exitCode === null && child.signalCode === null && once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** What a request takes of each server that has had its turns for as long as given. */
async function takeTurns(servers, kind, seconds) {
  const totals = servers.map(() => ({ cpu: 0, answered: 0 }));
  // Not counted: what V8 takes back and compiles anew when another sort of request comes.
  for (const { url } of servers) await load(url, kind, turnMilliseconds);
  for (let turn = 0; turn < (seconds * 1000) / turnMilliseconds; turn++) {
    for (const [i, server] of servers.entries()) {
      const before = await readCpuTime(server);
      totals[i].answered += await load(server.url, kind, turnMilliseconds);
      totals[i].cpu += (await readCpuTime(server)) - before;
    }
  }
  return totals.map(({ cpu, answered }) => cpu / answered);
}

async function readCpuTime(server) {
  server.child.send('cpu');
  return (await answerOf(server)).cpu;
}

async function answerOf({ child, failed }) {
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
