import { type AppProcessOptions, startAppProcess } from './app-process';
import type { RecordedApp } from './recorded-app';

export type { AppProcessOptions } from './app-process';
export type * from './recorded-app';

/**
 * Loads an app in a process of its own and notes everything it registers with Express 4 or 5: true for
 * loops, factories, nested routers and conditionals. Servers of the app listen on a free loopback port; the process is
 * ended after load.
 *
 * @param entry The module that exports an app, exports a function that makes one, or listens.
 * @throws Error when it cannot be loaded or no app is found.
 */
export async function recordRoutes(entry: string, options: AppProcessOptions = {}): Promise<RecordedApp> {
  const { result, stop } = await startAppProcess<RecordedApp>('record', entry, options);
  stop();
  return result;
}
