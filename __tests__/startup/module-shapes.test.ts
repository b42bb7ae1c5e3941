import { apiRoutes, RouteError, type ApiRoutesOptions } from 'express-pages-api';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';

function start(files: Record<string, string>, options: ApiRoutesOptions = {}): RouteError {
  try {
    apiRoutes(writeRouteFiles(files), options);
  } catch (error) {
    return error as RouteError;
  }
  throw new Error('it started');
}

const ownPackage = JSON.stringify(require.resolve('../../lib/index.ts'));

describe('a module without a usable export', () => {
  it.each([
    ['nothing', ``, 'It exports no endpoint.', 'Export a default function (req, res)'],
    [
      'helpers only',
      `exports.helper = 1; exports.other = () => {};`,
      'It exports no endpoint.',
      'a file name that begins with "_" is no route',
    ],
    [
      'a default object',
      `exports.default = { a: 1 };`,
      'Its default export is an object.',
      'Export a function, a class',
    ],
    ['a default string', `exports.default = 'hello';`, 'Its default export is "hello".', 'Export a function'],
    [
      'a default Response',
      `exports.default = new Response();`,
      'Its default export is a Response.',
      'Export a function',
    ],
    [
      'a default promise',
      `exports.default = Promise.resolve(() => {});`,
      'Its default export is a Promise.',
      'Export a function',
    ],
    ['null', `module.exports = null;`, 'It exports no endpoint.', 'Export a default function'],
    [
      'a method that is no function',
      `exports.GET = new Response();`,
      'The export GET is a Response, not a function.',
      'export const GET = (context) =>',
    ],
    ['ALL that is no function', `exports.ALL = 'x';`, 'The export ALL is "x", not a function.', 'Export a function'],
    ['four parameters', `module.exports = (error, req, res, next) => {};`, 'takes four parameters', 'into _middleware'],
    [
      'an empty array',
      `module.exports = [];`,
      'an array that holds something other than middleware, or nothing',
      'Export an array of functions',
    ],
    [
      'an array with a string',
      `module.exports = [(req, res) => {}, 'x'];`,
      'an array that holds something other',
      'Export an array of functions',
    ],
    [
      'a class without methods',
      `exports.default = class Users { list() {} };`,
      'The class Users has no method named get',
      'Add one of these methods.',
    ],
    [
      'handlers() without methods',
      `module.exports = require(${ownPackage}).handlers({});`,
      'handlers({}) holds no handler',
      'Correct the error',
    ],
    [
      'handlers() without an argument',
      `module.exports = require(${ownPackage}).handlers();`,
      'handlers({}) holds no handler',
      'Correct the error',
    ],
    ['TRACE alone', `exports.TRACE = () => new Response();`, 'It exports no endpoint.', 'Export a default function'],
    [
      'a class that is not HttpEndpoint as a named export',
      `exports.Users = class Users { get() {} };`,
      'It exports no endpoint.',
      'a class with get(), post() ... that is the default export or extends HttpEndpoint',
    ],
  ])('%s', (_what, text, message, remedy) => {
    const { problems } = start({ 'a.js': text });
    expect(problems).toHaveLength(1);
    expect(problems[0]!.file).toMatch(/\/api\/a\.js$/);
    expect(problems[0]!.message).toContain(message);
    expect(problems[0]!.remedy).toContain(remedy);
  });
});

describe('mixed styles', () => {
  it.each([
    ['a default function beside GET', `exports.default = () => {}; exports.GET = () => {};`, 'default and GET'],
    [
      'an edge handler beside POST',
      `exports.config = { runtime: 'edge' }; exports.default = () => {}; exports.POST = () => {};`,
      'default and POST',
    ],
    [
      'two classes',
      `const { HttpEndpoint } = require(${ownPackage});
       exports.A = class A extends HttpEndpoint { get() {} }; exports.B = class B extends HttpEndpoint { get() {} };`,
      'A and B',
    ],
    [
      'a class beside GET',
      `const { HttpEndpoint } = require(${ownPackage});
       exports.A = class A extends HttpEndpoint { get() {} }; exports.GET = () => {};`,
      'A and GET',
    ],
  ])('%s', (_what, text, names) => {
    const { problems } = start({ 'a.js': text });
    expect(problems[0]!.message).toBe(`It exports both ${names}, which belong to different styles.`);
    expect(problems[0]!.remedy).toContain('Keep one style in a file, or name it: export const config = { style: ');
  });

  it('are fine once config.style says which', () => {
    const text = `exports.config = { style: 'next' }; exports.default = () => {}; exports.GET = () => {};`;
    expect(apiRoutes(writeRouteFiles({ 'a.js': text })).routes[0]!.style).toBe('next');
  });

  it.each([
    [
      'a default function beside get',
      `exports.default = () => {}; exports.get = () => {};`,
      /a\.js: get beside a default export: only the default export answers/,
    ],
    [
      'get beside GET',
      `exports.GET = () => {}; exports.get = () => {};`,
      /a\.js: Lower-case method names beside upper-case ones/,
    ],
  ])('%s is a warning', (_what, text, warning) => {
    const logger = createQuietLogger();
    apiRoutes(writeRouteFiles({ 'a.js': text }), { logger });
    expect(logger.warnings).toEqual([expect.stringMatching(warning)]);
  });
});

