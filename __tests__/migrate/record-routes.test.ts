import path from 'node:path';
import type { RecordedApp, Registration } from '../../lib/migrate/record-routes';
import { describeMajors, writeAppProject } from '../support/app-project';
import { serve } from '../support/serve';

/** Node itself reads such a file as an ES module, which has no `module`; jiti takes both. */
const stripsTypes = Boolean((process.features as { typescript?: unknown }).typescript);

// It starts a process with the file beside it, which must be compiled.
const { recordRoutes } =
  require('../../dist/migrate/record-routes') as typeof import('../../lib/migrate/record-routes');

/** Records `app.js` of a project. */
function record(files: Record<string, string>, major: 4 | 5, entry = 'app.js', options = {}): Promise<RecordedApp> {
  return recordRoutes(path.join(writeAppProject(files, major), entry), options);
}

/** The registrations of handlers, as `get /path`. */
function routesOf({ registrations }: RecordedApp): string[] {
  return registrations
    .filter(({ kind }) => kind === 'method' || kind === 'all')
    .flatMap(({ call, fullPaths }) => fullPaths.map((fullPath) => `${call} ${fullPath}`));
}

function placeOf({ site }: Registration): string {
  return `${path.basename(site!.file)}:${site!.line}:${site!.column}`;
}

const begin = `const express = require('express');\nconst app = module.exports = express();\n`;

