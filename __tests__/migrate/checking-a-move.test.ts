import { readFileSync } from 'node:fs';
import path from 'node:path';
import { writeAppProject } from '../support/app-project';
import { runCli } from '../support/run-cli';

const page = readFileSync(path.resolve(__dirname, '../../docs/checking-a-move.md'), 'utf8');

function blockAfter(text: string): string {
  return /```\w*(?: file=\S+)?\n([\s\S]*?)```/.exec(page.slice(page.indexOf(text) + text.length))![1]!;
}

const app = `const express = require('express');
const app = (module.exports = express());

app.use(express.json());
app.use(function session(req, res, next) { next(); });`;

describe('docs/checking-a-move.md', () => {
  it('shows a table as it is printed', async () => {
    const shown = blockAfter('```sh\nnpx pages-api routes --app src/app.ts\n```');
    const folder = writeAppProject({
      'app.js': `const express = require('express');
const { apiRoutes } = require('express-pages-api');

const app = (module.exports = express());
app.use(function session(req, res, next) { next(); });
app.get('/api/users/:id', (req, res) => res.json({}));
app.use(apiRoutes(__dirname + '/pages/api'));
app.use('/admin', require('./admin'));`,
      'admin.js': `const { Router } = require('express');
const requireLogin = (req, res, next) => next();
const admin = (module.exports = Router());

admin.get('/stats', requireLogin, (req, res) => res.json({}));`,
      'pages/api/users/me.js': `// me\nexports.GET = () => Response.json({});`,
    });
    expect((await runCli(['routes', '--app', 'app.js'], folder)).stdout).toBe(shown);
  });

  it('shows a list of requests that is one, and plays', async () => {
    const folder = writeAppProject({
      'requests.json': blockAfter('or from a list by hand:'),
      'app.js': `${app}
const users = new Map();
app.get('/health', (req, res) => res.json({ uptime: process.uptime() }));
app.post('/users', (req, res) => { const id = require('crypto').randomUUID(); users.set(id, req.body); res.status(201).json({ id }); });
app.get('/users/:id', (req, res) => res.json(users.get(req.params.id)));
app.delete('/users/:id', (req, res) => res.status(users.delete(req.params.id) ? 204 : 404).end());`,
    });
    const { code, stdout } = await runCli(['parity', 'app.js', 'app.js', '--requests', 'requests.json'], folder);
    expect([code, stdout]).toEqual([
      0,
      `      METHOD  URL            OLD  NEW
same  GET     /health        200  200
same  POST    /users         201  201
same  GET     /users/{{id}}  200  200
same  DELETE  /users/{{id}}  204  204

4 requests, all the same
`,
    ]);
  });

  it('lists every key of a request and no other', async () => {
    const folder = writeAppProject({ 'requests.json': '[{"path":"/","none":1}]' });
    const { stderr } = await runCli(['parity', 'a', 'b', '--requests', 'requests.json'], folder);
    const keys = /a request takes (.*)\./.exec(stderr)![1]!.split(', ');
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    const listed = rows.flatMap((line) => [...line.split('|')[1]!.matchAll(/`(\w+)`/g)].map(([, name]) => name!));
    expect(listed.sort()).toEqual(keys.sort());
  });
});
