import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import request from 'supertest';
import express from 'express';
import { apiRoutes } from 'express-pages-api';
import { environmentOutsideJest } from '../support/environment-outside-jest';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';

const root = path.resolve(__dirname, '../..');
const [nodeMajor, nodeMinor] = process.versions.node.split('.').map(Number) as [number, number];

interface Run {
  /** Names what is run after the folder has been made. @default app.cjs */
  main?: string;
  flags?: string[];
}

/** Runs a script beside `api/` in a process of its own, with the built package installed. */
function run(files: Record<string, string>, script: string, { main = 'app.cjs', flags = [] }: Run = {}) {
  const folder = path.dirname(writeRouteFiles(files));
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(root, path.join(folder, 'node_modules/express-pages-api'));
  symlinkSync(path.join(root, 'node_modules/express'), path.join(folder, 'node_modules/express'));
  writeFileSync(path.join(folder, main), script);
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, main], {
    cwd: folder,
    encoding: 'utf8',
    env: environmentOutsideJest(),
  });
  return { status, stdout, stderr };
}

/** Asks for every path, one after the other, and prints the answers as JSON. */
const askFor = (...paths: string[]) => `
  const { createServer } = require('node:http');
  const { apiRoutes } = require('express-pages-api');
  const routes = apiRoutes('api');
  const server = createServer(routes).listen(0, '127.0.0.1', async () => {
    const answers = [];
    for (const path of ${JSON.stringify(paths)}) {
      const response = await fetch('http://127.0.0.1:' + server.address().port + path);
      answers.push(await response.text());
    }
    console.log(JSON.stringify(answers));
    server.close();
  });`;

const start = `const { apiRoutes } = require('express-pages-api');
  try { apiRoutes('api', { loadTimeout: 300 }); console.log('started'); } catch (error) { console.log(error.message); }`;

const hello = (text: string) => `() => new Response(${JSON.stringify(text)})`;

