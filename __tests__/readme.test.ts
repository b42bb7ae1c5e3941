import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import request from 'supertest';
import { createTestApp, type TestApp, testRoute } from 'express-pages-api/testing';
import { checks } from '../lib/options';

const root = path.resolve(__dirname, '..');
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
const snippets = [...readme.matchAll(/```ts file=(\S+)\n([\s\S]*?)```/g)].map(([, file, text]) => ({
  file: file!,
  text: text!,
}));

describe('the README', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'readme-'));
  let app: TestApp;

  beforeAll(async () => {
    for (const { file, text } of snippets) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    app = await createTestApp(path.join(folder, 'pages/api'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('shows a Next-style endpoint that answers as it says', async () => {
    await request(app).get('/api/hello').expect(200, '{"name":"John Doe"}');
    await request(app).put('/api/users/7').send({ name: 'Ada' }).expect(200, { id: '7', name: 'Ada' });
  });

  it('shows an Astro-style endpoint that answers as it says', async () => {
    await request(app).get('/api/tasks?page=2').expect(200, { page: '2' });
    await request(app).post('/api/tasks').send({ title: 'milk' }).expect(201, { title: 'milk', owner: null });
  });

  it('shows a class that answers as it says', async () => {
    await request(app).get('/api/notes/1').expect(200, { text: 'Buy milk' });
    const missing = await request(app).get('/api/notes/2').expect(404);
    expect(missing.body).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'No such note',
      code: 'note_not_found',
    });
  });

  it('shows Express handlers that answer as it says', async () => {
    await request(app).get('/api/reports').expect(401, { error: 'key required' });
    await request(app).get('/api/reports').set('x-api-key', 'secret').expect(200, []);
    await request(app)
      .get('/api/people')
      .expect(200, [{ name: 'Ada' }]);
  });

  it('shows folder middleware that answers as it says', async () => {
    await request(app).get('/api/admin/stats').expect(401, { error: 'login required' });
    const response = await request(app).get('/api/admin/stats').set('cookie', 'admin=1').expect(200, { admin: true });
    expect(response.headers['cache-control']).toBe('private');
  });

  it('shows a fast response that is one', async () => {
    await request(app).get('/api/fast').expect(200, { fast: true });
  });

  it('shows a webhook that gets the bytes', async () => {
    await request(app).post('/api/webhook').type('json').send('{"a": 1}').expect(200, { bytes: 8 });
  });

  it('shows a static endpoint that answers as it says', async () => {
    await request(app).get('/api/products/2.json').expect(200, { id: '2', name: 'Mouse' });
    await request(app).get('/api/products/3.json').expect(404);
  });

  it('shows a test of one endpoint that passes', async () => {
    const module: unknown = require(path.join(folder, 'pages/api/users/[id].ts'));
    const response = await testRoute(module, { params: { id: '7' } });
    expect(await response.json()).toEqual({ id: '7' });
  });

  it('shows only code that passes the type check', () => {
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    const config = {
      extends: path.join(root, 'tsconfig.json'),
      compilerOptions: {
        rootDir: '/',
        module: 'esnext',
        moduleResolution: 'bundler',
        typeRoots: [path.join(root, 'node_modules/@types')],
        noUnusedParameters: false,
        paths: {
          'express-pages-api': [path.join(root, 'lib/index.ts')],
          'express-pages-api/static': [path.join(root, 'lib/static.ts')],
          'express-pages-api/testing': [path.join(root, 'lib/testing.ts')],
        },
      },
      include: ['**/*.ts'],
      exclude: ['node_modules'],
    };
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    expect(stdout).toBe('');
  }, 60_000);

  it('lists every option and no other', () => {
    const section = readme.slice(readme.indexOf('\n## Options'), readme.indexOf('\n## Errors'));
    const listed = [...section.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name!);
    expect(listed.sort()).toEqual(Object.keys(checks).sort());
  });
});
