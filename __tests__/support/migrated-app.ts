import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { MigrationReport } from '../../lib/migrate/report';
import { writeAppProject } from './app-project';
import { runCli } from './run-cli';

/** A request as the lists of the tests write it; a body that is no text is sent as JSON. */
export interface TestRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

export interface MigratedApp {
  /** The app as it was, and as it became. */
  readonly before: string;
  readonly after: string;
  readonly report: MigrationReport;
}

const created: string[] = [];

afterAll(() => {
  for (const folder of created.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Writes an app and a copy of it that is migrated to `pages/api`. */
export async function migrateProject(
  files: Record<string, string>,
  major: 4 | 5,
  { entry = 'app.js', args = [] as readonly string[] } = {},
): Promise<MigratedApp> {
  const before = writeAppProject(files, major);
  const after = copyProject(before);
  const { code, stderr } = await runCli(['migrate', entry, '--out', 'pages/api', '--apply', ...args], after);
  if (code !== 0) throw new Error(`migrate ended with ${code}:\n${stderr}`);
  const file = path.join(after, 'migration-report.json');
  return { before, after, report: JSON.parse(readFileSync(file, 'utf8')) as MigrationReport };
}

export function copyProject(folder: string): string {
  const copy = realpathSync(mkdtempSync(path.join(tmpdir(), 'migrated-app-')));
  created.push(copy);
  cpSync(folder, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

/** Every file of a project but its packages, by path; `ignored` is a folder that is not looked into. */
export function readProject(folder: string, ignored?: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((name) => !/^(node_modules|\.git)\//.test(name) && !name.startsWith(`${ignored}/`))
    .sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
}

/** `moved` or the word for why it was left, by method and URL. */
export function outcomes({ routes }: MigrationReport): Record<string, string> {
  return Object.fromEntries(
    routes.map(({ method, urls, status, code }) => [`${method} ${urls.join(' ')}`, code ?? status]),
  );
}

const driver = `
const { pathToFileURL } = require('node:url');
(async () => {
  const [entry, list] = process.argv.slice(1);
  const loaded = await import(pathToFileURL(entry).href);
  let app = loaded.default?.default ?? loaded.default ?? loaded.app;
  const server = app.listen(0, '127.0.0.1', async () => {
    const answers = [];
    for (const { method = 'GET', path, headers = {}, body } of JSON.parse(list)) {
      const isText = typeof body === 'string' || body === undefined;
      const response = await fetch('http://127.0.0.1:' + server.address().port + path, {
        method,
        redirect: 'manual',
        headers: { ...(isText ? {} : { 'content-type': 'application/json' }), ...headers },
        body: isText ? body : JSON.stringify(body),
      });
      const kept = [...response.headers].filter(([name]) => !['date', 'connection', 'keep-alive'].includes(name));
      const text = (await response.text()).replace(/\\n\\s+at .*|<br> &nbsp;.*/gs, '');
      answers.push([method + ' ' + path, response.status, text, Object.fromEntries(kept)]);
    }
    process.stdout.write(JSON.stringify(answers), () => process.exit());
  });
})();
`;

/** Starts an app afresh and gives what it answers, one request after the other. */
export async function askApp(
  folder: string,
  requests: readonly TestRequest[],
  { entry = 'app.js', env = {} } = {},
): Promise<unknown[]> {
  const loader = /ts$/.test(entry) ? ['--import', 'tsx'] : [];
  const child = spawn(process.execPath, [...loader, '-e', driver, path.join(folder, entry), JSON.stringify(requests)], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production', ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await once(child, 'close');
  if (stdout === '') throw new Error(`The app of ${folder} did not answer:\n${stderr}`);
  return JSON.parse(stdout) as unknown[];
}

/** Makes a folder a git working tree with everything committed but what its `.gitignore` names. */
export function commitAll(folder: string): void {
  const git = (...args: string[]): void => void execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
  if (!existsSync(path.join(folder, '.git'))) git('init');
  git('add', '--all');
  git('-c', 'user.name=Test', '-c', 'user.email=test@example.com', 'commit', '--allow-empty', '-m', 'all');
}
