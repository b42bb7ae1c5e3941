import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChildAnswer, ChildTask } from './app-process';
import { describeRecording } from './describe-recording';
import { loadApp } from './load-app';
import { installRecorder } from './recorder';
import { SourcePlaces } from './source-places';

// The program of the process that `startAppProcess` starts. The recorder must be there before Express is.
const recorder = installRecorder();
const places = new SourcePlaces();

async function run({ task, entry, exportName, timeoutMs }: ChildTask): Promise<unknown> {
  // What guards such as `import.meta.url === pathToFileURL(process.argv[1])` look at.
  process.argv = [process.argv[0]!, entry];
  const { app, server } = await loadApp(entry, { exportName, timeoutMs }, recorder);
  if (task === 'record') return describeRecording(recorder, places, entry, app);
  const listening = server ?? createServer(app as never).listen();
  if (!listening.listening) await new Promise((resolve) => listening.once('listening', resolve));
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}` };
}

function answer(message: ChildAnswer): void {
  process.send!(message);
}

function fail(error: unknown): void {
  answer({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}

process.once('disconnect', () => process.exit());
process.channel?.unref();
process.once('uncaughtException', fail);
run(JSON.parse(process.argv[2]!) as ChildTask).then((result) => answer({ result }), fail);
