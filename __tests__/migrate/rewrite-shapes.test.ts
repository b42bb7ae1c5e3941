import { askApp, migrateProject, outcomes } from '../support/migrated-app';

/** Migrates an app, expects the same answers to GET at each path, and gives what became of its routes. */
async function migrate(files: Record<string, string>, ...paths: string[]): Promise<Record<string, string>> {
  const { before, after, report } = await migrateProject(files, 5);
  const requests = paths.map((path) => ({ path }));
  expect(await askApp(after, requests)).toEqual(await askApp(before, requests));
  return outcomes(report);
}

const moved = (...routes: string[]): Record<string, string> =>
  Object.fromEntries(routes.map((route) => [route, 'moved']));

const begin = `const express = require('express');\nconst app = express();\n`;
const beginRouter = `const { Router } = require('express');\nconst router = Router();\n`;

describe('a handler below a mount path', () => {
  it('stays when it takes out of the request what a router sets, however it is written', async () => {
    const router = `${beginRouter}
router.get('/parameter', ({ url }, res) => res.send(url));
router.get('/variable', (req, res) => { const { baseUrl: base } = req; res.send(base); });
router.get('/own/:id', (req, res) => res.json(Reflect.has(req.params, 'id') && req.params.hasOwnProperty('id')));
router.get('/nested/:id', ({ params: { id } }, res) => res.send(id));
router.get('/taken/:id', (req, res) => { const { id } = req.params; res.send(id); });
router.get('/rest/:id', ({ params: { ...all } }, res) => res.json(all));
router.get('/whole/:id', (req, res) => { const { params } = req; res.json(params); });
router.get('/query', (req, res) => { const { query: { q } } = req; res.send(q); });
module.exports = router;
`;
    const files = {
      'app.js': `${begin}app.use('/shop', require('./shop'));\nmodule.exports = app;\n`,
      'shop.js': router,
    };
    const paths = ['parameter', 'variable', 'nested/1', 'taken/1', 'rest/1', 'whole/1', 'query?q=2'];
    expect(await migrate(files, ...paths.map((name) => `/shop/${name}`))).toEqual({
      'GET /shop/parameter': 'request-url',
      'GET /shop/variable': 'request-url',
      'GET /shop/own/:id': 'request-url',
      ...moved(
        'GET /shop/nested/:id',
        'GET /shop/taken/:id',
        'GET /shop/rest/:id',
        'GET /shop/whole/:id',
        'GET /shop/query',
      ),
    });
  });
});

