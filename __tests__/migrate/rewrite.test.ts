import { describeMajors } from '../support/app-project';
import { askApp, migrateProject, outcomes, readProject } from '../support/migrated-app';

const files = {
  'app.js': `const express = require('express');
const usersRouter = require('./routes/users');
const { requireLogin } = require('./auth');

const app = express();
const startedAt = 'now';
app.use(express.json());

// Says that all is well.
app.get('/api/health', (req, res) => {
  res.json({ ok: true, startedAt });
});
app.use('/api/users', requireLogin, usersRouter);
app.get(/^\\/old/, (req, res) => res.redirect('/'));

app.use((req, res) => res.status(404).json({ error: 'not found' }));
app.use((err, req, res, next) => {
  res.status(500).json({ error: err.message });
});

module.exports = app;
`,
  'auth.js': `exports.requireLogin = function requireLogin(req, res, next) {
  if (!req.headers.authorization) return res.status(401).json({ error: 'login' });
  next();
};
`,
  'routes/users.js': `'use strict';

const express = require('express');
const path = require('path');

const router = express.Router();
const users = new Map();
let count = 0;

function findUser(req, res, next) {
  req.user = users.get(req.params.id);
  if (!req.user) return res.status(404).json({ error: 'no user' });
  next();
}

/**
 * Lists all users.
 */
router.get('/', (req, res) => {
  res.json([...users.values()]);
});

router.post('/', (req, res) => {
  count++;
  const user = { id: String(count), name: req.body.name, in: path.basename(__dirname) };
  users.set(user.id, user);
  res.status(201).json(user);
});

router.get('/count', (req, res) => res.json({ count }));

router
  .route('/:id')
  // One user.
  .get(findUser, (req, res) => res.json(req.user))
  .delete(findUser, (req, res) => {
    users.delete(req.params.id);
    res.status(204).end();
  });

module.exports = router;
`,
};

const headers = { authorization: 'yes' };
const requests = [
  { path: '/api/health' },
  { path: '/api/users' },
  { path: '/api/users', headers },
  { method: 'POST', path: '/api/users', headers, body: { name: 'ada' } },
  { method: 'POST', path: '/api/users', headers: { ...headers, 'content-type': 'application/json' }, body: '{' },
  { method: 'POST', path: '/api/users', headers: { ...headers, 'content-type': 'text/plain' }, body: 'x' },
  { path: '/api/users/1', headers },
  { path: '/api/users/1/', headers },
  { path: '/api/users/count', headers },
  { method: 'HEAD', path: '/api/users/1', headers },
  { method: 'PUT', path: '/api/users/1', headers },
  { method: 'DELETE', path: '/api/users/1', headers },
  { path: '/api/users/1', headers },
  { path: '/old/page' },
  { path: '/nowhere' },
];

describeMajors('migrate', (major) => {
  it('leaves every answer as it was', async () => {
    const { before, after } = await migrateProject(files, major);
    expect(await askApp(after, requests)).toEqual(await askApp(before, requests));
  });

  it('moves routes of app, router and route, and says what it left', async () => {
    const { report } = await migrateProject(files, major);
    expect(outcomes(report)).toEqual({
      'GET /api/users': 'moved',
      'POST /api/users': 'moved',
      'GET /api/users/count': 'moved',
      'GET /api/users/:id': 'moved',
      'DELETE /api/users/:id': 'moved',
      'GET /api/health': 'moved',
      'GET (/^\\/old/)': 'path',
    });
  });
});

describe('the files that migrate writes', () => {
  it('hold handlers with their comments, and import what they use', async () => {
    const { after } = await migrateProject(files, 5);
    const written = readProject(after);
    expect(written['pages/api/users/[id].js']).toBe(`const { handlers } = require('express-pages-api');
const { findUser, users } = require('../../../routes/users');

module.exports = handlers({
  // One user.
  get: [findUser, (req, res) => res.json(req.user)],

  delete: [
    findUser,
    (req, res) => {
      users.delete(req.params.id);
      res.status(204).end();
    },
  ],
});
`);
    expect(written['pages/api/users/_middleware.js']).toBe(`const { requireLogin } = require('../../../auth');

module.exports = requireLogin;
`);
  });

  it('leave state, and what changes it, in one module', async () => {
    const { after } = await migrateProject(files, 5);
    expect(readProject(after)['routes/users.js']).toBe(`'use strict';

const path = require('path');

const users = new Map();
let count = 0;

function findUser(req, res, next) {
  req.user = users.get(req.params.id);
  if (!req.user) return res.status(404).json({ error: 'no user' });
  next();
}

const postUsers = (req, res) => {
  count++;
  const user = { id: String(count), name: req.body.name, in: path.basename(__dirname) };
  users.set(user.id, user);
  res.status(201).json(user);
};

const getUsersCount = (req, res) => res.json({ count });

module.exports = { users, findUser, postUsers, getUsersCount };
`);
  });

  it('are mounted where the routes stood, and what was left is marked', async () => {
    const { after } = await migrateProject(files, 5);
    expect(readProject(after)['app.js']).toBe(`const express = require('express');
const { apiRoutes } = require('express-pages-api');

const app = express();
app.use(express.json());

app.use(apiRoutes(\`\${__dirname}/pages/api\`, { bodyParser: false }));
// pages-api migrate: left because its path is a regular expression: (/^\\/old/)
app.get(/^\\/old/, (req, res) => res.redirect('/'));

app.use((req, res) => res.status(404).json({ error: 'not found' }));
app.use((err, req, res, next) => {
  res.status(500).json({ error: err.message });
});

module.exports = app;
`);
  });

  it('take what they need of the module that mounts them from one beside it', async () => {
    const { after } = await migrateProject(files, 5);
    expect(readProject(after)['app.shared.js']).toBe("const startedAt = 'now';\n\nmodule.exports = { startedAt };\n");
  });
});
