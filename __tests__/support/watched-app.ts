import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { environmentOutsideJest } from './environment-outside-jest';
import { writeRouteFiles } from './route-files';

const root = path.resolve(__dirname, '../..');
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: http.IncomingHttpHeaders;
}

export interface WatchedApp {
  /** The folder above `api`. */
  readonly folder: string;
  readonly logs: readonly { readonly log: 'warn' | 'error'; readonly text: string }[];
  get(url: string): Promise<Answer>;
  /** Names begin at the folder above `api`. */
  write(name: string, text: string): void;
  remove(name: string): void;
  rename(from: string, to: string): void;
  /** Asks until this is the text; the last other one is in the error. */
  untilText(url: string, text: string): Promise<void>;
  untilStatus(url: string, status: number): Promise<void>;
  untilLogged(pattern: RegExp): Promise<string>;
  ask(question: 'close' | 'heap' | 'required' | 'imported' | 'patterns', ...args: string[]): Promise<unknown>;
}

export interface WatchedAppOptions {
  /** Package name of the Express to use. @default express */
  readonly express?: string;
  /** Those of `apiRoutes`. */
  readonly options?: object;
  readonly flags?: readonly string[];
}

/** Serves files with `watch` by the built package; names begin at the folder above `api`. */
export async function watchApp(
  files: Record<string, string>,
  { express = 'express', options = {}, flags = [] }: WatchedAppOptions = {},
): Promise<WatchedApp> {
  const folder = path.dirname(writeRouteFiles({}));
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  symlinkSync(root, path.join(folder, 'node_modules/express-pages-api'));

  const args = [path.join(root, 'dist'), path.join(root, 'node_modules', express), JSON.stringify(options)];
  const child = fork(path.join(__dirname, 'watch-child.cjs'), args, {
    cwd: folder,
    execArgv: ['--expose-gc', ...flags],
    env: environmentOutsideJest(),
  });
  children.push(child);
  const logs: WatchedApp['logs'][number][] = [];
  child.on('message', (message: WatchedApp['logs'][number]) => {
    if ('log' in message) logs.push(message);
  });
  const { port } = await hear<{ port: number }>(child, 'port');
  const get = (url: string): Promise<Answer> => getFrom(port, url);
  return {
    folder,
    logs,
    get,
    write,
    remove: (name) => rmSync(path.join(folder, name), { recursive: true }),
    rename: (from, to) => renameSync(path.join(folder, from), path.join(folder, to)),
    untilText: (url, text) => untilEqual(async () => (await get(url)).text, text),
    untilStatus: (url, status) => untilEqual(async () => (await get(url)).status, status),
    untilLogged: async (pattern) => {
      const find = (): string | undefined => logs.find(({ text }) => pattern.test(text))?.text;
      await untilEqual(() => Promise.resolve(find() !== undefined), true);
      return find()!;
    },
    ask: async (...question) => {
      child.send(question);
      return (await hear<{ answer: unknown }>(child, 'answer')).answer;
    },
  };
}

async function hear<Message extends object>(child: ChildProcess, kind: string): Promise<Message> {
  for (;;) {
    const [message] = (await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [undefined])])) as [
      Message | undefined,
    ];
    if (!message) throw new Error('The process ended; what it said is above');
    if (kind in message) return message;
  }
}

/** Longer than `until`: a machine may be busy with a compiler. */
async function untilEqual(read: () => Promise<unknown>, expected: unknown): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const value = await read();
    if (value === expected) return;
    if (Date.now() > deadline) throw new Error(`Still ${JSON.stringify(value)}, not ${JSON.stringify(expected)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const agent = new http.Agent({ keepAlive: true });
afterAll(() => agent.destroy());

function getFrom(port: number, url: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    http
      .get({ port, host: '127.0.0.1', path: url, agent }, (res) => {
        let text = '';
        res.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        res.on('end', () => resolve({ status: res.statusCode!, text, headers: res.headers }));
      })
      .on('error', reject);
  });
}
