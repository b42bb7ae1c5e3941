import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { openSocket } from '../support/serve';
import { type Answer, HttpReader } from './http-reader';
import type { Report, ServerKind } from './server-process';
import { get } from './torture-case';

/** What the cases are played on. */
export const serverKinds: readonly ServerKind[] = ['Express 4', 'Express 5', 'http', 'createServer'];

/** The torture app, seen from outside. */
export class TortureServer {
  readonly #calls: string[] = [];

  private constructor(
    readonly kind: ServerKind,
    readonly port: number,
    readonly child: ChildProcess,
  ) {}

  /** @param timeoutMs Node's `headersTimeout` and `requestTimeout`. */
  static async start(kind: ServerKind, timeoutMs?: number): Promise<TortureServer> {
    const settings = timeoutMs === undefined ? [] : [String(timeoutMs)];
    const child = fork(path.join(__dirname, 'server-process.ts'), [kind, ...settings], {
      execArgv: ['--import', 'tsx', '--expose-gc'],
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

  /** Sends bytes on a connection of their own and reads one answer. */
  async ask(bytes: string): Promise<Answer | undefined> {
    const reader = await this.connect();
    reader.socket.write(bytes);
    const answer = await reader.read('GET');
    reader.socket.destroy();
    return answer;
  }

  /** What has happened since the last report; fails when the process is gone. */
  async report(what: 'report' | 'collect' = 'report'): Promise<Report> {
    const answer = once(this.child, 'message');
    this.child.send(what);
    const [report] = (await answer) as [Report];
    this.#calls.push(...report.calls);
    return report;
  }

  /** How often an endpoint has told something since {@link forgetCalls}. */
  async count(call: string): Promise<number> {
    await this.report();
    return this.#calls.filter((other) => other === call).length;
  }

  forgetCalls(): void {
    this.#calls.length = 0;
  }

  /** What stands for every row: the process lives, nothing went past its handlers. */
  async checkAlive(): Promise<void> {
    this.forgetCalls();
    const health = await this.ask(get('/api/sync?nonce=health', 'Connection: close'));
    expect(health?.body).toBe('{"nonce":"health"}');
    const { uncaught } = await this.report();
    expect(uncaught).toEqual([]);
  }

  async stop(): Promise<void> {
    const exited = once(this.child, 'exit');
    if (this.child.exitCode === null) {
      this.child.disconnect();
      await exited;
    }
  }
}
