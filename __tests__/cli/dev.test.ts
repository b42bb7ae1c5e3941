import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { showText } from '../../lib/cli/log-requests';
import { writeRouteFiles } from '../support/route-files';
import { endAfterEach, runCli, startCli } from '../support/run-cli';
import { sendRaw, until } from '../support/serve';

const endLater = endAfterEach();

interface Started {
  readonly child: ChildProcess;
  readonly port: number;
  readonly directory: string;
  /** Everything printed so far, on both streams. */
  readonly output: () => string;
  readonly get: (url: string, headers?: Record<string, string>) => Promise<{ status: number; text: string }>;
  readonly write: (name: string, text: string) => void;
}

async function dev(files: Record<string, string>, args: readonly string[] = [], env = {}): Promise<Started> {
  const directory = writeRouteFiles(files);
  const child = startCli(['dev', 'api', '--port', '0', ...args], path.dirname(directory), env);
  endLater(child);
  let output = '';
  child.stdout!.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (output += chunk.toString()));
  while (!output.includes('watching')) {
    const ended = await Promise.race([once(child.stdout!, 'data'), once(child, 'exit').then(() => undefined)]);
    if (!ended) throw new Error(output);
  }
  const port = Number(/:(\d+)\b/.exec(output)![1]);
  return {
    child,
    port,
    directory,
    output: () => output,
    async get(url) {
      const response = await fetch(`http://127.0.0.1:${port}${url}`);
      return { status: response.status, text: await response.text() };
    },
    write: (name, text) => writeFileSync(path.join(directory, name), text),
  };
}

const hello = (text: string): string => `exports.GET = () => new Response('${text}');\n`;
const files = { 'hello.js': hello('one'), 'users/[id].js': 'exports.GET = ({ params }) => Response.json(params);\n' };

