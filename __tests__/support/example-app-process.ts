/** Runs the example app for a test that cannot: Jest does not load PGlite. Answers SQL over IPC. */
import type { AddressInfo } from 'node:net';
import { createApp } from '../../example-app/app';
import { openDatabase } from '../../example-app/database';

export interface ExampleAppQuestion {
  id: number;
  /** Without SQL the question is how many event streams are open. */
  sql?: string;
}

async function start(): Promise<void> {
  const database = await openDatabase({ PGLITE_DATA: 'memory://' });
  const { app, api, tasks } = await createApp(database);
  const server = app.listen(0, '127.0.0.1', () => {
    process.send!({ port: (server.address() as AddressInfo).port, styles: api.routes.map(({ style }) => style) });
  });
  process.on('message', ({ id, sql }: ExampleAppQuestion) => {
    const answer = sql === undefined ? Promise.resolve(tasks.subscribers) : database.query(sql);
    answer.then(
      (value) => process.send!({ id, value }),
      (error: Error) => process.send!({ id, error: error.message }),
    );
  });
  process.on('disconnect', () => process.exit());
}

void start();
