import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { RouteInfo } from 'express-pages-api';
import { writeRouteFiles } from '../support/route-files';

const cli = path.resolve(__dirname, '../../dist/cli.js');

/** Runs the built command in the folder that holds `api/`. */
function run(files: Record<string, string>, ...flags: string[]) {
  const cwd = path.dirname(writeRouteFiles(files));
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...flags], { cwd, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const files = {
  '_middleware.js': `exports.onRequest = (context, next) => next();`,
  'users/_middleware.js': `module.exports = [function requireLogin(req, res, next) { next(); }, (req, res, next) => next()];`,
  'users/index.js': `exports.GET = () => new Response(); exports.POST = () => new Response();`,
  'users/[id].js': `module.exports = (req, res) => {};`,
  'users/[userId]/posts/[postId]/comments/[...rest].js': `exports.GET = exports.PUT = exports.PATCH = exports.DELETE = () => new Response();`,
  'class.js': `exports.default = class A { get() {} };`,
  'robots.txt.js': `exports.GET = () => new Response();`,
};

describe('pages-api routes', () => {
  it('prints the table in match order', () => {
    const { status, stdout, stderr } = run(
      {
        'users/index.js': files['users/index.js'],
        'users/[id].js': files['users/[id].js'],
        'robots.txt.js': files['robots.txt.js'],
        'class.js': files['class.js'],
      },
      'routes',
      'api',
    );
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toBe(
      [
        'METHOD    URL              FILE            STYLE',
        'GET       /api/class       class.js        class',
        'GET       /api/robots.txt  robots.txt.js   astro',
        'any       /api/users/[id]  users/[id].js   next',
        'GET POST  /api/users       users/index.js  astro',
        '',
        '4 routes',
        '',
      ].join('\n'),
    );
  });

  it('keeps within 80 columns and breaks no word', () => {
    const { stdout } = run(files, 'routes', 'api');
    const lines = stdout.split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/^GET PUT PATCH +\/api\/users +users\/\[userId\] +astro +onRequest,\n {2}DELETE /m);
    expect(stdout.match(/requireLogin/g)).toHaveLength(3);
    expect(stdout).toMatch(/^ .* users\/_middleware$/m);
  });

  it('breaks what has no place to break', () => {
    const { stdout } = run({ [`${'long'.repeat(30)}.js`]: files['robots.txt.js'] }, 'routes', 'api');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout.replaceAll(/\s/g, '')).toContain('long');
  });

  it('prints no colour', () => {
    // eslint-disable-next-line no-control-regex
    expect(run(files, 'routes', 'api').stdout).not.toMatch(/\x1b/);
  });

  it('says that there are none', () => {
    expect(run({}, 'routes', 'api')).toEqual({ status: 0, stdout: 'No routes.\n', stderr: '' });
  });

  it('waits for top-level await', () => {
    const { stdout } = run({ 'a.mjs': `await 0; export const GET = () => new Response();` }, 'routes', 'api');
    expect(stdout).toContain('/api/a');
  });

  it('ends although a route file holds the process open', () => {
    const { status } = run({ 'a.js': `setInterval(() => {}, 1000); ${files['robots.txt.js']}` }, 'routes', 'api');
    expect(status).toBe(0);
  });

  it('takes base path, ignore and default export', () => {
    const { stdout } = run(
      files,
      'routes',
      'api',
      '--base-path',
      '/v1',
      '--ignore',
      'users/**',
      '--default-export',
      'express',
    );
    expect(stdout).toContain('/v1/robots.txt');
    expect(stdout).not.toContain('users');
    expect(run(files, 'routes', 'api', '--default-export', 'express').stdout).toMatch(/users\/\[id\]\.js +express/);
  });

  describe('--json', () => {
    it('prints routes and skipped files for programs', () => {
      const { stdout } = run({ ...files, 'notes.md': '' }, 'routes', 'api', '--json');
      const { routes, skipped } = JSON.parse(stdout) as { routes: RouteInfo[]; skipped: unknown[] };
      expect(routes.map(({ pattern }) => pattern)).toEqual([
        '/api/class',
        '/api/robots.txt',
        '/api/users/[userId]/posts/[postId]/comments/[...rest]',
        '/api/users/[id]',
        '/api/users',
      ]);
      expect(routes[4]).toEqual({
        pattern: '/api/users',
        methods: ['GET', 'HEAD', 'POST', 'OPTIONS'],
        path: 'users/index.js',
        file: expect.stringMatching(/\/api\/users\/index\.js$/),
        style: 'astro',
        middleware: [
          { name: 'onRequest', file: '_middleware.js' },
          { name: 'requireLogin', file: 'users/_middleware.js' },
          { name: 'anonymous', file: 'users/_middleware.js' },
        ],
        guards: { cors: false, csrf: [], bodyLimit: '1mb' },
        prerendered: false,
      });
      expect(skipped).toEqual([{ path: 'notes.md', reason: expect.stringContaining('".md"') }]);
    });
  });

  describe('--explain', () => {
    it.each([
      ['_private.js', 'its name begins with an underscore'],
      ['_lib/a.js', 'the folder "_lib" begins with an underscore'],
      ['__tests__/a.js', 'the folder "__tests__" begins with an underscore'],
      ['.eslintrc.js', 'its name begins with a full stop'],
      ['.cache/a.js', 'the folder ".cache" begins with a full stop'],
      ['types.d.ts', 'it is a type declaration'],
      ['a.test.js', 'it is a test'],
      ['a.spec.ts', 'it is a test'],
      ['page.tsx', '".tsx" is not among the extensions (js, mjs, cjs, ts, mts, cts)'],
      ['a.js.map', '".map" is not among the extensions (js, mjs, cjs, ts, mts, cts)'],
      ['Makefile', 'it has no extension'],
      ['old/a.js', 'it matches the ignore option'],
    ])('%s', (name, reason) => {
      const { stdout } = run({ ...files, [name]: '' }, 'routes', 'api', '--explain', '--ignore', 'old/**');
      expect(stdout).toContain(`\nNot routes:\n  ${name}\n    ${reason}\n`);
    });

    it('says so when every file is one', () => {
      expect(run(files, 'routes', 'api', '--explain').stdout).toContain('Every file is a route or middleware.');
    });
  });

  describe('fails', () => {
    it('with 1 and the start-up error on stderr when a file cannot be served', () => {
      const { status, stdout, stderr } = run({ 'a.js': '', '[b.js': '' }, 'routes', 'api');
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/^apiRoutes\("api"\) found 2 problems:\n/);
      expect(stderr).not.toMatch(/^\s+at /m);
    });

    it('with 1 when a file fails late', () => {
      const { status, stderr } = run({ 'a.mjs': `await 0; throw new Error('x');` }, 'routes', 'api');
      expect(status).toBe(1);
      expect(stderr).toContain('api/a.mjs\n    It threw while loading: Error: x');
    });

    it('with 1 when there is no such directory', () => {
      const { status, stderr } = run({}, 'routes', 'none');
      expect(status).toBe(1);
      expect(stderr).toContain('There is no such directory.');
    });

    it.each([
      ['no directory', ['routes'], /missing required argument 'dir'/],
      ['an unknown command', ['serve'], /unknown command 'serve'/],
      ['an unknown option', ['routes', 'api', '--yaml'], /unknown option '--yaml'/],
      ['a wrong base path', ['routes', 'api', '--base-path', 'api'], /^basePath must be a path such as "\/api"/],
      [
        'a wrong style',
        ['routes', 'api', '--default-export', 'koa'],
        /^defaultExport must be one of "next", "express", not "koa"/,
      ],
    ])('with 2 for %s', (_what, flags, message) => {
      const { status, stdout, stderr } = run(files, ...flags);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(message);
    });
  });

  it('has help with examples and exit codes', () => {
    const { status, stdout } = run({}, 'routes', '--help');
    expect(status).toBe(0);
    expect(stdout).toMatch(/Examples:\n {2}\$ pages-api routes pages\/api\n/);
    expect(stdout).toContain('Exit codes: 0 printed, 1 a file cannot be served, 2 wrong usage');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('has a version', () => {
    expect(run({}, '--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