describe('a module that goes on holding the state of its routes', () => {
  it('gives it out beside what it exports, in every form of CommonJS', async () => {
    const counting = `${beginRouter}let count = 0;\nfunction add() { return ++count; }\nrouter.get('/', (req, res) => res.json(add()));\n`;
    const files = {
      'app.js': `${begin}app.use('/renamed', require('./renamed').router);
app.use('/single', require('./single').router);
app.use('/both', require('./both'));
app.use('/after', require('./after'));
module.exports = app;
`,
      'renamed.js': `${counting}module.exports = { router, increase: add };\n`,
      'single.js': `${counting}exports.router = router;\nexports.increase = add;\n`,
      'both.js': `${beginRouter}const seen = new Map();
const [first, , { third }] = ['1', '2', { third: '3' }];
router.get('/', (req, res) => { seen.set(first, third); res.json([...seen]); });
exports = module.exports = router;
`,
      'after.js': `${counting}router.get('/arguments', (req, res) => { function count() { return arguments.length; } res.json(count(1, 2)); });
module.exports = router;
module.exports.add = add;
`,
    };
    const paths = ['/renamed', '/single', '/both', '/after'];
    expect(await migrate(files, ...paths, ...paths, '/after/arguments')).toEqual(
      moved(...paths.map((path) => `GET ${path}`), 'GET /after/arguments'),
    );
  });

  it('gives it out beside what it exports, in every form of ES modules', async () => {
    const files = {
      'package.json': '{ "type": "module" }',
      'app.js': `import express from 'express';
import { router as renamed } from './renamed.js';
import patterns from './patterns.js';
const app = express();
app.use('/renamed', renamed);
app.use('/patterns', patterns);
export default app;
`,
      'renamed.js': `import { Router } from 'express';
const router = Router();
let count = 0;
function add() { return ++count; }
router.get('/', (req, res) => res.json(add()));
export { router, add as increase };
export * from './other.js';
`,
      'patterns.js': `import { Router } from 'express';
const router = Router();
export default router;
export const [first, { second }] = ['1', { second: '2' }];
router.get('/', (req, res) => res.json([first, second]));
router.get('/labels', (req, res) => {
  const seen = [];
  outer: for (const a of [first, second]) for (const b of [1, 2]) { if (b === 2) continue outer; seen.push(a); }
  res.json(seen);
});
`,
      'other.js': `export const other = 3;\n`,
    };
    expect(await migrate(files, '/renamed', '/patterns', '/renamed', '/patterns/labels')).toEqual(
      moved('GET /renamed', 'GET /patterns', 'GET /patterns/labels'),
    );
  });

  it('is a new one for an app, of which nothing moves across what has run before it', async () => {
    const state = (made: string) => ({
      'app.js': `${begin}const names = new Map([['a', 1]]);
console.error('started');
${made}
app.get('/names', (req, res) => res.json([...names]));
app.get('/made', (req, res) => res.json(made));
module.exports = app;
`,
      'pad.js': `module.exports = (text) => text.padStart(3, '-');\n`,
    });
    for (const inert of [
      `const pad = require('./pad'), made = [new Date(0), { f: () => pad('x') }];`,
      `let made;`,
      `const made = new Set([1]);`,
    ]) {
      expect(await migrate(state(inert), '/names', '/made')).toEqual(moved('GET /names', 'GET /made'));
    }
    for (const dependent of [
      `class Made {}\nconst made = new Made();`,
      `const made = require('./pad')('x');`,
      'const made = String.raw`a${1}`;',
      `const made = process.env.SHOP_MODE ?? 'none';`,
    ]) {
      expect(await migrate(state(dependent), '/names', '/made')).toEqual({
        'GET /names': 'before-mount',
        'GET /made': 'moved',
      });
    }
  }, 120_000);

  it('is a new one for an app, for whatever its state is made by', async () => {
    const files = {
      'app.js': `${begin}console.error('started');
const later = new Set([1, 2]);
const pad = require('./pad');
const length = () => later.size;
class Counter { count = 0; }
const counter = new Counter();
const text = String.raw\`a\${1}\`;
const mode = process.env.SHOP_MODE ?? 'none';
app.get('/later', (req, res) => res.json([length(), pad('x')]));
app.get('/counter', (req, res) => res.json(++counter.count));
app.get('/text', (req, res) => res.json(text));
app.get('/mode', (req, res) => res.json(mode));
module.exports = app;
`,
      'pad.js': `module.exports = (text) => text.padStart(3, '-');\n`,
    };
    expect(await migrate(files, '/later', '/counter', '/counter', '/text', '/mode')).toEqual(
      moved('GET /later', 'GET /counter', 'GET /text', 'GET /mode'),
    );
  });
});

describe('a registration', () => {
  const send = `const send = (text) => (req, res) => res.send(text);\n`;

  it('moves when its method is a computed name', async () => {
    const text = `${begin}${send}app.route('/chain').get(send('get')).post(send('post'));
app['get']('/computed', send('computed'));
module.exports = app;
`;
    expect(await migrate({ 'app.js': text }, '/chain', '/computed')).toEqual(
      moved('GET /chain', 'POST /chain', 'GET /computed'),
    );
  });

  it('moves when its handlers are spread from a list, and stays when they are from several', async () => {
    const text = `${begin}${send}const list = [(req, res, next) => next(), send('list')];
app.get('/several', ...list.slice(0, 1), ...list.slice(1));
app.get('/spread', ...list);
app.get('/around', (req, res, next) => next(), ...list.slice(0, 1), send('end'));
module.exports = app;
`;
    expect(await migrate({ 'app.js': text }, '/several', '/spread', '/around')).toEqual({
      'GET /several': 'call-site',
      ...moved('GET /spread', 'GET /around'),
    });
  });
});