describe('pages-api dev', () => {
  it('serves a directory on this machine only, and says where', async () => {
    const { output, port, get } = await dev(files);
    expect(output()).toBe(`2 routes on http://127.0.0.1:${port}, watching api\n`);
    expect(await get('/api/hello')).toEqual({ status: 200, text: 'one' });
  });

  it('prints a line for each request: method, URL, status, time, file', async () => {
    const { get, output } = await dev({ ...files, 'fails.js': 'exports.GET = () => { throw new Error("no"); };\n' });
    await get('/api/users/7?a=1');
    await get('/api/fails');
    await get('/nowhere');
    await until(() => output().includes('/nowhere'));
    expect(output()).toMatch(/^GET \/api\/users\/7\?a=1 200 \d+\.\d ms users\/\[id\]\.js$/m);
    expect(output()).toMatch(/^GET \/api\/fails 500 \d+\.\d ms fails\.js$/m);
    expect(output()).toMatch(/^GET \/nowhere 404 \d+\.\d ms no route$/m);
  });

  it('names the file of a mounted router', async () => {
    const router = `const router = require('${require.resolve('express')}').Router();
      router.get('/:id', (req, res) => res.send(req.params.id));
      module.exports = router;`;
    const { get, output } = await dev({ 'shop.js': router });
    expect((await get('/api/shop/7')).text).toBe('7');
    await until(() => output().includes('/api/shop/7'));
    expect(output()).toMatch(/^GET \/api\/shop\/7 200 .* shop\.js$/m);
  });

  // Node's parser refuses most of them; another one, or another version, may not.
  it('escapes control characters of a URL', () => {
    expect(showText('/a\x1b[2J\x9b\n\u202eb')).toBe('/a\\x1b[2J\\x9b\\x0a\\u{202e}b');
  });

  it('shows what has been changed, and says so', async () => {
    const { get, write, output } = await dev(files);
    write('hello.js', hello('two'));
    await until(async () => (await get('/api/hello')).text === 'two');
    await until(() => /^reloaded api\/hello\.js \d+ ms$/m.test(output()));
    write('hello.js', 'exports.GET = (;');
    await until(() => /^broken api\/hello\.js \d+ ms$/m.test(output()));
    expect((await get('/api/hello')).text).toBe('two');
    expect(output().match(/^reloaded /gm)).toHaveLength(1);
  });

  it('calls a static file whose GET fails broken', async () => {
    const { get, write, output } = await dev({ 'data.js': `exports.prerender = true;\n${hello('one')}` });
    write('data.js', `exports.prerender = true;\nexports.GET = () => { throw new Error('no data'); };\n`);
    await until(() => / api\/data\.js \d+ ms$/m.test(output()));
    expect(output()).toMatch(/^broken api\/data\.js/m);
    expect((await get('/api/data')).text).toBe('one');
  });

  it('starts with a broken file, whose URL shows the lines at fault until it is mended', async () => {
    const { get, write, output } = await dev({ ...files, 'broken.js': 'exports.POST = 1;\nexports.GET = (;\n' });
    expect(await get('/api/hello')).toEqual({ status: 200, text: 'one' });
    const { status, text } = await get('/api/broken');
    expect(status).toBe(500);
    expect(text).toMatch(/^api\/broken\.js\n[^]*SyntaxError[^]*broken\.js:2[^]*> 2 \| exports\.GET = \(;/);
    await until(() => /found a problem:\n\n {2}api\/broken\.js\n[^]*> 2 \| /.test(output()));
    write('broken.js', hello('mended'));
    await until(async () => (await get('/api/broken')).text === 'mended');
  });

  it('serves nothing below middleware that is broken', async () => {
    const { get, write } = await dev({ ...files, 'users/_middleware.js': 'module.exports = (;' });
    expect(await get('/api/users/7')).toMatchObject({
      status: 500,
      text: expect.stringContaining('_middleware.js') as string,
    });
    expect((await get('/api/hello')).status).toBe(200);
    write('users/_middleware.js', `exports.onRequest = () => new Response('login');`);
    await until(async () => (await get('/api/users/7')).text === 'login');
  });

  it('points at the column of an error on the first line of a file that was reloaded', async () => {
    const { get, write, output } = await dev(files);
    write('hello.js', `exports.GET=()=>{throw new Error('one2')}`);
    await until(async () => (await get('/api/hello')).status === 500);
    await until(() => output().includes('Error: one2'));
    expect(output()).toMatch(/hello\.js:1:24\n {4}> 1 \| exports\.GET=.*\n {8}\| {24}\^\n {4}at .*hello\.js:1:24\)/);
  });

  it('points at no column of a first line that was compiled to another one', async () => {
    const { get, write, output } = await dev({ ...files, 'one.mjs': 'export const GET = () => new Response();' });
    write('one.mjs', `export const GET = () => { throw new Error('one2'); };`);
    await until(async () => (await get('/api/one')).status === 500);
    await until(() => output().includes('Error: one2'));
    expect(output()).toMatch(/one\.mjs:1\n {4}> 1 \| export const .*\n {4}at .*one\.mjs:1\)/);
  });

  it('shows two files for one URL as an error there', async () => {
    const { get, directory } = await dev({ ...files, 'hello.cjs': hello('cjs') });
    expect((await get('/api/hello')).text).toContain('Both files answer the same URLs');
    rmSync(path.join(directory, 'hello.cjs'));
    await until(async () => (await get('/api/hello')).text === 'one');
  });

  it('keeps what it serves when a second file wants the same URL', async () => {
    const { get, write, output } = await dev(files);
    write('hello.cjs', hello('cjs'));
    await until(() => output().includes('Both files answer the same URLs'));
    expect(await get('/api/hello')).toEqual({ status: 200, text: 'one' });
    expect(output()).toMatch(/-> Keep one of them.*\. Until then, what loaded last is served\.$/m);
    expect(output()).toMatch(/^broken api\/hello\.cjs \d+ ms$/m);
  });

  it('does not say of a file that has never loaded that it is served', async () => {
    const { output } = await dev({ ...files, 'broken.js': 'exports.GET = (;\n' });
    await until(() => /-> Correct the syntax\. Until then, its URLs answer with this\.$/m.test(output()));
    expect(output()).not.toContain('loaded last');
  });

  it('prints an error of a handler with the lines around it', async () => {
    const { get, output } = await dev({
      'fails.js': 'exports.GET = () => {\n  throw new Error("no such thing");\n};\n',
    });
    expect((await get('/api/fails')).text).not.toContain('no such thing');
    await until(() => /Error: no such thing\n.*fails\.js:2:9\n[^]*> 2 \| {3}throw new Error/.test(output()));
  });

  it.each([
    ['a timer', `exports.GET = () => { setTimeout(() => { throw new Error('late'); }); return new Response(); };\n`],
    ['a promise', `exports.GET = () => { Promise.reject(new Error('late')); return new Response(); };\n`],
    ['a file that is saved', `Promise.reject(new Error('late'));\n${hello('')}`],
  ])('goes on after an error of %s that nobody catches, and shows its line', async (_what, text) => {
    const { get, write, output } = await dev(files);
    write('late.js', text);
    await until(async () => (await get('/api/late')).status === 200);
    await until(() => /Nobody has caught this error.*\n.*Error: late\n[^]*late\.js:1[^]*> 1 \| /.test(output()));
    expect((await get('/api/hello')).text).toBe('one');
  });

  it('ends when nobody reads what it prints any more', async () => {
    const { child, get } = await dev(files);
    const exited = once(child, 'exit');
    child.stdout!.destroy();
    await get('/api/hello');
    expect((await exited)[0]).toBe(1);
  });

  it.each(['localhost', 'LOCALHOST.', 'a.localhost', '127.0.0.1:80', '[::1]:3000', 'my.test', '10.0.0.1'])(
    'answers to %s',
    async (host) => {
      const { port } = await dev(files, ['--allowed-host', 'my.test', '10.0.0.1']);
      expect(await sendRaw(port, request(host))).toMatch(/^HTTP\/1\.1 200/);
    },
  );

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evillocalhost',
    '10.0.0.2',
    'a@localhost',
    '',
  ])('refuses the Host "%s"', async (host) => {
    const { port } = await dev(files);
    expect(await sendRaw(port, request(host))).toMatch(/^HTTP\/1\.1 403 [^]*\r\n\r\n[^]*The (host|Host header) /);
  });

  it('shows control characters of an error as text', async () => {
    const text = `exports.GET = () => { throw new Error('a\\x07b\\x1b[2Jc'); };\n`;
    const { get, output } = await dev({ ...files, 'fails.js': text });
    await get('/api/fails');
    await until(() => output().includes('Error: '));
    expect(output()).toContain('Error: a\\x07bc\n');
  });

  it('is plain text without a terminal', async () => {
    const { get, output } = await dev(files);
    await get('/api/hello');
    await until(() => output().includes('GET'));
    expect(output()).not.toContain('\x1b');
  });

  it('is coloured where colour is asked for', async () => {
    const { output } = await dev(files, [], { FORCE_COLOR: '1' });
    expect(output()).toContain('\x1b[1m2 routes\x1b[22m');
  });

  it('stops at SIGTERM with 0', async () => {
    const { child } = await dev(files);
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(0);
  });

  it.each([
    [2, 'in production', { NODE_ENV: 'production' }, [], /NODE_ENV=production.*Use pages-api start/],
    [2, 'with a port that is none', {}, ['--port', 'many'], /--port, or else PORT, must be a number/],
    [2, 'with a PORT that is none', { PORT: 'many' }, [], /--port, or else PORT, must be a number .* not "many"/],
    [2, 'with a wrong option', {}, ['--output', 'many'], /output must be one of/],
  ])('exits with %i %s', async (code, _when, env, args, message) => {
    const directory = writeRouteFiles(files);
    const run = await runCli(['dev', 'api', ...args], path.dirname(directory), env);
    expect(run).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(message) as string });
  });

  it('exits with 1 without a directory', async () => {
    const run = await runCli(['dev', 'nowhere'], path.dirname(writeRouteFiles(files)));
    expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no such directory') as string });
  });

  it('has help with examples', async () => {
    const { code, stdout } = await runCli(['dev', '--help'], '.');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/Examples:[^]*pages-api dev pages\/api[^]*Exit codes/)]);
  });
});

function request(host: string): string {
  return `GET /api/hello HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
}
