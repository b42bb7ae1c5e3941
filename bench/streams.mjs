import { fork } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import path from 'node:path';
import { median } from './median.mjs';

// node bench/streams.mjs: how much memory 256 MB take, on their way through an endpoint in either direction.
const total = 256 * 2 ** 20;
const chunk = Buffer.alloc(64 * 1024, 'x');
const limit = { 20: 32 }[process.versions.node.split('.')[0]] ?? Infinity;
const rounds = 5;
// The first is plain `node:http`: what V8 lets lie about before it collects, some 30 MB, it does there, too.
const servings = { raw: ['`node:http`'], alone: ['Next style', 'Astro style'] };
servings.listen = servings.born = servings.alone;
const paths = { '`node:http`': 'raw', 'Next style': 'next', 'Astro style': 'astro' };
const transfers = { download, upload };

console.log(`Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}\n`);
console.log(
  'Most MB of RSS above what it was before that transfer, median of the rounds; in brackets the least and the most of them.\n',
);
console.log(
  `| what | served | first ${total / 2 ** 20} MB | ${total / 2 ** 20} MB more |\n| --- | --- | ---: | ---: |`,
);
for (const [serving, styles] of Object.entries(servings)) {
  for (const style of styles) {
    for (const direction of Object.keys(transfers)) {
      const growth = [];
      for (let round = 0; round < rounds; round++) growth.push(await observe(direction, style, serving));
      const columns = [0, 1].map((column) => growth.map((values) => values[column]));
      console.log(`| ${direction}, ${style} | ${serving} | ${columns.map(summarize).join(' | ')} |`);
      if (serving === 'raw' || columns.every((column) => median(column) < limit)) continue;
      console.error(`Missed: ${direction}, ${style}, ${serving}, the aim ${limit} MB`);
      process.exitCode = 1;
    }
  }
}

function summarize(values) {
  return `${median(values).toFixed(1)} (${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)})`;
}

/** MB of RSS above what it was before, at most: for a server that has answered a few MB only, and for one that has streamed as much before. */
async function observe(direction, style, serving) {
  const child = fork(path.join(import.meta.dirname, 'streams-server.cjs'), [serving]);
  const [{ port }] = await once(child, 'message');
  const transfer = async (size) => {
    const before = await ask(child, 'now');
    const bytes = await transfers[direction](port, `/api/${paths[style]}-${direction}`, size);
    if (bytes !== size) throw new Error(`${direction}, ${style}, ${serving}: ${bytes} of ${size} bytes`);
    return ((await ask(child, 'most')) - before) / 2 ** 20;
  };
  // What a first transfer compiles is no growth.
  await transfer(8 * 2 ** 20);
  const growth = [await transfer(total), await transfer(total)];
  child.kill();
  return growth;
}

async function ask(child, question) {
  child.send(question);
  return (await once(child, 'message'))[0];
}

/** Reads a little, rests, and reads on: what the server does not hold back piles up there. */
async function download(port, url, size) {
  const req = http.get({ port, path: `${url}?size=${size}` });
  const [res] = await once(req, 'response');
  let read = 0;
  let nextRest = 0;
  for await (const data of res) {
    read += data.length;
    if (read < nextRest) continue;
    nextRest = read + 4 * 2 ** 20;
    await rest(20);
  }
  return read;
}

/** Writes as fast as it may; the endpoint is the one that rests. */
async function upload(port, url, size) {
  const headers = { 'content-type': 'application/octet-stream', 'content-length': size };
  const req = http.request({ port, path: url, method: 'POST', headers });
  const answered = once(req, 'response');
  for (let sent = 0; sent < size; sent += chunk.length) if (!req.write(chunk)) await once(req, 'drain');
  req.end();
  const [res] = await answered;
  let text = '';
  for await (const data of res) text += data;
  return Number(text);
}

function rest(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
