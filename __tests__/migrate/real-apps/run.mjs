// npm run migrate:real -- <name> <checkout>
// Migrates a real app without a hand on a file, proves parity, and prints the report that
// docs/migrating-from-express.md shows. The checkout is copied and not changed. Where Postgres is needed:
// .ci/with-postgres npm run migrate:real -- <name> <checkout>
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { apps, startKeyServer } from './apps.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../../..');
const require = createRequire(import.meta.url);
const cli = path.join(root, 'dist/cli.js');
const wantedShare = 0.8;

const [name, checkout] = process.argv.slice(2);
const app = apps[name];
if (!app || !checkout) {
  console.error(`Usage: npm run migrate:real -- <${Object.keys(apps).join('|')}> <checkout>`);
  process.exit(2);
}
if (app.database && !process.env.DATABASE_URL) {
  console.error('This app needs Postgres: .ci/with-postgres npm run migrate:real -- ...');
  process.exit(2);
}

const work = mkdtempSync(path.join(tmpdir(), `migrate-${name}-`));
const keys = await startKeyServer();
process.exitCode = 1;
try {
  const old = install(path.join(work, 'old'));
  cpSync(path.join(work, 'old'), path.join(work, 'new'), { recursive: true, verbatimSymlinks: true });
  const next = path.join(work, 'new', app.folder);
  const settings = await Promise.all([old, next].map(prepareDatabase));
  const report = migrate(next, settings[1]);
  const requests = writeRequests();
  const rows = await compare(old, next, settings, requests);
  process.exitCode = print(report, rows, JSON.parse(readFileSync(requests, 'utf8')));
} finally {
  keys.close();
  if (process.env.KEEP) console.log(`kept: ${work}`);
  else rmSync(work, { recursive: true, force: true });
}

/** Copies what is needed of the checkout, installs it and this package, and commits. */
function install(target) {
  const directory = path.join(target, app.folder);
  const isSource = (file) => !/(^|\/)(node_modules|\.git)(\/|$)/.test(path.relative(checkout, file));
  for (const entry of [app.folder, ...(app.files ?? [])]) {
    mkdirSync(path.dirname(path.join(target, entry)), { recursive: true });
    cpSync(path.join(checkout, entry), path.join(target, entry), { recursive: true, filter: isSource });
  }
  run(directory, 'npm', ['ci', '--no-audit', '--no-fund', '--silent']);
  const packed = run(root, 'npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', work]).trim();
  const tarball = path.join(work, packed.split('\n').at(-1));
  run(directory, 'npm', ['install', '--no-save', '--no-audit', '--no-fund', '--silent', tarball, 'ts-morph@^28']);
  if (app.readyEntry) writeFileSync(path.join(directory, app.readyEntry.name), app.readyEntry.text);
  writeFileSync(path.join(target, '.gitignore'), 'node_modules\n');
  run(target, 'git', ['init', '--quiet']);
  run(target, 'git', ['add', '--all']);
  run(target, 'git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '-m', 'before']);
  return directory;
}

/** Gives a copy of the app a database of its own, and the variables that lead to it. */
async function prepareDatabase(directory, index) {
  if (!app.database) return app.env({ directory, keys });
  const { Client } = require('pg');
  const client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  const database = new URL(process.env.DATABASE_URL);
  database.pathname = `/app_${index}`;
  await client.query(`DROP DATABASE IF EXISTS app_${index}`);
  await client.query(`CREATE DATABASE app_${index}`);
  await client.end();
  const env = app.env({ directory, database, keys });
  for (const [command, ...args] of app.database.setup) {
    run(directory, command, args, { ...env, DATABASE_URL: database.href });
  }
  return env;
}

function migrate(directory, env) {
  const args = [cli, 'migrate', app.entry, '--out', app.out, '--apply', '--json'];
  return JSON.parse(run(directory, process.execPath, args, env));
}

function writeRequests() {
  const tokens = app.tokens({ keys });
  const text = readFileSync(path.join(here, `${name}.requests.json`), 'utf8');
  const file = path.join(work, 'requests.json');
  writeFileSync(
    file,
    text.replace(/\{\{(\w+)\}\}/g, (_, key) => tokens[key]),
  );
  return file;
}

async function compare(old, next, settings, requests) {
  const entry = app.readyEntry?.name ?? app.entry;
  const assign = (env) => Object.entries(env).map(([key, value]) => `${key}=${value}`);
  const args = [cli, 'parity', path.join(old, entry), path.join(next, entry), '--requests', requests, '--json'];
  args.push('--old-env', ...assign(settings[0]), '--new-env', ...assign(settings[1]), '--ignore', ...app.ignore);
  // Not spawnSync: the apps ask this process for its keys.
  const child = spawn(process.execPath, args, { cwd: next, stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  const [status] = await once(child, 'close');
  if (status === 2 || status === null) throw new Error('parity did not run; why is above');
  return JSON.parse(stdout).requests;
}

/** The report as lines, and whether it is what was aimed at. */
function print({ routes }, rows, requests) {
  const count = (status) => routes.filter((route) => route.status === status).length;
  const moved = count('moved') + count('moved-with-note');
  const red = rows.filter(({ isSame }) => !isSame);
  const silent = routes.filter((route) => route.status !== 'left' && !requests.some((request) => fits(route, request)));
  console.log(`${name} at ${app.commit.slice(0, 12)}`);
  console.log(
    `routes ${routes.length}, moved ${moved} (${((moved / routes.length) * 100).toFixed(1)} %), of them with a note ${count('moved-with-note')}, left ${count('left')}`,
  );
  for (const { method, urls, from, notes, code } of routes.filter(({ status }) => status === 'left')) {
    console.log(`  left: ${method} ${urls.join(', ')} (${from}), ${code}: ${notes.join('; ')}`);
  }
  console.log(
    `requests ${rows.length}, green ${rows.length - red.length}, red ${red.length}, statuses ${statuses(rows)}`,
  );
  for (const { method, path: url, old, new: next, differences } of red) {
    console.log(`  red: ${method} ${url} ${old} -> ${next} ${JSON.stringify(differences).slice(0, 600)}`);
  }
  for (const { method, urls } of silent) console.log(`  never requested: ${method} ${urls.join(', ')}`);
  return red.length > 0 || silent.length > 0 || moved / routes.length < wantedShare ? 1 : 0;
}

/** Whether a request goes to a route: its method, and a path that one of its URLs matches. */
function fits({ method, urls }, request) {
  const { pathname } = new URL(request.path, 'http://localhost');
  if (method !== 'ALL' && method !== (request.method ?? 'GET')) return false;
  return urls.some((url) => new RegExp(`^${url.replace(/[.$]/g, '\\$&').replace(/:\w+/g, '[^/]+')}/?$`).test(pathname));
}

function statuses(rows) {
  const counts = new Map();
  for (const { old } of rows) counts.set(old, (counts.get(old) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([status, count]) => `${count} x ${status}`)
    .join(', ');
}

function run(cwd, command, args, env = {}) {
  const options = {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  };
  try {
    return execFileSync(command, args, options);
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')} failed:\n${error.stderr}${error.stdout}`, { cause: error });
  }
}
