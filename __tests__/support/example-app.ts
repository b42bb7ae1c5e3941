import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { ExampleAppQuestion } from './example-app-process';

/** The example app in a process of its own, on PGlite in memory. */
export interface ExampleAppProcess {
  readonly url: string;
  readonly port: number;
  readonly styles: readonly string[];
  query(sql: string): Promise<unknown>;
  /** How many event streams are open. */
  subscribers(): Promise<unknown>;
  stop(): Promise<void>;
}

export async function startExampleApp(env: Record<string, string>): Promise<ExampleAppProcess> {
  const child = fork(path.join(__dirname, 'example-app-process.ts'), {
    execArgv: ['--import', 'tsx'],
    // Without the paths of tsconfig.json the app gets the built package, as with `npm start`.
    env: { ...process.env, TSX_TSCONFIG_PATH: path.join(__dirname, '../../tsconfig.build.json'), ...env },
  });
  const exited = once(child, 'exit');
  const first = await Promise.race([once(child, 'message'), exited.then(() => undefined)]);
  if (!first) throw new Error('The example app ended before it was ready; what it said is above');
  const { port, styles } = first[0] as { port: number; styles: string[] };

  let lastId = 0;
  const ask = (sql?: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      child.on('message', function onAnswer(answer: { id: number; value?: unknown; error?: string }) {
        if (answer.id !== id) return;
        child.off('message', onAnswer);
        if (answer.error === undefined) resolve(answer.value);
        else reject(new Error(answer.error));
      });
      child.send({ id, ...(sql !== undefined && { sql }) } satisfies ExampleAppQuestion);
    });

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    styles,
    query: ask,
    subscribers: () => ask(),
    stop: async () => {
      child.disconnect();
      await exited;
    },
  };
}
