import { pathToFileURL } from 'node:url';
import { apiRoutes } from 'express-pages-api';
import { writeRouteFiles } from '../support/route-files';

const directory = writeRouteFiles({ 'a.js': `exports.GET = () => new Response();` });

describe('a wrong option is a TypeError that names it', () => {
  it.each([
    [{ basePath: 'api' }, 'basePath must be a path such as "/api", with a slash before and none behind, not "api"'],
    [{ basePath: '/api/' }, 'basePath'],
    [{ basePath: '/a//b' }, 'basePath'],
    [{ basePath: '/a?b' }, 'basePath'],
    [{ basePath: '/[v]' }, 'basePath'],
    [{ basePath: '' }, 'basePath'],
    [{ basePath: 5 }, 'basePath must be a path such as "/api", with a slash before and none behind, not 5'],
    [{ bodyParser: '1mb' }, 'bodyParser must be a boolean or { sizeLimit, rawBody }, not "1mb"'],
    [{ bodyParser: { sizeLimit: 'much' } }, 'bodyParser.sizeLimit'],
    [{ bodyParser: { sizeLimit: -1 } }, 'bodyParser.sizeLimit'],
    [{ bodyParser: { limit: '1mb' } }, 'bodyParser.limit is not known; it takes sizeLimit, rawBody'],
    [{ bodyParser: { rawBody: 'yes' } }, 'bodyParser.rawBody must be a boolean, not "yes"'],
    [{ cors: '*' }, 'cors must be a boolean or the options of the cors package, not "*"'],
    [{ cors: { methods: 5 } }, 'cors.methods must be a list of methods, not 5'],
    [{ cors: { allowedHeaders: ['x-a', 5] } }, 'cors.allowedHeaders must be a list of header names, not an array'],
    [{ cors: { exposedHeaders: true } }, 'cors.exposedHeaders must be a list of header names, not true'],
    [{ cors: { credentials: 'yes' } }, 'cors.credentials must be a boolean, not "yes"'],
    [{ cors: { maxAge: '1h' } }, 'cors.maxAge must be a whole number of seconds, not "1h"'],
    [{ cors: { preflightContinue: 1 } }, 'cors.preflightContinue must be a boolean, not 1'],
    [{ cors: { optionsSuccessStatus: 'ok' } }, 'cors.optionsSuccessStatus must be a status, not "ok"'],
    [{ csrf: 'strict' }, 'csrf must be a boolean or { trustedOrigins }, not "strict"'],
    [{ site: 'example.com' }, 'site must be a URL such as "https://example.com", not "example.com"'],
    [{ site: 'ftp://example.com' }, 'site'],
    [{ site: new URL('ftp://example.com') }, 'site'],
    [{ defaultExport: 'astro' }, 'defaultExport must be one of "next", "express", not "astro"'],
    [{ methodNotAllowed: 406 }, 'methodNotAllowed must be one of 405, 404, "next", not 406'],
    [{ ignore: /x/ }, 'ignore must be a glob or a list of globs, not a RegExp'],
    [{ ignore: ['a', 5] }, 'ignore must be a glob or a list of globs, not 5'],
    [{ extensions: 'ts' }, 'extensions must be a list such as ["js", "ts"], not "ts"'],
    [{ extensions: [] }, 'extensions must be a list such as ["js", "ts"], not an empty array'],
    [{ extensions: ['.ts'] }, 'extensions must be extensions without a dot, not ".ts"'],
    [{ loadTimeout: 0 }, 'loadTimeout must be a number of milliseconds above 0, not 0'],
    [{ renderTimeout: 0 }, 'renderTimeout must be a number of milliseconds above 0, not 0'],
    [{ renderTimeout: '5s' }, 'renderTimeout must be a number of milliseconds above 0, not "5s"'],
    [{ loadTimeout: '5s' }, 'loadTimeout must be a number of milliseconds above 0, not "5s"'],
    [{ loadTimeout: NaN }, 'loadTimeout must be a number of milliseconds above 0, not NaN'],
    [{ importModule: true }, 'importModule must be a function, not true'],
    [{ logger: console.log }, 'logger must be an object with warn and error, not the function'],
    [{ logger: null }, 'logger must be an object with warn and error, not null'],
    [{ onError: 'log' }, 'onError must be a function, not "log"'],
    [{ basepath: '/x' }, 'apiRoutes() has no option "basepath"; it takes basePath, bodyParser, cors'],
    [{ constructor: 1 }, 'apiRoutes() has no option "constructor"'],
    [null, 'The options of apiRoutes() must be an object, not null'],
    ['pages', 'The options of apiRoutes() must be an object, not "pages"'],
    [[], 'The options of apiRoutes() must be an object, not an empty array'],
  ])('%j', (options, message) => {
    expect(() => apiRoutes(directory, options as never)).toThrow(TypeError);
    expect(() => apiRoutes(directory, options as never)).toThrow(message);
  });

  it.each([[undefined], [''], [null], [5], [{}]])('directory %j', (wrong) => {
    expect(() => apiRoutes(wrong as never)).toThrow(TypeError);
    expect(() => apiRoutes(wrong as never)).toThrow('The directory of apiRoutes() must be a path such as "pages/api"');
  });

  it('a URL that is no file', () => {
    expect(() => apiRoutes(new URL('https://example.com/api'))).toThrow(TypeError);
    expect(() => apiRoutes(new URL('https://example.com/api'))).toThrow('The directory of apiRoutes()');
  });
});

describe('options that are right', () => {
  it.each([
    [{}],
    [{ basePath: undefined, cors: undefined, logger: undefined }],
    [{ basePath: '/' }],
    [{ basePath: '/v1/api' }],
    [{ site: new URL('https://example.com') }],
    [{ ignore: 'x' }],
    [{ loadTimeout: Infinity }],
    [{ renderTimeout: Infinity }],
    [{ bodyParser: { sizeLimit: 10 } }],
    [{ csrf: { trustedOrigins: ['capacitor://localhost', 'https://a.example:8443', 'null'] } }],
    [{ cors: { origin: ['capacitor://localhost', /example$/], credentials: true } }],
  ])('%j', (options) => {
    expect(apiRoutes(directory, options as never).routes).toHaveLength(1);
  });

  it('take a file URL for the directory', () => {
    expect(apiRoutes(pathToFileURL(directory)).routes[0]!.pattern).toBe('/api/a');
  });

  it.each([
    ['/api', '/api/a'],
    ['/', '/a'],
    ['/v1/x', '/v1/x/a'],
    ['/é', '/%C3%A9/a'],
  ])('basePath %s makes %s', (basePath, pattern) => {
    expect(apiRoutes(directory, { basePath }).routes[0]!.pattern).toBe(pattern);
  });
});