describe('plain Node loads', () => {
  it.each<[string, Record<string, string>, string[], string[]]>([
    [
      'module.exports = fn',
      { 'a.cjs': `module.exports = (req, res) => res.status(200).send('a');` },
      ['/api/a'],
      ['a'],
    ],
    ['exports.default', { 'a.js': `exports.default = (req, res) => res.status(200).send('a');` }, ['/api/a'], ['a']],
    [
      'compiled ES modules',
      { 'a.js': `Object.defineProperty(exports, '__esModule', { value: true }); exports.GET = ${hello('a')};` },
      ['/api/a'],
      ['a'],
    ],
    [
      'a default with its config on it',
      { 'a.js': `module.exports = () => new Response('edge'); module.exports.config = { runtime: 'edge' };` },
      ['/api/a'],
      ['edge'],
    ],
    ['.mjs', { 'a.mjs': `export const GET = ${hello('a')};` }, ['/api/a'], ['a']],
    [
      'type: module',
      { 'package.json': `{ "type": "module" }`, 'a.js': `import fs from 'node:fs'; export const GET = ${hello('a')};` },
      ['/api/a'],
      ['a'],
    ],
    ['ES module syntax in .js', { 'a.js': `export const GET = ${hello('a')};` }, ['/api/a'], ['a']],
    [
      'a default within a default',
      {
        'a.mjs': `export default { __esModule: true, default: (req, res) => res.status(200).send('a') };`,
        'b.mjs': `export default { GET: ${hello('b')} };`,
        'c.cjs': `exports.__esModule = true; exports.default = { default: (req, res) => res.status(200).send('c') };`,
      },
      ['/api/a', '/api/b', '/api/c'],
      ['a', 'b', 'c'],
    ],
    [
      'top-level await',
      { 'a.mjs': `const text = await Promise.resolve('late'); export const GET = () => new Response(text);` },
      ['/api/a'],
      ['late'],
    ],
    [
      'top-level await in a module that a route imports',
      {
        '_lib.mjs': `export const text = await 'deep';`,
        'a.mjs': `import { text } from './_lib.mjs'; export const GET = () => new Response(text);`,
      },
      ['/api/a'],
      ['deep'],
    ],
    [
      'an ES module and a CommonJS module that share state',
      {
        '_count.cjs': `exports.n = 0;`,
        'a.mjs': `import count from './_count.cjs'; export const GET = () => new Response(String(++count.n));`,
        'b.cjs': `const count = require('./_count.cjs'); exports.GET = () => new Response(String(++count.n));`,
      },
      ['/api/a', '/api/b', '/api/a'],
      ['1', '2', '3'],
    ],
    [
      'TypeScript, by jiti',
      {
        'a.ts': `enum Word { Hello = 'typed' }\nexport const GET = (): Response => new Response(Word.Hello);`,
        'b.mts': `export const GET = (): Response => new Response('b');`,
        'c.cts': `exports.GET = (): Response => new Response('c');`,
        'd.ts': `import { word } from './_word';\nexport const GET = () => new Response(word);`,
        '_word.ts': `export const word: string = 'imported without an extension';`,
        'e.ts': `const text: string = await Promise.resolve('late');\nexport const GET = () => new Response(text);`,
        'f.ts': `import type { APIRoute } from 'express-pages-api';\nexport const GET: APIRoute = () => new Response('f');`,
        'g.ts': `import word from './_phrase.cjs';\nexport const GET = (): Response => new Response(word());`,
        '_phrase.cjs': `module.exports = () => 'the default of CommonJS';`,
        'h.ts': `export default { GET: 'a member, no export' };\nexport const GET = () => new Response('h');\nexport const config = { style: 'astro' };`,
      },
      ['/api/a', '/api/b', '/api/c', '/api/d', '/api/e', '/api/f', '/api/g', '/api/h'],
      ['typed', 'b', 'c', 'imported without an extension', 'late', 'f', 'the default of CommonJS', 'h'],
    ],
    [
      'paths that need escapes',
      {
        'sp ace.mjs': `export const GET = ${hello('space')};`,
        'ha#sh.mjs': `export const GET = ${hello('hash')};`,
        'per%20cent.mjs': `export const GET = ${hello('percent')};`,
        'qu?ry.mjs': `const x = await 0; export const GET = ${hello('query')};`,
        'é/ü.mjs': `const x = await 0; export const GET = ${hello('beyond')};`,
        'a b/#/%25/c.ts': `export const GET = ${hello('all')};`,
      },
      [
        '/api/sp%20ace',
        '/api/ha%23sh',
        '/api/per%2520cent',
        '/api/qu%3Fry',
        '/api/%C3%A9/%C3%BC',
        '/api/a%20b/%23/%2525/c',
      ],
      ['space', 'hash', 'percent', 'query', 'beyond', 'all'],
    ],
  ])('%s', (_what, files, paths, answers) => {
    const { stdout, stderr } = run(files, askFor(...paths));
    expect(stderr.replaceAll(/^.*MODULE_TYPELESS_PACKAGE_JSON.*\n.*\n.*\n/gm, '')).toBe('');
    expect(JSON.parse(stdout)).toEqual(answers);
  });

  it('and is loaded by an ES module', () => {
    const script = `import { apiRoutes, HttpError } from 'express-pages-api';
      const routes = apiRoutes(new URL('./api', import.meta.url));
      console.log(routes.routes[0].pattern, HttpError.name);`;
    const { stdout, stderr } = run({ 'a.mjs': `export const GET = ${hello('a')};` }, script, { main: 'app.mjs' });
    expect(stderr).toBe('');
    expect(stdout).toBe('/api/a HttpError\n');
  });
});

