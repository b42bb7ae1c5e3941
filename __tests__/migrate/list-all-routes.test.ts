import type { Express, Router } from 'express';
import { apiRoutes, handlers, listAllRoutes, type ListedRoute } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { writeRouteFiles } from '../support/route-files';

type Handler = (req: any, res: any, next: any) => void;

const answer: Handler = (_req, res) => res.end();
const pass: Handler = (_req, _res, next) => next();

function rowsOf(app: unknown): string[] {
  return listAllRoutes(app).map(({ method, path, kind }) => `${method} ${path} ${kind}`);
}

/** The routes that something stands in front of, and what. */
function shadowsOf(app: unknown): string[] {
  const show = (row: Pick<ListedRoute, 'method' | 'path'>): string => `${row.method} ${row.path}`;
  return listAllRoutes(app)
    .filter(({ shadowedBy }) => shadowedBy)
    .map(
      (row) => `${show(row)} ${row.shadowedBy!.certain ? '<' : '<?'} ${row.shadowedBy!.kind} ${show(row.shadowedBy!)}`,
    );
}

describeExpress('listAllRoutes', (express) => {
  const isExpress4 = 'lazyrouter' in express.application;
  let app: Express;
  beforeEach(() => void (app = express()));

  it('lists files and hand-written routes together, in match order', () => {
    app.get('/before', answer);
    app.use(
      apiRoutes(
        writeRouteFiles({
          'b/[id].js': `exports.GET = exports.POST = () => {};`,
          'a.js': `module.exports = (req, res) => {};`,
        }),
      ),
    );
    app.post('/after', answer);
    expect(rowsOf(app)).toEqual([
      'GET /before express',
      '* /api/a file',
      'GET /api/b/[id] file',
      'POST /api/b/[id] file',
      'POST /after express',
    ]);
  });

  it('names the file of each endpoint', () => {
    const directory = writeRouteFiles({ 'a.js': `exports.GET = () => {};` });
    app.use(apiRoutes(directory));
    expect(listAllRoutes(app)[0]).toMatchObject({ file: `${directory}/a.js`, shadowedBy: undefined });
  });

  it('lists methods of every style of file, HEAD and OPTIONS only where they are written', () => {
    const door = JSON.stringify(require.resolve('../../lib'));
    app.use(
      apiRoutes(
        writeRouteFiles({
          'a.js': `exports.GET = exports.HEAD = exports.ALL = () => {};`,
          'b.js': `exports.default = class B { get() {} del() {} };`,
          'c.js': `module.exports = require(${door}).handlers({ get() {}, all() {} });`,
          'd.js': `module.exports = [(req, res, next) => {}];`,
          'e.js': `module.exports = require(${JSON.stringify(require.resolve('express'))}).Router();`,
        }),
      ),
    );
    expect(rowsOf(app)).toEqual([
      'GET /api/a file',
      'HEAD /api/a file',
      '* /api/a file',
      'GET /api/b file',
      'DELETE /api/b file',
      'GET /api/c file',
      '* /api/c file',
      '* /api/d file',
      '* /api/e/** file',
    ]);
  });

  it('shows full paths below routers, and both of a router that hangs twice', () => {
    const inner = express.Router();
    inner.get('/:id', answer);
    const outer = express.Router();
    outer.use('/inner', inner);
    outer.get('/', answer);
    app.use('/one', outer);
    app.use(['/two', '/three/:name'], outer);
    expect(rowsOf(app)).toEqual([
      'GET /one/inner/:id express',
      'GET /one express',
      'GET /two/inner/:id express',
      'GET /three/:name/inner/:id express',
      'GET /two express',
      'GET /three/:name express',
    ]);
  });

  it.each(['/a.b', '/:x-:y', '/:id/tail', '/'])('shows the mount path %s as it was written', (path) => {
    const router = express.Router();
    router.get('/x', answer);
    app.use(path, router);
    expect(rowsOf(app)).toEqual([`GET ${path === '/' ? '' : path}/x express`]);
  });

  (isExpress4 ? it.each(['/:id(\\d+)', '/:lang?', '/*', '/a/*/:id']) : it.each(['/{:lang}', '/*rest', '/\\(x\\)']))(
    'shows the mount path %s as it was written, too',
    (path) => {
      const router = express.Router();
      router.get('/x', answer);
      app.use(path, router);
      expect(rowsOf(app)).toEqual([`GET ${path}/x express`]);
    },
  );

  it('shows arrays one by one, and regular expressions in parentheses', () => {
    app.get(['/a', /^\/b(x)?$/i], answer);
    const router = express.Router();
    router.get('/x', answer);
    app.use(/^\/c\d+/, router);
    expect(rowsOf(app)).toEqual(['GET /a express', 'GET (/^\\/b(x)?$/i) express', 'GET (/^\\/c\\d+/)/x express']);
  });

  it('shows app.all once, each method of a chain, and no shared middleware of one as a route', () => {
    app.all('/all', answer);
    app.route('/chain').all(pass).get(answer).put(answer);
    app.route('/both').get(answer).all(answer);
    expect(rowsOf(app)).toEqual([
      '* /all express',
      'GET /chain express',
      'PUT /chain express',
      'GET /both express',
      '* /both express',
    ]);
  });

  it('names the middleware before each handler, and leaves out what does not reach it', () => {
    function first(_req: unknown, _res: unknown, next: () => void) {
      next();
    }
    function guard(_req: unknown, _res: unknown, next: () => void) {
      next();
    }
    app.use(first);
    app.use('/other', pass);
    app.get('/a', guard, answer);
    app.use(function late(_req, _res, next) {
      next();
    });
    app.use((_error: unknown, _req: unknown, _res: unknown, next: () => void) => next());
    app.use(
      apiRoutes(
        writeRouteFiles({
          '_middleware.js': `module.exports = function folder(req, res, next) { next(); };`,
          'b.js': `exports.GET = () => {};`,
        }),
      ),
    );
    expect(listAllRoutes(app).map(({ middleware }) => middleware)).toEqual([
      ['first', 'guard'],
      ['first', 'late', 'folder'],
    ]);
  });

  it('shows a mounted app as one row, for Express does not tell what is in it', () => {
    app.use('/admin', express().get('/x', answer));
    expect(rowsOf(app)).toEqual(['* /admin/** express']);
  });

  it('takes a router, too, and ends where one hangs in itself', () => {
    const router: Router = express.Router();
    router.use('/again', router);
    router.get('/x', answer);
    expect(rowsOf(router)).toEqual(['GET /x express']);
  });

  it('has no rows for an app without routes', () => {
    expect(listAllRoutes(app)).toEqual([]);
  });

  it.each([[undefined], [{}], [() => {}]])('throws a TypeError for %p', (value) => {
    expect(() => listAllRoutes(value)).toThrow(/^listAllRoutes\(\) needs an Express app or router, not /);
  });

  describe('warns', () => {
    const files = (list: Record<string, string>) => apiRoutes(writeRouteFiles(list));
    const me = { 'users/me.js': `exports.GET = () => new Response();` };

    it('of a parameter before a file', () => {
      app.get('/api/users/:id', answer);
      app.use(files(me));
      expect(shadowsOf(app)).toEqual(['GET /api/users/me < express GET /api/users/:id']);
    });

    it('of a file before a hand-written route', () => {
      app.use(files({ 'users/[id].js': `exports.GET = () => new Response();` }));
      app.get('/api/users/me', answer);
      expect(shadowsOf(app)).toEqual(['GET /api/users/me < file * /api/users/[id]']);
    });

    it('not of a more specific route before a wider one, whichever is the file', () => {
      app.get('/api/users/first', answer);
      app.use(files({ ...me, 'users/[id].js': `exports.GET = () => new Response();` }));
      app.get('/api/:folder/:id', answer);
      expect(shadowsOf(app)).toEqual([]);
    });

    it('of HEAD behind GET', () => {
      app.get('/x', answer);
      app.head('/x', answer);
      expect(shadowsOf(app)).toEqual(['HEAD /x < express GET /x']);
    });

    it('of app.all behind a file only when that leaves it no method', () => {
      const door = JSON.stringify(require.resolve('../../lib'));
      app.use(
        files({
          'some.js': `module.exports = require(${door}).handlers({ get: (req, res) => res.end() });`,
          'every.js': `exports.ALL = () => new Response();`,
          'refuses.js': `exports.GET = () => new Response();`,
        }),
      );
      app.all('/api/some', answer);
      app.all('/api/every', answer);
      app.all('/api/refuses', answer);
      expect(shadowsOf(app)).toEqual(['* /api/every < file * /api/every', '* /api/refuses < file * /api/refuses']);
      expect(
        listAllRoutes(app)
          .map(({ shadowedBy }) => shadowedBy?.refuses)
          .slice(-2),
      ).toEqual([false, true]);
    });

    it('of methods that are the same only', () => {
      app.post('/api/users/:id', answer);
      app.use(files(me));
      expect(shadowsOf(app)).toEqual([]);
    });

    it('of a method that a file refuses, and says so', () => {
      app.use(files(me));
      app.post('/api/users/me', answer);
      expect(listAllRoutes(app)[1]!.shadowedBy).toMatchObject({ kind: 'file', refuses: true, certain: true });
    });

    it('not of a method that a file hands on', () => {
      app.use(apiRoutes(writeRouteFiles(me), { methodNotAllowed: 'next' }));
      app.post('/api/users/me', answer);
      expect(shadowsOf(app)).toEqual([]);
    });

    it('of a file without methods, which answers them all', () => {
      app.use(files({ 'x.js': `module.exports = (req, res) => res.end();` }));
      app.patch('/api/x', answer);
      expect(shadowsOf(app)).toEqual(['PATCH /api/x < file * /api/x']);
    });

    it('not of an Express-style file that calls next()', () => {
      app.use(files({ 'x.js': `module.exports = (req, res, next) => next();` }));
      app.get('/api/x', answer);
      expect(shadowsOf(app)).toEqual([]);
    });

    it('not of middleware, and not of handlers that call next()', () => {
      app.use(express.json(), express.static(__dirname), pass);
      app.get('/api/users/:id', pass);
      app.all('/api/users/:id', (_req, _res, next) => next('route'));
      app.use(files(me));
      expect(shadowsOf(app)).toEqual([]);
    });

    it('of middleware that never calls next()', () => {
      app.get('/first', answer);
      app.use((_req, res) => void res.status(404).end());
      app.use(files(me));
      expect(shadowsOf(app)).toEqual(['GET /api/users/me < middleware * /']);
    });

    it('of middleware whose next() is for errors only', () => {
      app.use('/api', (_req, _res, next) => next(new Error('closed')));
      app.use(files(me));
      app.get('/open', answer);
      expect(shadowsOf(app)).toEqual(['GET /api/users/me < middleware * /api']);
    });

    it('that it may be hidden, of a handler that hides what it does with next', () => {
      const wrap =
        (handler: Handler): Handler =>
        (req, res, next) =>
          void Promise.resolve(handler(req, res, next)).catch(next);
      app.get('/api/users/:id', wrap(answer));
      app.use(files(me));
      expect(shadowsOf(app)).toEqual(['GET /api/users/me <? express GET /api/users/:id']);
    });

    it('that it may be hidden, of a bound handler', () => {
      app.get('/api/users/:id', answer.bind(null));
      app.use(files(me));
      expect(shadowsOf(app)).toEqual(['GET /api/users/me <? express GET /api/users/:id']);
    });

    it('that it may be hidden, of a regular expression behind a wider route', () => {
      app.get('/a/:id', answer);
      app.get(/^\/a\/(\d+)$/, answer);
      expect(shadowsOf(app)).toEqual(['GET (/^\\/a\\/(\\d+)$/) <? express GET /a/:id']);
    });

    it('not of a route for numbers before one for everything', () => {
      app.get(/^\/api\/users\/\d+$/, answer);
      app.use(files({ 'users/[id].js': `exports.GET = () => new Response();` }));
      expect(shadowsOf(app)).toEqual([]);
    });

    it('of a catch-all, in both directions', () => {
      app.get(isExpress4 ? '/old/*' : '/old/*rest', answer);
      app.use(files({ '[...all].js': `exports.GET = () => new Response();` }));
      app.get('/old/a/:b', answer);
      app.get('/api/x/:y', answer);
      app.get('/elsewhere', answer);
      expect(shadowsOf(app)).toEqual([
        `GET /old/a/:b < express GET ${isExpress4 ? '/old/*' : '/old/*rest'}`,
        'GET /api/x/:y < file * /api/[...all]',
      ]);
    });

    it('below mounts on both sides', () => {
      const router = express.Router();
      router.get('/api/:name', answer);
      app.use('/v1', router);
      app.use('/:version', apiRoutes(writeRouteFiles({ 'x.js': `exports.GET = () => new Response();` })));
      app.use('/v2', router);
      app.get('/v3/api/x', answer);
      expect(shadowsOf(app)).toEqual(['GET /v3/api/x < file * /:version/api/x']);
    });

    it('of one hand-written route that hides another, a handler in front that skips the rest aside', () => {
      app.get('/a/:id', answer);
      app.get('/a/new', answer);
      app.get('/b/:id', (_req, _res, next) => next('route'), answer);
      app.get('/b/new', answer);
      expect(shadowsOf(app)).toEqual(['GET /a/new < express GET /a/:id', 'GET /b/new <? express GET /b/:id']);
    });

    it('of handlers({}) by what each method does', () => {
      const door = JSON.stringify(require.resolve('../../lib'));
      app.use(
        files({
          'x.js': `module.exports = require(${door}).handlers({ get: (req, res) => res.end(), put: (req, res, next) => next() });`,
        }),
      );
      app.get('/api/x', answer);
      app.put('/api/x', answer);
      app.post('/api/x', answer);
      expect(shadowsOf(app)).toEqual(['GET /api/x < file * /api/x']);
      expect(typeof handlers).toBe('function');
    });
  });

  it('stays quick with a thousand routes', () => {
    for (let i = 0; i < 1000; i++) app.get(`/r${i}/:a/:b`, answer);
    const start = performance.now();
    expect(listAllRoutes(app)).toHaveLength(1000);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
