import { fork } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import path from 'node:path';

// node bench/streams.mjs: how much memory 256 MB take, on their way through an endpoint in either direction.
const total = 256 * 2 ** 20;
const chunk = Buffer.alloc(64 * 1024, 'x');
const limit = 32 * 2 ** 20;
const servings = ['alone', 'listen', 'born'];

console.log(`Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}\n`);
console.log('| what | served | bytes | most RSS above idle |\n| --- | --- | ---: | ---: |');
for (const serving of servings) {
  await observe('download, Next style', serving, (port) => download(port, '/api/next-download'));
  await observe('download, Astro style', serving, (port) => download(port, '/api/astro-download'));
  await observe('upload, Next style', serving, (port) => upload(port, '/api/next-upload'));
  await observe('upload, Astro style', serving, (port) => upload(port, '/api/astro-upload'));
}

async function observe(title, serving, transfer) {
  const child = fork(path.join(import.meta.dirname, 'streams-server.cjs'), [serving], { execArgv: ['--expose-gc'] });
  const [{ port }] = await once(child, 'message');
  // What a first transfer compiles and what the allocator keeps for good is no growth.
  await transfer(port, total / 32);
  const idle = await ask(child, 'idle');
  const bytes = await transfer(port, total);
  const growth = (await ask(child, 'most')) - idle;
  child.kill();
  if (bytes !== total) throw new Error(`${title} ${serving}: ${bytes} of ${total} bytes`);
  if (growth >= limit) process.exitCode = 1;
  console.log(`| ${title} | ${serving} | ${bytes / 2 ** 20} MB | ${(growth / 2 ** 20).toFixed(1)} MB |`);
}

async function ask(child, question) {
  child.send(question);
  return (await once(child, 'message'))[0];
}

/** Reads a little, rests, and reads on: what the server does not hold back piles up there. */
async function download(port, url, size = total) {
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
async function upload(port, url, size = total) {
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
