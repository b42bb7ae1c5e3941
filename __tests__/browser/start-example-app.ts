import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface RunningExampleApp {
  readonly url: string;
  /** What it has printed so far. */
  readonly output: () => string;
  stop(): Promise<void>;
}

const root = path.join(__dirname, '../..');

/**
 * Runs `npm start` on a free port, with an empty data folder. `DATABASE_URL` is passed on.
 *
 * @throws Error with its output when it ends early.
 */
export async function startExampleApp(): Promise<RunningExampleApp> {
  const data = mkdtempSync(path.join(tmpdir(), 'example-app-'));
  // A group of its own, so that a signal reaches npm, its shell and the server alike.
  const child = spawn('npm', ['start'], {
    cwd: root,
    detached: true,
    env: { ...process.env, PORT: '0', PGLITE_DATA: data, NODE_ENV: 'development' },
  });
  let output = '';
  child.stderr.on('data', (chunk) => (output += chunk));
  const url = await new Promise<string>((resolve, reject) => {
    child.on('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${output}`)));
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const address = /^Address: +(http:\S+)$/m.exec(output);
      if (address) resolve(address[1]!);
    });
  });
  return {
    url,
    output: () => output,
    stop: async () => {
      await stopGroup(child);
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  process.kill(-child.pid!, 'SIGTERM');
  await closed;
}
