import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { recoverRun } from '../../lib/migrate/apply-changes';
import { writeAppProject } from '../support/app-project';
import { commitAll, copyProject, readProject } from '../support/migrated-app';
import { runCli } from '../support/run-cli';
import { until } from '../support/serve';

const files = {
  '.gitignore': 'node_modules\n',
  'app.js': `const express = require('express');
const app = express();
app.use('/api/users', require('./users'));
app.get(/^\\/old/, (req, res) => res.send('old'));
module.exports = app;
`,
  'users.js': `const router = require('express').Router();
const users = [];
router.get('/', (req, res) => res.json(users));
router.post('/', (req, res) => res.json(users.push(1)));
module.exports = router;
`,
};
const dry = ['migrate', 'app.js', '--out', 'pages/api'];
const apply = [...dry, '--apply'];

function writeCommitted(more: Record<string, string> = {}): string {
  const folder = writeAppProject({ ...files, ...more });
  commitAll(folder);
  return folder;
}

describe('pages-api migrate', () => {
  it('writes nothing without --apply', async () => {
    const folder = writeCommitted();
    const before = readProject(folder);
    const { code, stdout } = await runCli([...dry, '--diff'], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\+\+\+ b\/pages\/api\/users\.js$/m);
    expect(stdout).toMatch(/Nothing written; --apply would write or change 3 files/);
    expect(readProject(folder)).toEqual(before);
  });

  it('prints a diff that git can apply, and that gives what --apply writes', async () => {
    const [patched, applied] = [writeCommitted(), writeCommitted()];
    const { stdout } = await runCli([...dry, '--diff'], patched);
    writeFileSync(path.join(patched, 'migrate.patch'), stdout.slice(0, stdout.indexOf('\n\n       METHOD') + 1));
    execFileSync('git', ['apply', 'migrate.patch'], { cwd: patched });
    await runCli(apply, applied);
    const left = readProject(patched);
    const right = readProject(applied);
    delete left['migrate.patch'];
    delete right['migration-report.json'];
    expect(left).toEqual(right);
  });

  it('refuses a working tree with changes that are not committed, unless it is forced', async () => {
    const folder = writeCommitted();
    writeFileSync(path.join(folder, 'notes.txt'), 'mine');
    const before = readProject(folder);
    const refused = await runCli(apply, folder);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/not committed:\n\?\? notes\.txt\nCommit or stash them, or pass --force/);
    expect(readProject(folder)).toEqual(before);
    expect((await runCli([...apply, '--force'], folder)).code).toBe(0);
    expect(existsSync(path.join(folder, 'pages/api/users.js'))).toBe(true);
  });

  it('changes nothing when it runs again', async () => {
    const folder = writeCommitted();
    await runCli(apply, folder);
    commitAll(folder);
    const before = readProject(folder);
    const { code, stdout } = await runCli(apply, folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Nothing to change\./);
    expect(readProject(folder)).toEqual(before);
  });

  it('changes nothing when it runs again with the old registrations kept', async () => {
    const folder = writeCommitted();
    await runCli([...apply, '--keep'], folder);
    commitAll(folder);
    const before = readProject(folder);
    for (const args of [apply, [...apply, '--keep']]) {
      for (const env of [{}, { PAGES_API: '1' }]) {
        const { stdout } = await runCli(args, folder, env);
        expect(stdout).toMatch(/Nothing to change\./);
      }
    }
    expect(readProject(folder)).toEqual(before);
  });

  it('moves a route that was written later, beside the files that are there', async () => {
    const folder = writeCommitted();
    await runCli(apply, folder);
    const app = path.join(folder, 'app.js');
    writeFileSync(
      app,
      readProject(folder)['app.js']!.replace(
        'module.exports',
        "app.get('/api/late', (req, res) => res.send('late'));\nmodule.exports",
      ),
    );
    commitAll(folder);
    const { stdout } = await runCli(apply, folder);
    expect(stdout).toMatch(/moved {2}GET {5}\/api\/late/);
    expect(readProject(folder)['app.js']!.match(/apiRoutes\(/g)).toHaveLength(1);
  });

  it('never overwrites a file', async () => {
    const folder = writeCommitted({ 'pages/api/users.js': 'module.exports = (req, res, next) => next();\n' });
    const before = readProject(folder);
    const { stdout } = await runCli(apply, folder);
    expect(stdout).toMatch(/users\.js has its URL already/);
    expect(readProject(folder)['pages/api/users.js']).toBe(before['pages/api/users.js']);
  });

  it('writes a report', async () => {
    const folder = writeCommitted();
    await runCli(apply, folder);
    const report = JSON.parse(readProject(folder)['migration-report.json']!) as Record<string, unknown>;
    expect(report).toMatchObject({
      entry: 'app.js',
      out: 'pages/api',
      counts: { moved: 2, movedWithNote: 0, left: 1 },
      routes: [
        { status: 'moved', method: 'GET', urls: ['/api/users'], from: 'users.js:3', files: ['pages/api/users.js'] },
        { status: 'moved', method: 'POST', urls: ['/api/users'], from: 'users.js:4', files: ['pages/api/users.js'] },
        { status: 'left', code: 'path', from: 'app.js:4' },
      ],
    });
  });

  it('marks what it leaves, once', async () => {
    const folder = writeCommitted();
    await runCli(apply, folder);
    expect(readProject(folder)['app.js']!.match(/pages-api migrate: left because/g)).toHaveLength(1);
  });

  it('says how to install ts-morph where it is missing', async () => {
    const folder = writeCommitted();
    const hidden = path.join(folder, 'hide.cjs');
    writeFileSync(
      hidden,
      `const { Module } = require('module');
const load = Module._load;
Module._load = function (request, ...rest) {
  if (request === 'ts-morph') throw Object.assign(new Error("Cannot find module 'ts-morph'"), { code: 'MODULE_NOT_FOUND' });
  return load.call(this, request, ...rest);
};`,
    );
    const { code, stderr } = await runCli(dry, folder, { NODE_OPTIONS: `--require ${hidden}` });
    expect(code).toBe(1);
    expect(stderr).toMatch(/npm install --save-dev ts-morph/);
    expect((await runCli(['routes', '--help'], folder, { NODE_OPTIONS: `--require ${hidden}` })).code).toBe(0);
  });

  it('ends with 2 when it is used wrongly', async () => {
    const folder = writeCommitted();
    expect((await runCli(['migrate', 'app.js'], folder)).code).toBe(2);
    expect((await runCli(['migrate', '--out', 'pages/api'], folder)).code).toBe(2);
  });

  it('ends with 1 when the app cannot be loaded', async () => {
    const folder = writeCommitted({ 'app.js': "throw new Error('no settings');" });
    const { code, stderr } = await runCli(apply, folder);
    expect(code).toBe(1);
    expect(stderr).toMatch(/no settings/);
  });
});

