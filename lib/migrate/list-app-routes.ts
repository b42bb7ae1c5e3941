import { type AppProcessOptions, startAppProcess } from './app-process';
import type { ListedRoute } from './list-all-routes';

/**
 * `listAllRoutes` of an app that is loaded in a process of its own, with the recorder there first.
 *
 * @param entry The module that exports an app, exports a function that makes one, or listens.
 * @throws Error when it cannot be loaded or no app is found.
 */
export async function listAppRoutes(entry: string, options: AppProcessOptions = {}): Promise<ListedRoute[]> {
  const { result, stop } = await startAppProcess<ListedRoute[]>('list', entry, options);
  stop();
  return result;
}
