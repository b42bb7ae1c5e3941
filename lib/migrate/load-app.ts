import http from 'node:http';
import https from 'node:https';
import { servedTableOf, type ApiRoutesMiddleware } from '../create-middleware';
import { loadModule } from '../modules/load-module';
import { type ExpressReceiver, isApp, isReceiver, routerOf } from './express-copies';
import type { Recording } from './recording';
import { watchListening } from './watch-listening';

export interface LoadAppOptions {
  /** The export that is the app, or a function that makes it; found by itself when undefined. */
  readonly exportName?: string | undefined;
  /** How long an entry that exports no app may take to listen. */
  readonly timeoutMs: number;
}

export interface LoadedApp {
  readonly app: ExpressReceiver;
  /** The server that the entry itself listens with. */
  readonly server: http.Server | undefined;
}

const exportNames = ['default', 'app', 'server', 'express', 'api', 'router'];
const factoryNames = ['default', 'createApp', 'buildApp', 'makeApp', 'getApp', 'createServer', 'build', 'app'];
const settleMs = 1000;
const quietMs = 50;

/**
 * Loads the module of an app and finds the app: what it exports, what it listens with, what a factory
 * that it exports makes, or the app that was made and hangs in no other.
 *
 * @throws Error that says what was looked for, and whatever the module throws.
 */
export async function loadApp(entry: string, options: LoadAppOptions, recorder: Recording): Promise<LoadedApp> {
  const servers: http.Server[] = [];
  let wake: () => void = () => {};
  watchListening((server) => {
    servers.push(server);
    wake();
  });
  const { namespace } = await loadModule(entry);
  let app = await findExported(namespace, options.exportName);
  if (!app && servers.length === 0) app = await callFactory(namespace, options.exportName);
  const waitToListen = (timeoutMs: number): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
      if (servers.length > 0) return resolve();
      // Neither the timer nor the channel to the parent keeps the process: when nothing else does, nothing will listen.
      setTimeout(resolve, timeoutMs).unref();
      process.once('beforeExit', () => resolve());
    });
  // An app that is exported may connect to its database first, then add its routes and listen.
  await waitToListen(app && !isEmpty(app) ? settleMs : options.timeoutMs);
  app ??= servers.map((server) => appOf(server)).find((found) => found !== undefined) ?? findCreated(recorder);
  if (!app) throw new Error(notFound(entry, options));
  app = unwrap(app, recorder);
  await settle(recorder);
  await Promise.all(findApiRoutes(recorder).map(({ ready }) => ready));
  return { app, server: servers.find((server) => appOf(server) === app) ?? servers[0] };
}

async function findExported(
  namespace: Readonly<Record<string, unknown>>,
  exportName: string | undefined,
): Promise<ExpressReceiver | undefined> {
  if (exportName === undefined && typeof namespace === 'function') return appOf(namespace);
  const names = exportName === undefined ? [...exportNames, ...Object.keys(namespace)] : [exportName];
  for (const name of names) {
    const app = appOf(namespace[name] instanceof Promise ? await namespace[name] : namespace[name]);
    if (app) return app;
  }
  return undefined;
}

async function callFactory(
  namespace: Readonly<Record<string, unknown>>,
  exportName: string | undefined,
): Promise<ExpressReceiver | undefined> {
  const names = exportName === undefined ? factoryNames : [exportName];
  const functions: unknown[] = names.map((name) => namespace[name]);
  if (exportName === undefined && typeof namespace === 'function') functions.unshift(namespace);
  for (const value of functions) {
    if (typeof value !== 'function' || /^class\b/.test(Function.prototype.toString.call(value))) continue;
    const app = appOf(await (value as () => unknown)());
    if (app) return app;
  }
  return undefined;
}

/** The app that a value is, or holds: a server, an object with an `app`, the default of a CommonJS module. */
function appOf(value: unknown, depth = 0): ExpressReceiver | undefined {
  if (isReceiver(value)) return value;
  if (value instanceof http.Server || value instanceof https.Server) {
    return value.listeners('request').find((listener) => isReceiver(listener));
  }
  if (typeof value !== 'object' || value === null || depth > 1) return undefined;
  for (const name of exportNames) {
    const found = appOf((value as Record<string, unknown>)[name], depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** What a loader of TypeScript hands out may be a proxy of the app that was registered on. */
function unwrap(app: ExpressReceiver, { calls }: Recording): ExpressReceiver {
  const inner = routerOf(app);
  return inner ? (calls.find(({ receiver }) => routerOf(receiver) === inner)?.receiver ?? app) : app;
}

function isEmpty(app: ExpressReceiver): boolean {
  return (routerOf(app)?.stack?.length ?? 0) === 0;
}

/** Of the apps that hang in no other, the one with most registrations. */
function findCreated({ calls }: Recording): ExpressReceiver | undefined {
  const mounted = new Set(calls.flatMap(({ handlers }) => handlers.map(({ fn }) => fn)));
  const counts = new Map<ExpressReceiver, number>();
  for (const { receiver } of calls) {
    if (isApp(receiver) && !mounted.has(receiver)) counts.set(receiver, (counts.get(receiver) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** Registrations may follow a connection to a database: it is over when there were none for a while. */
async function settle({ calls }: Recording): Promise<void> {
  for (let count = -1; count !== calls.length;) {
    count = calls.length;
    await new Promise((resolve) => setTimeout(resolve, quietMs));
  }
}

function findApiRoutes({ calls }: Recording): ApiRoutesMiddleware[] {
  return calls.flatMap(({ handlers }) => handlers.map(({ fn }) => fn as ApiRoutesMiddleware)).filter(servedTableOf);
}

function notFound(entry: string, { exportName, timeoutMs }: LoadAppOptions): string {
  if (exportName !== undefined) return `The export "${exportName}" of ${entry} is no Express app and makes none.`;
  return (
    `No Express app was found in ${entry}: it exports none, exports no createApp() that makes one, and has listened ` +
    `with none within ${timeoutMs / 1000} s. Export the app, or name the export that makes it.`
  );
}
