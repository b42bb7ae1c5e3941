import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { requests } from './requests.mjs';

const connections = 20;
const loadCore = '1';

/**
 * Sends requests of one kind for about as many milliseconds as given, from a process on a core of its own: as
 * fast as they are answered, which a client in JavaScript could not.
 *
 * @returns How many were answered.
 */
export async function load(url, kind, milliseconds) {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-load-'));
  try {
    const script = path.join(folder, 'request.lua');
    writeFileSync(script, describeRequest(requests[kind]));
    const args = ['--threads', 1, '--connections', connections, '--duration', '1h', '--script', script];
    const text = await run([...args, url + requests[kind].path], milliseconds);
    const [, answered] = /^\s*(\d+) requests in/m.exec(text) ?? [];
    if (answered === undefined || /Non-2xx|Socket errors/.test(text)) throw new Error(`${kind} of ${url}:\n${text}`);
    return Number(answered);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A script for wrk; a string of JSON is one of Lua as well. */
function describeRequest({ method, headers = {}, body }) {
  const lines = Object.entries(headers).map(([name, value]) => `wrk.headers["${name}"] = ${JSON.stringify(value)}`);
  if (body !== undefined) lines.push(`wrk.body = ${JSON.stringify(body)}`);
  return [`wrk.method = "${method}"`, ...lines, ''].join('\n');
}

/** wrk takes whole seconds; told to stop, it ends within a tenth of one and says what it has done. */
async function run(args, milliseconds) {
  const child = spawn('taskset', ['-c', loadCore, 'wrk', ...args.map(String)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  child.stderr.on('data', (chunk) => (text += chunk));
  const timer = setTimeout(() => child.kill('SIGINT'), milliseconds);
  const [code, signal] = await once(child, 'close');
  clearTimeout(timer);
  // Told before it listened, on a machine that is busy.
  if (signal === 'SIGINT') return run(args, milliseconds * 2);
  if (code !== 0) throw new Error(`wrk ended with ${code} (Debian: apt-get install wrk)\n${text}`);
  return text;
}