describeMajors('recordRoutes', (major) => {
  it('notes method, full path, handlers and call site', async () => {
    const app = await record(
      {
        'app.js': `${begin}function auth(req, res, next) {}\napp.get('/users/:id', auth, function show(req, res) {});\n`,
      },
      major,
    );
    const [registration] = app.registrations;
    expect(registration).toMatchObject({ kind: 'method', call: 'get', methods: ['GET'], fullPaths: ['/users/:id'] });
    expect(placeOf(registration!)).toBe('app.js:4:5');
    expect(registration!.handlers.map(({ argument }) => argument)).toEqual([[1], [2]]);
    expect(registration!.handlers.map((handler) => app.functions[handler.function]!.name)).toEqual(['auth', 'show']);
    expect(app.functions.map(({ place }) => place!.line)).toEqual([3, 4]);
    expect(app.functions.map(({ length }) => length)).toEqual([3, 2]);
  });

  it('says which Express it is', async () => {
    const { express } = await record({ 'app.js': begin }, major);
    expect(express.map(({ version }) => version.split('.')[0])).toEqual([String(major)]);
  });

  it('is true for loops, conditionals and functions that register', async () => {
    const app = await record(
      {
        'app.js': `${begin}for (const name of ['a', 'b']) app.get('/' + name, (req, res) => {});
function post(path, handler) { app.post(path, handler); }
if (process.env.NO_SUCH_FLAG) app.get('/never', (req, res) => {});
post('/c', (req, res) => {});`,
      },
      major,
    );
    expect(routesOf(app)).toEqual(['get /a', 'get /b', 'post /c']);
    expect(app.registrations.map(placeOf)).toEqual(['app.js:3:36', 'app.js:3:36', 'app.js:4:36']);
    expect(app.registrations[2]!.stack.map(({ line }) => line)).toEqual([4, 6]);
  });

  it('knows every mount of a router that a factory makes', async () => {
    const app = await record(
      {
        'router.js': `const { Router } = require('express');
module.exports = (name) => { const router = Router({ mergeParams: true }); router.get('/' + name, (req, res) => {}); return router; };`,
        'app.js': `${begin}const make = require('./router');
const inner = make('inner');
const outer = make('outer');
outer.use('/in', inner);
app.use('/one', outer);
app.use(['/two', '/three'], outer);
app.use(inner);
make('nowhere');`,
      },
      major,
    );
    expect(routesOf(app)).toEqual([
      'get /one/in/inner',
      'get /two/in/inner',
      'get /three/in/inner',
      'get /inner',
      'get /one/outer',
      'get /two/outer',
      'get /three/outer',
    ]);
    const inner = app.receivers.find(({ mountPaths }) => mountPaths.includes('/one/in'))!;
    expect(inner).toMatchObject({ kind: 'router', mergeParams: true, strict: false });
    expect(inner.mounts.map(({ registration }) => app.registrations[registration]!.call)).toEqual(['use', 'use']);
  });

  it('knows each call of a chain', async () => {
    const app = await record(
      {
        'app.js': `${begin}app
  .route('/x')
  .all((req, res, next) => next())
  .get((req, res) => {})
  .post([(req, res, next) => next(), (req, res) => {}]);`,
      },
      major,
    );
    expect(app.registrations.map(({ kind, call, route }) => [kind, call, route])).toEqual([
      ['route', 'route', undefined],
      ['all', 'all', 0],
      ['method', 'get', 0],
      ['method', 'post', 0],
    ]);
    expect(app.registrations.map(placeOf)).toEqual(['app.js:4:4', 'app.js:5:4', 'app.js:6:4', 'app.js:7:4']);
    expect(app.registrations[3]!.handlers.map(({ argument }) => argument)).toEqual([
      [0, 0],
      [0, 1],
    ]);
    expect(new Set(app.registrations.map(({ layer }) => layer)).size).toBe(1);
  });

  it('keeps arrays, regular expressions, app.all and app.param apart', async () => {
    const app = await record(
      {
        'app.js': `${begin}app.param('id', (req, res, next, id) => next());
app.all(['/a', '/b'], (req, res) => {});
app.get(/^\\/c(x)?$/i, (req, res) => {});
app.use((error, req, res, next) => {});`,
      },
      major,
    );
    const [param, all, regexp, use] = app.registrations;
    expect(param).toMatchObject({ kind: 'param', params: ['id'], fullPaths: [], layer: -1 });
    expect(all).toMatchObject({ kind: 'all', methods: ['*'], isPathArray: true, fullPaths: ['/a', '/b'] });
    expect(regexp!.paths).toEqual([{ type: 'regexp', source: '^\\/c(x)?$', flags: 'i' }]);
    expect(regexp!.fullPaths).toEqual(['(/^\\/c(x)?$/i)']);
    expect(use).toMatchObject({ kind: 'use', paths: [], fullPaths: [''] });
    expect(app.functions[use!.handlers[0]!.function]!.length).toBe(4);
  });

  it('knows mounted apps, their settings and what they hold', async () => {
    const app = await record(
      {
        'app.js': `${begin}const admin = express();
admin.locals.title = 'Admin';
admin.set('strict routing', true);
admin.get('/stats', (req, res) => {});
admin.on('mount', () => app.get('/mounted', (req, res) => {}));
app.use('/admin', (req, res, next) => next(), admin);`,
      },
      major,
    );
    expect(routesOf(app)).toEqual(['get /admin/stats', 'get /mounted']);
    const admin = app.receivers.find(({ mountPaths }) => mountPaths[0] === '/admin')!;
    expect(admin).toMatchObject({ kind: 'app', strict: true, locals: ['title'] });
    expect(admin.settings).toMatchObject({ 'strict routing': true, 'x-powered-by': true });
  });

  it('keeps the order of matching apart from the order of the calls', async () => {
    const app = await record(
      {
        'app.js': `${begin}const route = app.route('/early');
app.get('/middle', (req, res) => {});
route.get((req, res) => {});
app.use((req, res, next) => next());
(app._router ?? app.router).stack.pop();`,
      },
      major,
    );
    const [, middle, early, removed] = app.registrations;
    expect(early!.layer).toBeLessThan(middle!.layer);
    expect(removed!.layer).toBe(-1);
  });

  it('gives a function that is used twice one id, and a bound one the place of what it binds', async () => {
    const app = await record(
      {
        'app.js': `${begin}class Users {
  list(req, res) {}
}
const users = new Users();
const list = users.list.bind(users);
app.get('/a', list).get('/b', list);`,
      },
      major,
    );
    expect(app.registrations.map(({ handlers }) => handlers[0]!.function)).toEqual([0, 0]);
    expect(app.functions[0]).toMatchObject({ name: 'bound list', isBound: true });
    expect(app.functions[0]!.place!.line).toBe(4);
  });

  it('knows apiRoutes() by its table', async () => {
    const app = await record(
      {
        'pages/api/hello.js': `exports.GET = () => new Response();`,
        'app.js': `${begin}app.use('/v1', require('express-pages-api').apiRoutes(__dirname + '/pages/api'));`,
      },
      major,
    );
    const [{ kind, apiRoutes }] = app.functions as [RecordedApp['functions'][0]];
    expect(kind).toBe('api-routes');
    expect(apiRoutes!.routes.map(({ pattern }) => pattern)).toEqual(['/api/hello']);
    expect(app.registrations[0]!.fullPaths).toEqual(['/v1']);
  });

  it('records every copy of Express', async () => {
    const other = JSON.stringify(require.resolve(major === 4 ? 'express' : 'express4'));
    const app = await record(
      {
        'app.js': `${begin}const other = require(${other})();\nother.get('/x', (req, res) => {});\napp.use('/other', other);`,
      },
      major,
    );
    expect(routesOf(app)).toEqual(['get /other/x']);
    expect(app.express.map(({ version }) => version[0]).sort()).toEqual(['4', '5']);
  });

  it('waits for routes that follow a connection, in an app that is exported and listens', async () => {
    const app = await record(
      {
        'app.js': `${begin}app.get('/early', (req, res) => {});
setTimeout(() => { app.get('/late', (req, res) => {}); app.listen(80); }, 200);`,
      },
      major,
    );
    expect(routesOf(app)).toEqual(['get /early', 'get /late']);
  });

  it("leaves the app's own port alone", async () => {
    const { port } = await serve((_req, res) => void res.end());
    const app = await record({ 'app.js': `${begin}app.get('/x', (req, res) => {}).listen(${port});` }, major);
    expect(routesOf(app)).toEqual(['get /x']);
  });

  it('leaves out what Express refused', async () => {
    const app = await record({ 'app.js': `${begin}try { app.get('/x', undefined); } catch {}` }, major);
    expect(routesOf(app)).toEqual([]);
  });

  describe('finds the app', () => {
    const body = `const app = express(); app.get('/found', (req, res) => {});`;
    it.each([
      ['a CommonJS module exports', 'app.js', `const express = require('express'); ${body} module.exports = app;`],
      ...(stripsTypes
        ? []
        : [
            [
              'TypeScript exports both ways at once, whose loader hands out a proxy',
              'app.ts',
              `import express from 'express'; ${body} app.listen(80); module.exports = app;`,
            ],
          ]),
      ['an object of exports holds', 'app.js', `const express = require('express'); ${body} module.exports = { app };`],
      ['an ES module exports', 'app.mjs', `import express from 'express'; ${body} export default app;`],
      ['is there after top-level await', 'app.mjs', `import express from 'express'; await 0; ${body} export { app };`],
      [
        'a factory makes',
        'app.js',
        `const express = require('express'); exports.createApp = async () => { ${body} return app; };`,
      ],
      [
        'a default function makes',
        'app.mjs',
        `import express from 'express'; export default () => { ${body} return app; };`,
      ],
      ['listens', 'app.js', `const express = require('express'); ${body} app.listen(80, () => {});`],
      [
        'listens later',
        'app.mjs',
        `import express from 'express'; setTimeout(() => { ${body} app.listen(80); }, 100);`,
      ],
      [
        'stands behind a server',
        'app.js',
        `const express = require('express'); ${body} module.exports = require('http').createServer(app);`,
      ],
      ['nobody exports', 'app.js', `const express = require('express'); ${body} const other = express();`],
      [
        'a guard would start',
        'app.mjs',
        `import express from 'express'; import { pathToFileURL } from 'node:url'; ${body} if (import.meta.url === pathToFileURL(process.argv[1]).href) app.listen(80);`,
      ],
    ])('that %s', async (_what, entry, text) => {
      const app = await record({ [entry]: text }, major, entry);
      expect(routesOf(app)).toEqual(['get /found']);
      expect(app.entry).toMatch(new RegExp(`/${entry}$`));
    });

    it('under the name that is given', async () => {
      const text = `${begin}exports = module.exports = { other: express(), make: () => { ${body} return app; } };`;
      expect(routesOf(await record({ 'app.js': text }, major, 'app.js', { exportName: 'make' }))).toEqual([
        'get /found',
      ]);
    });
  });

  describe('reads TypeScript', () => {
    const files = {
      'app.ts': `import express, { type Request, type Response } from 'express';
import { makeUsers } from './users';

interface Deps {
  name: string;
}

const app = express();
app.use('/users', makeUsers({ name: 'x' } satisfies Deps));
app.get('/', (req: Request, res: Response): void => {});
export { app };`,
      'users.ts': `import { Router } from 'express';

enum Kind {
  A,
}

export function makeUsers(deps: { name: string }): Router {
  const router = Router();
  router
    .route('/:id')
    .get(async (req, res) => {
      res.json(Kind.A);
    });
  return router;
}`,
    };
    it.each([
      ['with jiti', {}],
      ['with the loader that is given', { imports: ['tsx'] }],
    ])('%s, by the lines of the source', async (_what, options) => {
      const folder = writeAppProject(files, major);
      const imports = 'imports' in options ? [require.resolve('tsx')] : [];
      const app = await recordRoutes(path.join(folder, 'app.ts'), { imports });
      expect(app.registrations.map(placeOf)).toEqual(['users.ts:10:6', 'users.ts:11:6', 'app.ts:9:5', 'app.ts:10:5']);
      const lines = app.registrations.flatMap(({ handlers }) =>
        handlers.map((item) => app.functions[item.function]!.place!.line),
      );
      expect([lines[0], lines.at(-1)]).toEqual([11, 10]);
    });
  });

  describe('fails', () => {
    it.each([
      ['when there is no such module', 'none.js', {}, /^There is no module .*none\.js/],
      [
        'with what the app throws, and where',
        'app.js',
        { 'app.js': `\nthrow new TypeError('boom');` },
        /^TypeError: boom\n +at .*app\.js:2:7/,
      ],
      [
        'with what the app wrote',
        'app.js',
        { 'app.js': `console.log('no database'); process.exit(3);` },
        /exit code 3\) before it was loaded.\n\nThe app wrote:\n {2}no database/,
      ],
      [
        'when there is no app',
        'app.js',
        { 'app.js': `require('express');` },
        /^No Express app was found in .*app\.js: it exports none/,
      ],
      ['when the app hangs', 'app.js', { 'app.js': `for (;;);` }, /^The app has not loaded within/],
      [
        'with what is thrown later',
        'app.js',
        { 'app.js': `setTimeout(() => { throw new RangeError('late'); });` },
        /^RangeError: late/,
      ],
    ])('%s', async (_what, entry, files, message) => {
      await expect(record(files, major, entry, { timeout: 1000 })).rejects.toThrow(message);
    });
  });
});
