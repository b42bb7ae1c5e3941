import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import request from 'supertest';
import { apiRoutes } from '../../lib';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';

const fine = 'exports.GET = () => new Response("fine");';

/** The message with which a folder is refused. */
function refusal(files: Record<string, string>): string {
  const directory = writeRouteFiles(files);
  try {
    apiRoutes(directory, { logger: createQuietLogger() });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('The folder was accepted');
}

describe('loading', () => {
  it.each([
    ['L1', 'a syntax error', 'exports.GET = ('],
    ['L2', 'an Error thrown', 'throw new Error("at import");'],
    ['L2', 'undefined thrown', 'throw undefined;'],
    ['L2', 'null thrown', 'throw null;'],
    ['L3', 'a dependency that is missing', 'require("no-such-package");'],
    ['L6', 'nothing exported', ''],
    ['L6', 'only helpers exported', 'exports.helper = () => {};'],
    ['L6', 'a default export of a wrong type', 'exports.default = 42; exports.__esModule = true;'],
    [
      'L9',
      'an export whose getter throws',
      'Object.defineProperty(exports, "GET", { enumerable: true, get() { throw new Error("getter"); } });',
    ],
    ['M14', 'an export GET that is no function', 'exports.GET = 42;'],
    ['M14', 'a method that does not exist', 'exports.GETX = () => {};'],
    [
      'M14',
      'default and GET',
      'exports.__esModule = true; exports.default = (req, res) => res.end(); exports.GET = () => {};',
    ],
  ])('%s: %s in one of several files is an error that names it', (_id, _what, text) => {
    const message = refusal({ 'a.js': fine, 'b/broken.js': text, 'c.js': fine });
    expect(message).toContain('b/broken.js');
    expect(message).not.toMatch(/a\.js|c\.js/);
  });

  it.each([
    ['user.js beside user.ts', ['user.js', 'user.ts']],
    ['user.js beside user/index.js', ['user.js', 'user/index.js']],
    ['[id].js beside [slug].js', ['[id].js', '[slug].js']],
    ['[...a].js beside [...b].js', ['[...a].js', '[...b].js']],
  ])('L10: %s is an error that names both', (_title, names) => {
    const message = refusal(Object.fromEntries(names.map((name) => [name, fine])));
    for (const name of names) expect(message).toContain(name);
  });

  it('L10: User.js and user.js are two URLs where the disk has both', () => {
    const directory = writeRouteFiles({ 'user.js': fine, 'User.js': fine });
    const names = readdirSync(directory).map((name) => `/api/${path.basename(name, '.js')}`);
    expect(
      apiRoutes(directory)
        .routes.map((route) => route.pattern)
        .toSorted(),
    ).toEqual(names.toSorted());
  });

  it.each(['[].js', '[...].js', '[a.js', 'a].js', '[[a]].js', '[..a].js', '[a]/[a].js'])(
    'L15: the name %s is refused',
    (name) => {
      expect(refusal({ [name]: fine })).toContain(name);
    },
  );

  it.each([
    ['a b.js', '/api/a%20b'],
    ['a#b.js', '/api/a%23b'],
    ['é.js', '/api/%C3%A9'],
    ['a+b&c.js', '/api/a+b&c'],
    ['😀.js', '/api/%F0%9F%98%80'],
    ['a.b.js', '/api/a.b'],
    ['-.js', '/api/-'],
    [`${'n'.repeat(150)}.js`, `/api/${'n'.repeat(150)}`],
    ['con.js', '/api/con'],
    ['constructor.js', '/api/constructor'],
    ['__tests__x.js', undefined],
    ['[__proto__].js', '/api/x'],
    ['[constructor]/toString.js', '/api/x/toString'],
  ])('L15: the name %s is served', async (name, url) => {
    const api = apiRoutes(writeRouteFiles({ [name]: fine, 'other.js': fine }), { logger: createQuietLogger() });
    if (url === undefined) return expect(api.routes).toHaveLength(1);
    await request(api).get(url).expect(200, 'fine');
  });

  it.each([
    '_x.js',
    '.x.js',
    'x.test.js',
    'x.spec.ts',
    'x.d.ts',
    'x.map',
    '.DS_Store',
    'node_modules/x.js',
    '__tests__/x.js',
  ])('L15: %s is no route and is not loaded', (name) => {
    const directory = writeRouteFiles({ [name]: 'throw new Error("loaded");', 'fine.js': fine });
    const api = apiRoutes(directory, { logger: createQuietLogger() });
    expect(api.routes.map((route) => route.pattern)).toEqual(['/api/fine']);
  });

  it.each([
    ['bound', 'module.exports = ((req, res) => res.end("fine")).bind({});'],
    ['wrapped', 'const fn = (req, res) => res.end("fine"); module.exports = (...all) => fn(...all);'],
    ['in a Proxy', 'module.exports = new Proxy((req, res) => res.end("fine"), {});'],
    ['with a default parameter', 'module.exports = (req, res = null) => res.end("fine");'],
    ['of two ways at once', 'const fn = (req, res) => res.end("fine"); fn.default = fn; module.exports = fn;'],
  ])('L7: a function %s is an endpoint', async (_how, text) => {
    await request(apiRoutes(writeRouteFiles({ 'a.js': text })))
      .get('/api/a')
      .expect(200, 'fine');
  });

  it('L8: an export named then is a helper like any other', async () => {
    const text = `${fine} exports.then = (resolve) => resolve({ GET: () => new Response("hijacked") });`;
    await request(apiRoutes(writeRouteFiles({ 'a.js': text }), { logger: createQuietLogger() }))
      .get('/api/a')
      .expect(200, 'fine');
  });

  it('L16: a folder may lie in a package; the packages in it are no routes', async () => {
    const directory = path.join(writeRouteFiles({ 'node_modules/app/api/a.js': fine }), 'node_modules/app/api');
    mkdirSync(path.join(directory, 'node_modules/other'), { recursive: true });
    writeFileSync(path.join(directory, 'node_modules/other/index.js'), 'throw new Error("loaded");');
    const api = apiRoutes(directory);
    expect(api.routes.map((route) => route.pattern)).toEqual(['/api/a']);
    await request(api).get('/api/a').expect(200, 'fine');
  });

  it.each([{ origin: '*', credentials: true }, { credentials: true }, { origin: ['*'], credentials: true }])(
    'CS2: %j is an error',
    (cors) => {
      const directory = writeRouteFiles({ 'fine.js': fine });
      expect(() => apiRoutes(directory, { cors })).toThrow(/credentials from any origin/);
      expect(refusal({ 'a.js': `${fine} exports.config = { cors: ${JSON.stringify(cors)} };` })).toContain('a.js');
    },
  );

  it('L11: a loop of links and a link to nowhere end the search', () => {
    const directory = writeRouteFiles({ 'fine.js': fine });
    mkdirSync(path.join(directory, 'loop'));
    symlinkSync(directory, path.join(directory, 'loop/back'));
    symlinkSync(path.join(directory, 'nowhere.js'), path.join(directory, 'broken.js'));
    const api = apiRoutes(directory, { logger: createQuietLogger() });
    expect(api.routes.map((route) => route.pattern)).toEqual(['/api/fine']);
  });

  it('L12: a pipe with the name of a route file is never opened', () => {
    const directory = writeRouteFiles({ 'fine.js': fine });
    execFileSync('mkfifo', [path.join(directory, 'pipe.js')]);
    const api = apiRoutes(directory, { logger: createQuietLogger() });
    expect(api.routes.map((route) => route.pattern)).toEqual(['/api/fine']);
  });

  it('L13: a folder that is missing, or a file, is an error at once', () => {
    expect(() => apiRoutes('/no/such/folder')).toThrow('/no/such/folder');
    const directory = writeRouteFiles({ 'fine.js': fine });
    expect(() => apiRoutes(path.join(directory, 'fine.js'))).toThrow('fine.js');
  });

  it('L14: 2,000 files are as many routes', async () => {
    const files = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`f${i}.js`, fine]));
    const api = apiRoutes(writeRouteFiles(files), { logger: createQuietLogger() });
    expect(api.routes).toHaveLength(2_000);
    await request(api).get('/api/f1999').expect(200);
  }, 20_000);

  it('L17: a file that changes after the start has no effect', async () => {
    const directory = writeRouteFiles({ 'fine.js': fine });
    const api = apiRoutes(directory, { logger: createQuietLogger() });
    writeFileSync(path.join(directory, 'fine.js'), 'throw new Error("changed");');
    await request(api).get('/api/fine').expect(200, 'fine');
  });

  it('L18: two middlewares of one folder are independent', async () => {
    const directory = writeRouteFiles({ 'fine.js': fine });
    const [first, second] = [apiRoutes(directory), apiRoutes(directory)];
    first.close();
    await request(first).get('/api/fine').expect(404);
    await request(second).get('/api/fine').expect(200);
  });
});
