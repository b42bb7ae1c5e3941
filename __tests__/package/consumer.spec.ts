import { pack, Project } from './project';

const packing = new Project();
const { tarball } = pack(packing.directory);
afterAll(() => packing.remove());

/** The route files of the user, one of each module system. */
const routeFiles = {
  'pages/api/hello.cjs': `module.exports = (req, res) => res.status(200).json({ hello: req.query.name });`,
  'pages/api/time.mjs': `const zone = await Promise.resolve('UTC'); export const GET = () => Response.json({ zone });`,
  'pages/api/tasks/[id].ts': `
import type { APIRoute } from 'express-pages-api';
export const GET: APIRoute = ({ params }) => Response.json({ id: params.id });`,
  'pages/api/users.ts': `
import { handlers, HttpEndpoint } from 'express-pages-api';
export default handlers({ get: (req: any, res: any) => res.json({ isClass: typeof HttpEndpoint === 'function' }) });`,
};

/** What a program in any of the languages does with the package; prints what it got as JSON. */
const program = `
async function main() {
  const api = apiRoutes('pages/api', { logger: console });
  await api.ready;
  const app = express();
  app.use(api);
  app.use(problemDetails());
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const get = async (path: string): Promise<unknown> => (await fetch('http://127.0.0.1:' + port + path)).json();
  const result = {
    hello: await get('/api/hello?name=Ada'),
    time: await get('/api/time'),
    task: await get('/api/tasks/7'),
    users: await get('/api/users'),
    tested: await (await testRoute({ GET: ({ params }: any) => Response.json(params) }, { params: { id: '1' } })).json(),
    testApp: (await createTestApp('pages/api')).routes.length,
    error: isHttpError(new HttpError(418, 'Teapot')),
  };
  console.log(JSON.stringify(result));
  server.close();
}
main().catch((error) => { console.error(error); process.exitCode = 1; });
`;
const expected = {
  hello: { hello: 'Ada' },
  time: { zone: 'UTC' },
  task: { id: '7' },
  users: { isClass: true },
  tested: { id: '1' },
  testApp: 4,
  error: true,
};

const names = 'apiRoutes, HttpError, isHttpError, problemDetails';
const imports = `
import express from 'express';
import { ${names} } from 'express-pages-api';
import { createTestApp, testRoute } from 'express-pages-api/testing';
`;
const withoutTypes = program
  .replace(' as { port: number }', '')
  .replace('(path: string): Promise<unknown>', '(path)')
  .replace(': any', '');

// The lowest version of the peer range, and the newest.
describe.each([
  ['4.18.0', '4'],
  ['5', '5'],
])('installed beside express@%s', (express, expressTypes) => {
  const project = new Project();
  afterAll(() => project.remove());

  beforeAll(() => {
    project
      .write({ 'package.json': { name: 'consumer', version: '1.0.0', private: true }, ...routeFiles })
      .install(tarball, `express@${express}`, `@types/express@${expressTypes}`);
  });

  it('leaves npm with no peer to complain about', () => {
    const { dependencies } = JSON.parse(project.run('npm', ['ls', '--all', '--json'])) as {
      dependencies: Record<string, { version: string }>;
    };
    expect(dependencies['express']!.version.startsWith(express)).toBe(true);
  });

  it('runs as CommonJS', () => {
    project.write({
      'commonjs.cjs': `
const express = require('express');
const { ${names} } = require('express-pages-api');
const { createTestApp, testRoute } = require('express-pages-api/testing');
${withoutTypes}`,
    });
    expect(JSON.parse(project.run('node', ['commonjs.cjs']))).toEqual(expected);
  });

  it('runs as an ES module with named imports', () => {
    project.write({ 'module.mjs': imports + withoutTypes });
    expect(JSON.parse(project.run('node', ['module.mjs']))).toEqual(expected);
  });

  it('gives an ES module every name that CommonJS gets', () => {
    project.write({
      'names.mjs': `
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const doors = ['express-pages-api', 'express-pages-api/static', 'express-pages-api/testing', 'express-pages-api/recorder'];
const required = doors.flatMap((door) => Object.keys(require(door)));
const imported = (await Promise.all(doors.map((door) => import(door)))).flatMap(Object.keys);
console.log(JSON.stringify({ required, imported }));`,
    });
    const found = JSON.parse(project.run('node', ['names.mjs'])) as { required: string[]; imported: string[] };
    expect(found.required).toEqual(expect.arrayContaining(['apiRoutes', 'testRoute']));
    expect(found.imported).toEqual(expect.arrayContaining(found.required));
  });

  it('compiles and runs from TypeScript as CommonJS (node16)', () => {
    project.write({
      'node16.cts': imports + program,
      'tsconfig.node16-commonjs.json': tsconfig({ module: 'node16', moduleResolution: 'node16' }, 'node16.cts'),
    });
    project.runTool('tsc', ['-p', 'tsconfig.node16-commonjs.json']);
    expect(JSON.parse(project.run('node', ['out/node16.cjs']))).toEqual(expected);
  });

  it('compiles and runs from TypeScript as an ES module (node16)', () => {
    project.write({
      'node16.mts': imports + program,
      'tsconfig.node16-module.json': tsconfig({ module: 'node16', moduleResolution: 'node16' }, 'node16.mts'),
    });
    project.runTool('tsc', ['-p', 'tsconfig.node16-module.json']);
    expect(JSON.parse(project.run('node', ['out/node16.mjs']))).toEqual(expected);
  });

  it('compiles and runs from TypeScript for a bundler', () => {
    project.write({
      'bundler.mts': imports + program,
      'tsconfig.bundler.json': tsconfig({ module: 'esnext', moduleResolution: 'bundler' }, 'bundler.mts'),
    });
    project.runTool('tsc', ['-p', 'tsconfig.bundler.json']);
    expect(JSON.parse(project.run('node', ['out/bundler.mjs']))).toEqual(expected);
  });

  it('has a command that lists the routes', () => {
    const table = project.run('npm', ['exec', '--no', '--', 'pages-api', 'routes', 'pages/api', '--json']);
    expect(table).toContain('/api/tasks/[id]');
  });
});

/** Strict, and without `skipLibCheck`: our declarations are checked with the user's own types. */
function tsconfig(options: object, file: string): object {
  return {
    compilerOptions: {
      target: 'es2022',
      ...options,
      strict: true,
      esModuleInterop: true,
      rootDir: '.',
      outDir: 'out',
      skipLibCheck: false,
    },
    files: [file],
  };
}
