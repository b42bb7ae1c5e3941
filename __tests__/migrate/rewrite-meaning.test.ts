import { describeMajors } from '../support/app-project';
import { askApp, migrateProject, outcomes, readProject, type TestRequest } from '../support/migrated-app';

/** Migrates `app.js` and compares what it answers. */
async function expectSameAnswers(
  major: 4 | 5,
  app: string,
  requests: readonly TestRequest[],
  more: Record<string, string> = {},
): Promise<{ written: Record<string, string>; found: Record<string, string> }> {
  const text = `const express = require('express');\nconst app = express();\n${app}\nmodule.exports = app;\n`;
  const { before, after, report } = await migrateProject({ 'app.js': text, ...more }, major);
  expect(await askApp(after, requests)).toEqual(await askApp(before, requests));
  return { written: readProject(after), found: outcomes(report) };
}

describeMajors('what a migrated app means', (major) => {
  it('an error of a router middleware reaches the error handler of the router', async () => {
    const { found } = await expectSameAnswers(
      major,
      `const router = express.Router();
router.use((req, res, next) => (req.headers.bad ? next(new Error('bad')) : next()));
router.get('/a', (req, res) => res.send('a'));
router.get('/b', (req, res) => { throw new Error('b'); });
router.use((err, req, res, next) => res.status(418).send('router: ' + err.message));
app.use('/api', router);`,
      [{ path: '/api/a' }, { path: '/api/a', headers: { bad: '1' } }, { path: '/api/b' }],
    );
    expect(found).toEqual({ 'GET /api/a': 'moved', 'GET /api/b': 'moved' });
  });

  it('HEAD beside all() is answered like GET', async () => {
    await expectSameAnswers(
      major,
      `app.route('/api/x')
  .all((req, res, next) => { res.set('X-All', 'yes'); next(); })
  .get((req, res) => res.send('x'));`,
      [{ path: '/api/x' }, { method: 'HEAD', path: '/api/x' }, { method: 'POST', path: '/api/x' }],
    );
  });

  it('a param() callback that cannot come along holds its routes back', async () => {
    const { found } = await expectSameAnswers(
      major,
      `function register(names) {
  const router = express.Router();
  router.param('id', (req, res, next, id) => { req.name = names[id]; next(); });
  router.get('/:id', (req, res) => res.send(req.name));
  router.get('/', (req, res) => res.send('list'));
  app.use('/api/names', router);
}
register(['ada', 'alan']);`,
      [{ path: '/api/names/1' }, { path: '/api/names' }],
    );
    expect(found).toEqual({ 'GET /api/names/:id': 'param', 'GET /api/names': 'moved' });
  });

  it('a router as a handler stays', async () => {
    const { found } = await expectSameAnswers(
      major,
      `const inner = express.Router();
inner.get('/api/in', (req, res) => res.send('in'));
app.get('/api/in', inner);`,
      [{ path: '/api/in' }],
    );
    expect(found['GET /api/in']).toBe('sub-app');
  });

  it('a module that does something when it is loaded is loaded as before', async () => {
    const { written } = await expectSameAnswers(
      major,
      `const state = require('./state');
const routes = require('./routes');
app.use('/api', routes);
app.use((req, res) => res.json({ started: state.started }));`,
      [{ path: '/api/a' }, { path: '/other' }],
      {
        'state.js': 'module.exports = { started: false };\n',
        'routes.js': `const router = require('express').Router();
const state = require('./state');
router.get('/a', (req, res) => res.send('a'));
state.started = true;
module.exports = router;
`,
      },
    );
    expect(written['app.js']).toMatch(/^require\('\.\/routes'\);$/m);
  });

  it('a function that makes a router is called as before', async () => {
    const { found } = await expectSameAnswers(
      major,
      `const { createUsers, state } = require('./users');
app.use('/api/users', createUsers());
app.use((req, res) => res.json(state));`,
      [{ path: '/api/users' }, { path: '/other' }],
      {
        'users.js': `const { Router } = require('express');
exports.state = { made: 0 };
exports.createUsers = () => {
  const router = Router();
  exports.state.made++;
  router.get('/', (req, res) => res.send('users'));
  return router;
};
`,
      },
    );
    expect(found).toEqual({ 'GET /api/users': 'moved' });
  });

  it('a later route that a file would put first stays behind', async () => {
    const { found } = await expectSameAnswers(
      major,
      `app.get('/api/users/:id', (req, res) => res.send('id ' + req.params.id));
app.get('/api/users/me', (req, res) => res.send('me'));
app.post('/api/users/me', (req, res) => res.send('posted'));`,
      [{ path: '/api/users/me' }, { path: '/api/users/7' }, { method: 'POST', path: '/api/users/me' }],
    );
    expect(found).toEqual({
      'GET /api/users/:id': 'moved',
      'GET /api/users/me': 'order',
      'POST /api/users/me': 'moved',
    });
  });

  it('two routes of one URL run in a row, each with the middleware in front of it', async () => {
    await expectSameAnswers(
      major,
      `const log = [];
app.get('/api/x', (req, res, next) => { log.push('first'); next(); });
app.use('/api', (req, res, next) => { log.push('between'); next(); });
app.get('/api/x', (req, res) => res.json(log));
app.get('/api/y', (req, res) => res.json(log));`,
      [{ path: '/api/x' }, { path: '/api/y' }, { path: '/api/x' }],
    );
  });

  it('parameters that are named twice at one place keep both names', async () => {
    const { written, found } = await expectSameAnswers(
      major,
      `app.get('/api/users/:id', (req, res) => res.json({ id: req.params.id }));
app.put('/api/users/:userId', (req, res) => res.json({ userId: req.params.userId }));`,
      [{ path: '/api/users/1' }, { method: 'PUT', path: '/api/users/2' }],
    );
    expect(found).toEqual({ 'GET /api/users/:id': 'moved', 'PUT /api/users/:userId': 'moved-with-note' });
    expect(Object.keys(written)).toContain('pages/api/users/[id].js');
  });

  it('middleware of the app between two routes reaches the later one only', async () => {
    const { found } = await expectSameAnswers(
      major,
      `app.get('/api/open', (req, res) => res.send('open'));
app.use(function login(req, res, next) { return req.headers.token ? next() : res.sendStatus(401); });
app.get('/api/closed', (req, res) => res.send('closed'));`,
      [
        { path: '/api/open' },
        { path: '/api/closed' },
        { path: '/api/closed', headers: { token: '1' } },
        { path: '/no' },
      ],
    );
    expect(found).toEqual({ 'GET /api/open': 'moved', 'GET /api/closed': 'moved-with-note' });
  });

  it('a stateful middleware exists once, however many files use it', async () => {
    await expectSameAnswers(
      major,
      `function limit(max) {
  let count = 0;
  return (req, res, next) => (++count > max ? res.sendStatus(429) : next());
}
const router = express.Router();
router.get('/free', (req, res) => res.send('free'));
router.use(limit(2));
router.get('/a', (req, res) => res.send('a'));
router.get('/b', (req, res) => res.send('b'));
app.use('/api', router);`,
      [{ path: '/api/a' }, { path: '/api/b' }, { path: '/api/a' }, { path: '/api/free' }, { path: '/api/b' }],
    );
  });
});