describe('TypeScript', () => {
  const underTsx = [
    '--require',
    path.join(root, 'node_modules/tsx/dist/preflight.cjs'),
    '--import',
    path.join(root, 'node_modules/tsx/dist/loader.mjs'),
  ];
  const files = {
    'a.ts': `import { word } from './_word.ts';\nexport const GET = (): Response => new Response(word satisfies string);`,
    '_word.ts': `export const word: string = 'typed';`,
    'late.ts': `const text: string = await Promise.resolve('late');\nexport const GET = () => new Response(text);`,
  };

  it('is loaded by tsx when tsx runs the app', () => {
    const { stdout, stderr } = run(
      {
        'a.ts': files['a.ts'],
        '_word.ts': files['_word.ts'],
        'late.mts': files['late.ts'],
        'enum.ts': `enum E { A = 'enum' }\nexport const GET = () => new Response(E.A);`,
      },
      askFor('/api/a', '/api/late', '/api/enum'),
      { flags: underTsx },
    );
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(['typed', 'late', 'enum']);
  });

  it('with top-level await in a CommonJS package, which tsx cannot load, gets an error with the remedy', () => {
    const { stderr } = run({ 'late.ts': files['late.ts'] }, start, { flags: underTsx });
    expect(stderr).toMatch(
      /api\/late\.ts\n[^]*Top-level await[^]*-> Name the file \.mts or \.mjs, or set "type": "module"/,
    );
  });

  // Node 22.18 and 23.6 strip types by themselves.
  const itStrips = nodeMajor > 23 || (nodeMajor === 22 && nodeMinor >= 18) ? it : it.skip;

  itStrips('is loaded by Node where Node strips types', () => {
    const { stdout, stderr } = run(
      { ...files, 'package.json': '{ "type": "module" }' },
      `process.on('exit', () => console.error(Object.keys(require.cache).filter((file) => file.includes('jiti')).join()));
      ${askFor('/api/a', '/api/late')}`,
    );
    expect(JSON.parse(stdout)).toEqual(['typed', 'late']);
    expect(stderr).not.toContain('jiti');
  });

  itStrips('that Node cannot strip is left to jiti', () => {
    const { stdout } = run(
      { 'enum.ts': `enum E { A = 'enum' }\nexport const GET = () => new Response(E.A);` },
      askFor('/api/enum'),
    );
    expect(JSON.parse(stdout)).toEqual(['enum']);
  });
});

describe('a syntax error says file and line', () => {
  it.each([
    [
      'a.cjs',
      `exports.POST = 1;\nexports.GET = (;`,
      /api\/a\.cjs\n\s+It could not be read: SyntaxError: .*\n\s+at \/.*\/api\/a\.cjs:2\n\s+-> Correct the syntax\./,
    ],
    [
      'a.mjs',
      `export const POST = 1;\nexport const GET = (;`,
      /api\/a\.mjs\n\s+It could not be read: SyntaxError: .*\n\s+at (file:\/\/)?\/.*\/api\/a\.mjs:2\n/,
    ],
    [
      'a.ts',
      `export const POST = 1;\nexport const GET: = 5;`,
      /api\/a\.ts\n\s+It could not be read: [^]*\/api\/a\.ts:2\b/,
    ],
  ])('in plain Node: %s', (name, text, message) => {
    expect(run({ [name]: text }, start).stdout).toMatch(message);
  });

  it('names the fault when it is in an import of the file', () => {
    const { stdout } = run(
      { '_bad.mjs': `export const x = (;`, 'a.mjs': `import './_bad.mjs'; export const GET = 1;` },
      start,
    );
    expect(stdout).toMatch(/api\/a\.mjs\n\s+It could not be read: SyntaxError: .*\n\s+in a module that it imports\n/);
  });

  it.each([
    ['a.js', `exports.POST = 1;\nexports.GET = (;`],
    ['a.ts', `export const POST = () => {};\nexport const GET: = 5;`],
  ])('under Jest: %s', (name, text) => {
    expect(() => apiRoutes(writeRouteFiles({ [name]: text }))).toThrow(
      /It could not be read: [^]*a\.(js|ts)[^]*?\b2\b/,
    );
  });
});

