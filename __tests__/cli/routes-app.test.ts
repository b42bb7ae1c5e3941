import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { ListedRoute } from 'express-pages-api';
import { describeMajors, writeAppProject } from '../support/app-project';

const cli = path.resolve(__dirname, '../../dist/cli.js');

function run(cwd: string, ...flags: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'routes', ...flags], { cwd, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const files = {
  'app.js': `const express = require('express');
const { apiRoutes } = require('express-pages-api');
const { makeAdmin } = require('./admin');
const app = express();
app.use(function session(req, res, next) { next(); });
app.get('/api/users/:id', (req, res) => res.json({}));
app.use(apiRoutes(__dirname + '/pages/api'));
app.post('/api/tasks', (req, res) => res.json({}));
app.use('/admin', makeAdmin());
app.listen(80, () => console.log('listening'));
`,
  'admin.js': `const express = require('express');
exports.makeAdmin = () => {
  const admin = express();
  for (const name of ['stats', 'logs'])
    admin.get('/' + name, requireLogin, (req, res) => res.json({}));
  return admin;
};
function requireLogin(req, res, next) { next(); }
`,
  'pages/api/tasks.js': `exports.GET = () => Response.json([]);\n`,
  'pages/api/users/me.js': `\nexports.GET = () => Response.json({});\n`,
};

describeMajors('pages-api routes --app', (major) => {
  it('prints files and hand-written routes in one table, with their lines', () => {
    const { status, stdout, stderr } = run(writeAppProject(files, major), '--app', 'app.js');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toBe(
      `METHOD  URL             WHERE                    MIDDLEWARE
GET     /api/users/:id  app.js:6
GET     /api/tasks      pages/api/tasks.js:1
GET     /api/users/me   pages/api/users/me.js:2
POST    /api/tasks      app.js:8
GET     /admin/stats    admin.js:5               requireLogin
GET     /admin/logs     admin.js:5               requireLogin

6 routes: 2 from files, 4 written by hand
Before each of them: session

Warning: 2 routes get no request:
  GET /api/users/me (pages/api/users/me.js:2)
    is hidden by GET /api/users/:id (app.js:6), which comes first: register that
    one after apiRoutes(), or remove it.
  POST /api/tasks (app.js:8)
    is hidden by /api/tasks (pages/api/tasks.js), which has no POST and refuses
    it: move this route into the file, too, or set methodNotAllowed: 'next'.
`,
    );
  });

  it('prints JSON for programs, and nothing of what the app writes', () => {
    const folder = writeAppProject(files, major);
    const { routes } = JSON.parse(run(folder, '--app', 'app.js', '--json').stdout) as { routes: ListedRoute[] };
    expect(routes).toHaveLength(6);
    expect(routes[2]).toEqual({
      method: 'GET',
      path: '/api/users/me',
      kind: 'file',
      file: path.join(folder, 'pages/api/users/me.js'),
      line: 2,
      middleware: ['session'],
      shadowedBy: {
        kind: 'express',
        method: 'GET',
        path: '/api/users/:id',
        file: path.join(folder, 'app.js'),
        line: 6,
        refuses: false,
        certain: true,
      },
    });
  });

  it('shows call sites to listAllRoutes() in a process that imports the recorder first', () => {
    const text = `const { listAllRoutes } = require('express-pages-api');
const app = require('express')();
app.use('/v1', require('express').Router().get('/x', (req, res) => {}));
console.log(JSON.stringify(listAllRoutes(app)));`;
    const folder = writeAppProject({ 'app.js': text }, major);
    const { stdout } = spawnSync(process.execPath, ['--import', 'express-pages-api/recorder', 'app.js'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(JSON.parse(stdout)).toEqual([
      { method: 'GET', path: '/v1/x', kind: 'express', file: path.join(folder, 'app.js'), line: 3, middleware: [] },
    ]);
  });
});

describe('pages-api routes --app', () => {
  it('keeps within 80 columns', () => {
    const deep = `/${'segment/'.repeat(20)}:id`;
    const text = `const app = module.exports = require('express')();\nconst use = (name) => app.use(Object.defineProperty((req, res, next) => next(), 'name', { value: name }));
for (let i = 0; i < 20; i++) use('middleware' + i);\napp.get('${deep}', (req, res) => {});\napp.get('${deep}', (req, res) => {});`;
    const { stdout } = run(writeAppProject({ 'app.js': text }), '--app', 'app.js');
    const lines = stdout.split('\n').filter((line) => !line.includes('segment/segment/segment'));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout).toContain('Warning: a route gets no request:');
  });

  it('takes an export and modules to import first', () => {
    const text = `const makeOther = () => { const app = require('express')(); app.get('/made', (req, res) => {}); return app; };
module.exports = { app: require('express')(), makeOther };`;
    const folder = writeAppProject({ 'app.js': text, 'first.mjs': `process.title = 'x'; console.log('first');` });
    const { stdout } = run(folder, '--app', 'app.js', '--export', 'makeOther', '--import', './first.mjs');
    expect(stdout).toMatch(/^GET +\/made +app\.js:1$/m);
  });

  it('says that there are none', () => {
    const folder = writeAppProject({ 'app.js': `module.exports = require('express')(); module.exports.listen(1);` });
    expect(run(folder, '--app', 'app.js')).toEqual({ status: 0, stdout: 'No routes.\n', stderr: '' });
  });

  it.each([
    ['with 1 when the app cannot be loaded', 1, ['--app', 'app.js'], /^Error: no database\n +at .*app\.js:1:7/],
    ['with 1 when there is no such module', 1, ['--app', 'none.js'], /^There is no module none\.js/],
    [
      'with 2 for a directory beside it',
      2,
      ['pages/api', '--app', 'app.js'],
      /^error: --app takes the whole app as it is/,
    ],
    ['with 2 for a flag of directories', 2, ['--app', 'app.js', '--base-path', '/x'], /without --base-path/],
    ['with 2 for neither', 2, [], /missing required argument 'dir'/],
    ['with 2 for a flag of --app alone', 2, ['pages/api', '--export', 'app'], /--export goes with --app/],
  ])('fails %s', (_what, code, flags, message) => {
    const { status, stdout, stderr } = run(writeAppProject({ 'app.js': `throw new Error('no database');` }), ...flags);
    expect([status, stdout]).toEqual([code, '']);
    expect(stderr).toMatch(message);
  });
});
