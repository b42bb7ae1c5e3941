import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { openSocket } from '../support/serve';
import { HttpReader } from './http-reader';
import type { Report, ServerKind } from './server-process';

/** The torture app, seen from outside. */
export class TortureServer {
  private constructor(
    readonly kind: ServerKind,
    readonly port: number,
    readonly child: ChildProcess,
  ) {}

  static async start(kind: ServerKind): Promise<TortureServer> {
    const child = fork(path.join(__dirname, 'server-process.ts'), [kind], {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, NODE_ENV: 'production' },
    });
    const exited = once(child, 'exit').then(() => undefined);
    const first = await Promise.race([once(child, 'message'), exited]);
    if (!first) throw new Error('The torture app ended before it was ready; what it said is above');
    return new TortureServer(kind, (first[0] as { port: number }).port, child);
  }

  async connect(): Promise<HttpReader> {
    return new HttpReader(await openSocket(this.port));
  }

  /** What has happened since the last report; fails when the process is gone. */
  async report(): Promise<Report> {
    const answer = once(this.child, 'message');
    this.child.send('report');
    return ((await answer) as [Report])[0];
  }

  async stop(): Promise<void> {
    const exited = once(this.child, 'exit');
    if (this.child.exitCode === null) {
      this.child.disconnect();
      await exited;
    }
  }
}
