import { createServer } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { ChildAnswer, ChildTask } from './app-process';
import { describeRecording } from './describe-recording';
import { listAllRoutes } from './list-all-routes';
import { loadApp } from './load-app';
import { installRecorder } from './recorder';

// The program of the process that `startAppProcess` starts. The recorder must be there before Express is.
const recorder = installRecorder();

const ownDirectory = path.resolve(__dirname, '..') + path.sep;

async function run({ task, entry, exportName, timeoutMs }: ChildTask): Promise<unknown> {
  // What guards such as `import.meta.url === pathToFileURL(process.argv[1])` look at.
  process.argv = [process.argv[0]!, entry];
  const { app, server } = await loadApp(entry, { exportName, timeoutMs }, recorder);
  if (task === 'record') return describeRecording(recorder, entry, app);
  if (task === 'list') return listAllRoutes(app);
  // The answers are compared, not the certificates.
  const listening = server && !(server instanceof https.Server) ? server : createServer(app as never).listen();
  if (!listening.listening) await new Promise((resolve) => listening.once('listening', resolve));
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}` };
}

function answer(message: ChildAnswer): void {
  process.send!(message);
}

function fail(error: unknown): void {
  answer({ error: error instanceof Error ? describe(error) : String(error) });
}

/** The error with the part of its stack that is the app's. */
function describe({ name, message, stack = '' }: Error): string {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line) && !/\bnode:/.test(line));
  const own = frames.filter((line) => !line.includes(ownDirectory));
  // What we say ourselves needs no stack.
  return own.length === 0 && name === 'Error' ? message : [`${name}: ${message}`, ...own].join('\n');
}

// With what the app has started; on Windows there are no groups.
process.once('disconnect', () =>
  process.platform === 'win32' ? process.exit() : process.kill(-process.pid, 'SIGKILL'),
);
process.channel?.unref();
process.once('uncaughtException', fail);
run(JSON.parse(process.argv[2]!) as ChildTask).then((result) => answer({ result }), fail);
