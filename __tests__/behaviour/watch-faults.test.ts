import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { apiRoutes } from 'express-pages-api';
import { environmentOutsideJest } from '../support/environment-outside-jest';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';
import { watchApp } from '../support/watched-app';

const hello = (text: string): string => `export const GET = () => new Response('${text}');\n`;
const root = path.resolve(__dirname, '../..');

describe('watch', () => {
  it('does not wait for a top-level await that never ends', async () => {
    const app = await watchApp(
      { 'api/a.mjs': hello('a1'), 'api/b.mjs': hello('b1') },
      { options: { loadTimeout: 1500 } },
    );
    app.write('api/a.mjs', `await new Promise(() => {});\n${hello('never')}`);
    app.write('api/b.mjs', hello('b2'));
    await app.untilText('/api/b', 'b2');
    app.write('api/b.mjs', hello('b3'));
    await app.untilText('/api/b', 'b3');
    expect((await app.get('/api/a')).text).toBe('a1');
    await app.untilLogged(/api\/a\.mjs\n\s+Its top-level await has not settled after 1500 ms/);
    app.write('api/a.mjs', hello('a2'));
    await app.untilText('/api/a', 'a2');
  });

  it('takes a top-level await that ends late, unless the file has changed since', async () => {
    const late = (ms: number, text: string): string =>
      `await new Promise((r) => setTimeout(r, ${ms}));\n${hello(text)}`;
    const app = await watchApp({ 'api/a.mts': hello('a1'), 'api/b.mts': hello('b1') });
    app.write('api/a.mts', late(600, 'a2'));
    app.write('api/b.mts', late(1500, 'b2'));
    await app.untilText('/api/a', 'a2');
    app.write('api/b.mts', hello('b3'));
    await app.untilText('/api/b', 'b3');
    app.write('api/a.mts', late(1600, 'a3'));
    await app.untilText('/api/a', 'a3');
    expect((await app.get('/api/b')).text).toBe('b3');
  });

  it('keeps what it has when a second file wants the same URL, until one of them goes', async () => {
    const app = await watchApp({ 'api/a.mjs': hello('mjs') });
    app.write('api/a.ts', hello('ts'));
    app.write('api/b.ts', hello('b'));
    await app.untilText('/api/b', 'b');
    expect(await app.untilLogged(/Both files/)).toContain('api/a.mjs, api/a.ts');
    expect((await app.get('/api/a')).text).toBe('mjs');
    app.remove('api/a.mjs');
    await app.untilText('/api/a', 'ts');
  });

  it('says what is served of a file that breaks, and of one that has never loaded', async () => {
    const app = await watchApp({ 'api/a.mjs': hello('a1') });
    app.write('api/a.mjs', 'export const GET = (;');
    app.write('api/b.mjs', 'export const GET = (;');
    const text = await app.untilLogged(/found 2 problems/);
    expect(text).toMatch(/api\/a\.mjs\n[^]*-> Correct the syntax\. Until then, what loaded last is served\.\n/);
    expect(text).toMatch(/api\/b\.mjs\n[^]*-> Correct the syntax\. Until then, it is not served\.\n/);
  });

  it('says which name is malformed, and serves the others', async () => {
    const app = await watchApp({ 'api/a.mjs': hello('a1') });
    app.write('api/[id.mjs', hello('id'));
    app.write('api/a.mjs', hello('a2'));
    await app.untilText('/api/a', 'a2');
    await app.untilLogged(/api\/\[id\.mjs/);
  });

  it('lets nothing new go live below middleware that has never loaded', async () => {
    const app = await watchApp({ 'api/admin/a.mjs': hello('a1') });
    app.write('api/admin/_middleware.mjs', 'export const onRequest = (;');
    await app.untilLogged(/_middleware\.mjs[^]*Until then, nothing new is served below it\.\n/);
    app.write('api/admin/a.mjs', hello('a2'));
    app.write('api/admin/b.mjs', hello('b'));
    app.write('api/c.mjs', hello('c'));
    await app.untilText('/api/c', 'c');
    expect((await app.get('/api/admin/a')).text).toBe('a1');
    expect((await app.get('/api/admin/b')).status).toBe(404);
    app.write('api/admin/_middleware.mjs', `export const onRequest = () => new Response('login');`);
    await app.untilText('/api/admin/a', 'login');
    await app.untilText('/api/admin/b', 'login');
  });

  it('runs a static endpoint again, and only that one', async () => {
    const counted = (text: string): string =>
      `import { count } from '../lib/count.mjs';\nexport const GET = () => new Response('${text} ' + ++count.runs);\n`;
    const app = await watchApp(
      {
        'lib/count.mjs': 'export const count = { runs: 0 };',
        'api/a.json.mjs': counted('a'),
        'api/b.json.mjs': counted('b'),
      },
      { options: { output: 'static' } },
    );
    const first = (await app.get('/api/b.json')).text;
    app.write('api/a.json.mjs', counted('again'));
    await app.untilText('/api/a.json', 'again 3');
    expect((await app.get('/api/b.json')).text).toBe(first);
    app.write('api/a.json.mjs', `export const GET = () => { throw new Error('no data'); };`);
    await app.untilLogged(/api\/a\.json\.mjs[^]*no data/);
    expect((await app.get('/api/a.json')).text).toBe('again 3');
  });

  it('sees what an editor saves by a rename, and many saves in a row', async () => {
    const app = await watchApp({ 'api/a.ts': hello('0') });
    for (let i = 1; i <= 100; i++) {
      app.write('draft.txt', hello(String(i)));
      renameSync(path.join(app.folder, 'draft.txt'), path.join(app.folder, 'api/a.ts'));
      if (i % 10 === 0) await app.untilText('/api/a', String(i));
    }
    for (let i = 1; i <= 1000; i++) app.write('api/a.ts', hello(`last ${i}`));
    await app.untilText('/api/a', 'last 1000');
    expect(app.logs).toEqual([]);
  });

  it('follows linked files, and a directory that is a link', async () => {
    const app = await watchApp({ 'real/a.mjs': hello('one'), 'api/b.mjs': hello('b') });
    symlinkSync('../real/a.mjs', path.join(app.folder, 'api/a.mjs'));
    await app.untilText('/api/a', 'one');
    app.write('real/a.mjs', hello('two'));
    await app.untilText('/api/a', 'two');
    symlinkSync('..', path.join(app.folder, 'api/loop'));
    app.write('api/b.mjs', hello('b2'));
    await app.untilText('/api/b', 'b2');
  });

  it('keeps the table while the directory is gone, and finds it again', async () => {
    const app = await watchApp({ 'api/a.mjs': hello('one') });
    app.rename('api', 'elsewhere');
    await app.untilLogged(/There is no such directory/);
    expect((await app.get('/api/a')).text).toBe('one');
    app.rename('elsewhere', 'api');
    app.write('api/a.mjs', hello('two'));
    await app.untilText('/api/a', 'two');
  });

  it('reloads what CommonJS has required by a computed name, and imported', async () => {
    const app = await watchApp({
      'lib/part.cjs': `exports.word = 'one';`,
      'lib/late.mjs': `export const late = 'late';`,
      'api/a.cjs': `const name = ['part', 'cjs'].join('.'); const { word } = require('../lib/' + name);
        exports.GET = async () => new Response(word + ' ' + (await import('../lib/late.mjs')).late);`,
    });
    app.write('lib/part.cjs', `exports.word = 'two';`);
    await app.untilText('/api/a', 'two late');
    app.write('lib/late.mjs', `export const late = 'later';`);
    await app.untilText('/api/a', 'two later');
  });

  it('gives ES modules what Node gives them', async () => {
    const text = `import word from '#word';
      import old, { named } from '../lib/old.cjs';
      import * as path from 'node:path';
      import { createRequire } from 'node:module';
      const data = createRequire(import.meta.url)('../lib/data.json');
      export const GET = () => new Response([word, old.default, named, path.sep, data.a, import.meta.url.endsWith('/api/a.js')].join());`;
    const app = await watchApp({
      'package.json': '{ "type": "module", "imports": { "#word": "./lib/word.js" } }',
      'lib/word.js': `export default 'word';`,
      'lib/old.cjs': `exports.__esModule = true; exports.named = 'named'; exports.default = 'inner';`,
      'lib/data.json': '{ "a": 1 }',
      'api/a.js': text,
    });
    const before = (await app.get('/api/a')).text;
    app.write('lib/word.js', `export default 'changed';`);
    await app.untilText('/api/a', before.replace('word', 'changed'));
  });

  it('stops with close()', async () => {
    const app = await watchApp({ 'api/a.mjs': hello('one') });
    await app.ask('close');
    expect((await app.get('/api/a')).status).toBe(404);
  });
});

describe('a process with watch', () => {
  const run = (env: Record<string, string>, options = '{ watch: true }') => {
    const folder = path.dirname(writeRouteFiles({ 'a.js': 'exports.GET = () => new Response();' }));
    mkdirSync(path.join(folder, 'node_modules'));
    symlinkSync(root, path.join(folder, 'node_modules/express-pages-api'));
    writeFileSync(path.join(folder, 'package.json'), '{}');
    writeFileSync(
      path.join(folder, 'app.cjs'),
      `try { require('express-pages-api').apiRoutes('api', ${options}); } catch (error) { console.log(error.name, error.message); }`,
    );
    return spawnSync(process.execPath, ['app.cjs'], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 20_000,
      env: { ...environmentOutsideJest(), ...env },
    });
  };

  it('ends when it has nothing else to do', () => {
    expect(run({})).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  it('does not start in production', () => {
    expect(run({ NODE_ENV: 'production' }).stdout).toMatch(/^TypeError watch is for development.*NODE_ENV/);
  });

  it('does not start with importModule', () => {
    expect(run({}, '{ watch: true, importModule: require }').stdout).toMatch(/^TypeError watch and importModule/);
  });
});

describe('under Jest', () => {
  it('watch does nothing, and says so', () => {
    const logger = createQuietLogger();
    const routes = apiRoutes(writeRouteFiles({ 'a.ts': hello('a') }), { watch: true, logger });
    expect(routes.routes).toHaveLength(1);
    expect(logger.warnings.join()).toContain('watch does nothing here');
  });
});