describe('top-level await', () => {
  const late = { 'late.mjs': `await 0; export const GET = ${hello('late')};` };
  const failing = { 'late.mjs': `await 0; throw new Error('no database');` };

  it('is counted as unchecked when something else is wrong', () => {
    const { stdout } = run({ ...late, 'later.mjs': `await 0;`, 'a.cjs': '' }, start);
    expect(stdout).toContain('It exports no endpoint.');
    expect(stdout).toContain('2 more files use top-level await and could not be checked yet.');
  });

  it('that fails ends a process that does not look at "ready"', () => {
    const { status, stdout, stderr } = run(failing, start);
    expect(stdout).toBe('started\n');
    expect(status).toBe(1);
    expect(stderr).toContain('api/late.mjs\n    It threw while loading: Error: no database\n');
  });

  it('that fails rejects "ready"', () => {
    const { status, stdout } = run(
      failing,
      `require('express-pages-api').apiRoutes('api').ready.catch((error) => console.log(error.name, error.problems.length));`,
    );
    expect([status, stdout]).toEqual([0, 'RouteError 1\n']);
  });

  it('with an export that is none rejects "ready"', () => {
    const { stdout } = run(
      { 'late.mjs': `await 0; export const helper = 1;` },
      `require('express-pages-api').apiRoutes('api').ready.catch((error) => console.log(error.message));`,
    );
    expect(stdout).toMatch(/api\/late\.mjs\n\s+It exports no endpoint\./);
  });

  it('L4: that never settles is reported by file', () => {
    const { status, stderr } = run(
      { 'never.mjs': `await new Promise(() => {}); export const GET = ${hello('never')};` },
      start,
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /api\/never\.mjs\n\s+Its top-level await has not settled after 300 ms\.\n\s+-> .*loadTimeout/,
    );
  });

  it('L19: lets early requests wait, and then serves them', () => {
    const slow = { 'a.mjs': `await new Promise((r) => setTimeout(r, 200)); export const GET = ${hello('waited')};` };
    expect(JSON.parse(run(slow, askFor('/api/a', '/api/a')).stdout)).toEqual(['waited', 'waited']);
  });

  it('L19: lets early requests wait, and then gives them the error', () => {
    const script = `
      const { createServer } = require('node:http');
      const { apiRoutes } = require('express-pages-api');
      const routes = apiRoutes('api');
      routes.ready.catch(() => {});
      const server = createServer((req, res) => routes(req, res, (error) => res.end(error ? error.name : 'next'))).listen(0, async () => {
        const ask = async () => console.log(await (await fetch('http://localhost:' + server.address().port + '/api/a')).text());
        await ask();
        await ask();
        server.close();
      });`;
    const { stdout } = run({ 'a.mjs': `await new Promise((r) => setTimeout(r, 200)); throw new Error('x');` }, script);
    expect(stdout).toBe('RouteError\nRouteError\n');
  });

  it('shows no routes before it has settled', () => {
    const script = `const routes = require('express-pages-api').apiRoutes('api');
      console.log(routes.routes.length);
      routes.ready.then(() => console.log(routes.routes.length));`;
    expect(run(late, script).stdout).toBe('0\n1\n');
  });
});

describe('under Jest', () => {
  it('TypeScript and CommonJS are loaded by Jest itself', async () => {
    const directory = writeRouteFiles({
      'ts.ts': `export const GET = (): Response => new Response(typeof jest);`,
      'cjs.cjs': `exports.GET = () => new Response(typeof jest);`,
    });
    const app = express().use(apiRoutes(directory));
    expect((await request(app).get('/api/ts')).text).toBe('object');
    expect((await request(app).get('/api/cjs')).text).toBe('object');
  });

  it('an ES module gets an error that says so, and what to do', async () => {
    const routes = apiRoutes(writeRouteFiles({ 'a.mjs': `export const GET = () => new Response();` }));
    await expect(routes.ready).rejects.toThrow(
      /a\.mjs\n\s+Jest cannot load this file: it is an ES module.*\n\s+-> .*--experimental-vm-modules/,
    );
  });

  it('other files are served by importModule', async () => {
    const logger = createQuietLogger();
    const directory = writeRouteFiles({ 'a.mjs': '' });
    const routes = apiRoutes(directory, {
      logger,
      importModule: (file) => Promise.resolve({ GET: () => new Response(path.basename(file)) }),
    });
    await routes.ready;
    expect((await request(express().use(routes)).get('/api/a')).text).toBe('a.mjs');
  });
});