describe('a run that is killed', () => {
  const changes = path.resolve(__dirname, '../../dist/migrate/apply-changes.js');
  const count = 300;
  const texts = (state: string): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`src/${i % 7}/f${i}.js`, `${state} ${i}\n`]));

  /** Writes new texts for old files, some files more and some less, in a process of its own. */
  function startWriting(folder: string): ChildProcess {
    const script = `
const { applyChanges } = require(${JSON.stringify(changes)});
const changes = ${JSON.stringify(Object.keys(texts('old')))}.flatMap((name, i) => [
  { file: process.cwd() + '/' + name, before: 'old ' + i + '\\n', after: i % 5 === 0 ? undefined : 'new ' + i + '\\n' },
  { file: process.cwd() + '/pages/api/' + (i % 3) + '/g' + i + '.js', before: undefined, after: 'made ' + i + '\\n' },
]);
process.stdout.write('writing');
applyChanges(changes, process.cwd());`;
    return spawn(process.execPath, ['-e', script], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  }

  it('leaves every file as it was, or every file new', async () => {
    const before = writeAppProject(texts('old'));
    const old = readProject(before);
    const after = copyProject(before);
    await once(startWriting(after), 'close');
    const states = { old: JSON.stringify(old), new: JSON.stringify(readProject(after)) };
    expect(states.new).not.toBe(states.old);
    const seen: string[] = [];
    for (let round = 0; round < 12; round++) {
      const folder = copyProject(before);
      const child = startWriting(folder);
      const closed = once(child, 'close');
      await once(child.stdout!, 'data');
      // From before the first file is staged to after the last is in place.
      const wait = performance.now() + Math.random() * 60;
      while (performance.now() < wait) await new Promise((resolve) => setImmediate(resolve));
      child.kill('SIGKILL');
      await closed;
      const journal = path.join(folder, '.pages-api-migrate/journal.json');
      await until(() => !existsSync(journal), 'the journal to be worked off');
      // Its own folder, the guard may be about to remove.
      const text = JSON.stringify(readProject(folder, '.pages-api-migrate'));
      const state = Object.entries(states).find(([, whole]) => whole === text)?.[0];
      expect(state).toBeDefined();
      seen.push(state!);
    }
    expect(seen).toContain('old');
  });

  it('is not mistaken for the run after it by a guard that is late', () => {
    const folder = writeCommitted();
    const journal = path.join(folder, '.pages-api-migrate/journal.json');
    mkdirSync(path.dirname(journal));
    writeFileSync(journal, JSON.stringify({ run: 'the second', files: [], folders: [] }));
    recoverRun(folder, 'the first');
    expect(existsSync(journal)).toBe(true);
    recoverRun(folder, 'the second');
    expect(existsSync(journal)).toBe(false);
  });

  it('is taken back by the next run when the machine went down with it', async () => {
    const folder = writeCommitted();
    const before = readProject(folder);
    const journal = path.join(folder, '.pages-api-migrate');
    mkdirSync(path.join(folder, 'pages/api'), { recursive: true });
    mkdirSync(journal);
    const app = path.join(folder, 'app.js');
    writeFileSync(path.join(journal, 'before-0'), before['app.js']!);
    writeFileSync(app, 'half');
    writeFileSync(path.join(folder, 'pages/api/users.js'), 'half');
    writeFileSync(
      path.join(journal, 'journal.json'),
      JSON.stringify({
        files: [
          { file: app, existed: true },
          { file: path.join(folder, 'pages/api/users.js'), existed: false },
        ],
        folders: [path.join(folder, 'pages'), path.join(folder, 'pages/api')],
      }),
    );
    const { code, stderr } = await runCli(dry, folder);
    expect(code).toBe(0);
    expect(stderr).toMatch(/A run before this one was cut off; its changes were taken back/);
    expect(readProject(folder)).toEqual(before);
    expect(existsSync(path.join(folder, 'pages'))).toBe(false);
  });
});
