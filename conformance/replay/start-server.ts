import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Framework } from './case';

/**
 * `parsers` is Express 5 with `express.json()` and `cookie-parser` in front of the routes. `born4` and `born5` are apps under
 * `createServer`. In `fast` the endpoints' `Response` is `FastResponse`.
 */
export const serverNames = ['express4', 'express5', 'http', 'parsers', 'born4', 'born5', 'fast'] as const;
export type ServerName = (typeof serverNames)[number];

export interface RunningServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Endpoint files are ES modules, which Jest cannot load: they are served by a process of their own. */
export async function startServer(
  framework: Framework,
  name: ServerName,
  options: object = {},
): Promise<RunningServer> {
  const script = path.join(__dirname, 'serve.js');
  const child = fork(script, [framework, name, JSON.stringify(options)], { execArgv: [] });
  const started = await Promise.race([
    once(child, 'message').then(([message]) => message as { port: number }),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`${script} ended with ${code}`))),
  ]);
  return {
    port: started.port,
    async stop() {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}