describe('a wrong config', () => {
  it.each([
    ['"edge"', 'config must be an object, not "edge"'],
    ['{ style: "rails" }', 'config.style must be one of next, astro, class, express, not "rails"'],
    ['{ runtime: "deno" }', 'config.runtime must be one of nodejs, edge, experimental-edge, not "deno"'],
    ['{ api: true }', 'config.api must be an object, not true'],
    ['{ api: { bodyParser: "1mb" } }', 'config.api.bodyParser must be a boolean or { sizeLimit, rawBody }, not "1mb"'],
    [
      '{ api: { bodyParser: { limit: "1mb" } } }',
      'config.api.bodyParser.limit is not known; it takes sizeLimit, rawBody',
    ],
    ['{ api: { bodyParser: { sizeLimit: "lots" } } }', 'config.api.bodyParser.sizeLimit'],
    ['{ api: { responseLimit: "lots" } }', 'config.api.responseLimit'],
    ['{ cors: "*" }', 'config.cors must be a boolean or the options of the cors package, not "*"'],
    ['{ csrf: [] }', 'config.csrf must be a boolean or { trustedOrigins: [...] }'],
  ])('%s', (config, message) => {
    const { problems } = start({ 'a.js': `exports.config = ${config}; exports.default = () => {};` });
    expect(problems[0]!.file).toMatch(/\/api\/a\.js$/);
    expect(problems[0]!.message).toContain(message);
  });
});

describe('a file that throws while loading', () => {
  it.each([
    ['an Error', `throw new Error('no database');`, 'It threw while loading: Error: no database'],
    [
      'an error of its own',
      `class ConfigError extends Error { name = 'ConfigError' } throw new ConfigError('PORT?');`,
      'ConfigError: PORT?',
    ],
    ['a string', `throw 'tantrum';`, 'It threw while loading: "tantrum"'],
    ['a missing module', `require('./missing');`, "Cannot find module './missing'"],
    [
      'handlers() with a name that is no method',
      `require(${ownPackage}).handlers({ gte: () => {} });`,
      'handlers({ gte }) is no method',
    ],
    [
      'handlers() with a string',
      `require(${ownPackage}).handlers({ get: 'x' });`,
      'handlers({ get }) must be a function or a list of functions',
    ],
  ])('%s', (_what, text, message) => {
    const error = start({ 'a.js': text });
    expect(error.problems).toHaveLength(1);
    expect(error.problems[0]!.file).toMatch(/\/api\/a\.js$/);
    expect(error.problems[0]!.message).toContain(message);
  });

  it('keeps the thrown error as the cause', () => {
    const error = start({ 'a.js': `throw Object.assign(new Error('x'), { mark: 7 });` });
    expect(error.cause).toMatchObject({ mark: 7 });
  });
});

describe('everything at once', () => {
  const error = () =>
    start({
      'syntax.js': `exports.GET = (;`,
      'throws.js': `throw new Error('no database');`,
      'empty.js': ``,
      'mixed.js': `exports.default = () => {}; exports.GET = () => {};`,
      'config.js': `exports.config = { style: 'rails' }; exports.default = () => {};`,
      '[broken.js': `exports.GET = () => {};`,
      'twice.js': `exports.GET = () => {};`,
      'twice/index.js': `exports.GET = () => {};`,
      'folder/_middleware.js': `exports.other = 1;`,
      'fine.js': `exports.GET = () => {};`,
    });

  it('is one error that names each file', () => {
    const { message, problems } = error();
    expect(message).toMatch(/^apiRoutes\(".*\/api"\) found 8 problems:\n/);
    expect(problems).toHaveLength(8);
    for (const name of ['syntax', 'throws', 'empty', 'mixed', 'config', '[broken', 'twice', 'folder/_middleware']) {
      expect(message).toContain(`/api/${name}.js`);
    }
    expect(message).not.toContain('fine.js');
  });

  it('has a remedy for each', () => {
    for (const { remedy } of error().problems) expect(remedy).toMatch(/^[A-Z].*\.$/s);
  });
});

describe('the directory', () => {
  it('may not be missing', () => {
    const error = (() => {
      try {
        apiRoutes('no/such/api');
      } catch (thrown) {
        return thrown as RouteError;
      }
      throw new Error('it started');
    })();
    expect(error).toBeInstanceOf(RouteError);
    expect(error.message).toContain('apiRoutes("no/such/api") found a problem:');
    expect(error.message).toContain('There is no such directory.');
    expect(error.message).toContain(`a relative path starts at ${process.cwd()}`);
  });

  it('may not be a file', () => {
    expect(() => apiRoutes('package.json')).toThrow(/It is a file, not a directory\.\n\s+-> /);
  });

  it('may be empty', () => {
    expect(apiRoutes(writeRouteFiles({})).routes).toEqual([]);
  });
});
