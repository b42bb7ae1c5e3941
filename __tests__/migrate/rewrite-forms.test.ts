import { askApp, migrateProject, outcomes, readProject, type TestRequest } from '../support/migrated-app';

const todoRequests: TestRequest[] = [
  { path: '/todos' },
  { method: 'POST', path: '/todos', body: { text: 'write' } },
  { method: 'POST', path: '/todos', body: {} },
  { path: '/todos/1' },
  { path: '/todos/7' },
  { method: 'DELETE', path: '/todos/1' },
  { path: '/todos' },
  { path: '/stats' },
];

/** Migrates an app and compares what it answers. */
async function expectSameAnswers(
  files: Record<string, string>,
  requests: readonly TestRequest[],
  entry = 'app.js',
  args: readonly string[] = [],
): Promise<{ written: Record<string, string>; found: Record<string, string> }> {
  const { before, after, report } = await migrateProject(files, 5, { entry, args });
  expect(await askApp(after, requests, { entry })).toEqual(await askApp(before, requests, { entry }));
  return { written: readProject(after), found: outcomes(report) };
}

describe('an app in one file', () => {
  const routes = `
const todos = new Map();
let lastId = 0;

const check = (req, res, next) => (req.body.text ? next() : res.status(400).json({ error: 'no text' }));

app.get('/todos', (req, res) => res.json([...todos.values()]));

app.post('/todos', check, (req, res) => {
  lastId += 1;
  const todo = { id: lastId, text: req.body.text };
  todos.set(todo.id, todo);
  res.status(201).json(todo);
});

app.get('/todos/:id', (req, res) => {
  const todo = todos.get(Number(req.params.id));
  return todo ? res.json(todo) : res.sendStatus(404);
});

app.delete('/todos/:id', (req, res) => {
  todos.delete(Number(req.params.id));
  res.sendStatus(204);
});

app.get('/stats', (req, res) => res.json({ made: lastId }));
`;

  it('keeps its state in one module that both can import (CommonJS)', async () => {
    const { written, found } = await expectSameAnswers(
      {
        'app.js': `const express = require('express');\nconst app = express();\napp.use(express.json());\n${routes}\nmodule.exports = app;\n`,
      },
      todoRequests,
    );
    expect(Object.values(found)).toEqual(Array(5).fill('moved'));
    expect(written['app.shared.js']).toMatch(/^const todos = new Map\(\);\nlet lastId = 0;\n/);
    expect(written['app.js']).not.toMatch(/todos|lastId/);
    expect(written['pages/api/stats.js']).toMatch(/get: getStats,/);
  });

  it('keeps its state in one module that both can import (ES modules)', async () => {
    const { written, found } = await expectSameAnswers(
      {
        'package.json': '{ "type": "module" }',
        'app.js': `import express from 'express';\n\nconst app = express();\napp.use(express.json());\n${routes}\nexport default app;\n`,
      },
      todoRequests,
    );
    expect(Object.values(found)).toEqual(Array(5).fill('moved'));
    expect(written['app.js']).toMatch(/apiRoutes\(new URL\('\.\/pages\/api', import\.meta\.url\)/);
    expect(written['pages/api/todos/index.js']).toMatch(
      /^import { handlers } from 'express-pages-api';\nimport .* from '..\/..\/..\/app\.shared\.js';\n/,
    );
  });

  it('leaves what uses the app itself', async () => {
    const { found } = await expectSameAnswers(
      {
        'app.js': `const express = require('express');
const app = express();
app.locals.title = 'App';
app.get('/api/title', (req, res) => res.json({ title: app.locals.title }));
app.get('/api/ping', (req, res) => res.send('pong'));
module.exports = app;
`,
      },
      [{ path: '/api/title' }, { path: '/api/ping' }],
    );
    expect(found).toEqual({ 'GET /api/title': 'entry-module', 'GET /api/ping': 'moved' });
  });
});

describe('an app in TypeScript', () => {
  it('keeps types, generics and imports of types', async () => {
    const { written, found } = await expectSameAnswers(
      {
        'app.ts': `import express from 'express';
import usersRouter from './routes/users';

const app = express();
app.use(express.json());
app.use('/api/users', usersRouter);

export default app;
`,
        'model.ts':
          "export interface User {\n  id: string;\n  name: string;\n}\n\nexport const users: User[] = [{ id: '1', name: 'ada' }];\n",
        'routes/users.ts': `import { Router, type NextFunction, type Request, type Response } from 'express';
import { type User, users } from '../model';

interface NewUser {
  name?: string;
}

enum Answer {
  Missing = 404,
}

const router = Router();

const find = (id: string): User | undefined => users.find((user) => user.id === id);

router.get('/:id', (req: Request<{ id: string }>, res: Response<User>, next: NextFunction) => {
  const user = find(req.params.id);
  if (!user) return next(Object.assign(new Error('none'), { status: Answer.Missing }));
  return res.json(user);
});

router.post('/', (req: Request<object, unknown, NewUser>, res: Response) => {
  const user: User = { id: String(users.length + 1), name: req.body.name! };
  users.push(user);
  res.status(201).json(user);
});

export default router;
`,
      },
      [
        { path: '/api/users/1' },
        { method: 'POST', path: '/api/users', body: { name: 'joan' } },
        { path: '/api/users/2' },
        { path: '/api/users/3' },
      ],
      'app.ts',
    );
    expect(Object.values(found)).toEqual(['moved', 'moved']);
    expect(written['pages/api/users/index.ts']).toBe(`import { handlers } from 'express-pages-api';
import type { Request, Response } from 'express';
import type { NewUser } from '../../../routes/users';
import type { User } from '../../../model';
import { users } from '../../../model';

export default handlers({
  post: (req: Request<object, unknown, NewUser>, res: Response) => {
    const user: User = { id: String(users.length + 1), name: req.body.name! };
    users.push(user);
    res.status(201).json(user);
  },
});
`);
    expect(written['routes/users.ts']).toMatch(/^export interface NewUser/m);
    expect(written['routes/users.ts']).not.toMatch(/Router/);
  });
});

describe('functions that register routes', () => {
  it('give up handlers that use nothing of theirs', async () => {
    const { found, written } = await expectSameAnswers(
      {
        'server.js': `const express = require('express');
const app = express();
app.use(express.json());
require('./routes/notes')(app, { limit: 1 });
module.exports = app;
`,
        'controllers/notes.js': `const notes = ['a', 'b'];
exports.list = (req, res) => res.json(notes);
exports.add = (req, res) => res.json({ count: notes.push(req.body.text) });
`,
        'routes/notes.js': `module.exports = (app, options) => {
  const notes = require('../controllers/notes.js');
  const router = require('express').Router();

  // Retrieve all notes
  router.get('/', notes.list);

  router.post('/', notes.add);
  router.get('/limit', (req, res) => res.json({ limit: options.limit }));

  app.use('/api/notes', router);
};
`,
      },
      [
        { path: '/api/notes' },
        { method: 'POST', path: '/api/notes', body: { text: 'c' } },
        { path: '/api/notes' },
        { path: '/api/notes/limit' },
      ],
      'server.js',
    );
    expect(found).toEqual({
      'GET /api/notes': 'moved',
      'POST /api/notes': 'moved',
      'GET /api/notes/limit': 'closure',
    });
    expect(written['pages/api/notes.js']).toBe(`const { handlers } = require('express-pages-api');
const notes = require('../../controllers/notes.js');

module.exports = handlers({
  // Retrieve all notes
  get: notes.list,

  post: notes.add,
});
`);
  });
});

describe('the manners of a file', () => {
  it('are kept: quotes, no semicolons, tabs, line ends', async () => {
    const { written } = await expectSameAnswers(
      {
        'app.js': [
          'const express = require("express")',
          'const app = express()',
          '',
          'app.get("/api/a", (req, res) => {',
          '\tif (req.query.b) {',
          '\t\treturn res.send("b")',
          '\t}',
          '\tres.send(`one',
          '\ttwo`)',
          '})',
          '',
          'module.exports = app',
          '',
        ].join('\r\n'),
      },
      [{ path: '/api/a' }, { path: '/api/a?b=1' }],
    );
    expect(written['pages/api/a.js']).toBe(
      [
        'const { handlers } = require("express-pages-api")',
        '',
        'module.exports = handlers({',
        '\tget: (req, res) => {',
        '\t\tif (req.query.b) {',
        '\t\t\treturn res.send("b")',
        '\t\t}',
        '\t\tres.send(`one',
        '\ttwo`)',
        '\t},',
        '})',
        '',
      ].join('\r\n'),
    );
    expect(written['app.js']).toMatch(/^const \{ apiRoutes \} = require\("express-pages-api"\)\r$/m);
    expect(written['app.js']).not.toMatch(/[^\r]\n/);
  });
});

describe('migrate --keep', () => {
  const files = {
    'app.js': `const express = require('express');
const app = express();
const seen = new Set();
const note = (req, res, next) => {
  seen.add(req.path);
  next();
};
const router = express.Router();
router.use(note);
router.get('/seen', (req, res) => res.json([...seen]));
router.route('/both').get((req, res) => res.send('get')).post((req, res) => res.send('post'));
app.use('/api', router);
module.exports = app;
`,
  };
  const requests: TestRequest[] = [{ path: '/api/both' }, { method: 'POST', path: '/api/both' }, { path: '/api/seen' }];

  it('answers the same with the switch off and on', async () => {
    const kept = files['app.js'].replace('seen.add(req.path)', 'seen.add(req.originalUrl)');
    const { before, after } = await migrateProject({ 'app.js': kept }, 5, { args: ['--keep'] });
    const expected = await askApp(before, requests);
    expect(await askApp(after, requests)).toEqual(expected);
    expect(await askApp(after, requests, { env: { PAGES_API: '1' } })).toEqual(expected);
    expect(readProject(after)['app.js']).toMatch(/^if \(process\.env\.PAGES_API === '1'\) app\.use\(apiRoutes\(/m);
  });

  it('leaves middleware that reads a path below its mount', async () => {
    const { report } = await migrateProject(files, 5, { args: ['--keep'] });
    expect(outcomes(report)).toEqual({
      'GET /api/seen': 'middleware',
      'GET /api/both': 'middleware',
      'POST /api/both': 'middleware',
    });
  });
});
