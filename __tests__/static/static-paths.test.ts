import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { buildStatic, type BuildResult } from 'express-pages-api/static';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';

const get = 'exports.GET = (c) => Response.json({ params: c.params, props: c.props });\n';

function build(files: Record<string, string>): Promise<BuildResult> {
  const directory = writeRouteFiles(files);
  return buildStatic(directory, { outDir: path.join(directory, '../dist'), logger: createQuietLogger() });
}

async function filesOf(name: string, entries: string): Promise<string[]> {
  const { files } = await build({ [name]: `${get}exports.getStaticPaths = () => (${entries});` });
  return files.map((file) => file.path);
}

async function messageOf(building: Promise<unknown>): Promise<string> {
  return building.then(
    () => 'it was built',
    (error: Error) => error.message,
  );
}

describe('getStaticPaths', () => {
  it('gives one file for each entry', async () => {
    expect(await filesOf('[id].json.js', "[{ params: { id: '1' } }, { params: { id: '2' } }]")).toEqual([
      'api/1.json',
      'api/2.json',
    ]);
  });

  it('may be asynchronous', async () => {
    expect(await filesOf('[id].js', "Promise.resolve([{ params: { id: 'a' } }])")).toEqual(['api/a']);
  });

  it('is called once, with paginate and the pattern of the route', async () => {
    const directory = writeRouteFiles({
      '[id].js': `${get}exports.getStaticPaths = (options) => {
        globalThis.staticCalls = [...(globalThis.staticCalls ?? []), [Object.keys(options), options.routePattern]];
        return [{ params: { id: 'a' } }, { params: { id: 'b' } }];
      };`,
    });
    await buildStatic(directory, { outDir: path.join(directory, '../dist') });
    const { staticCalls } = globalThis as { staticCalls?: unknown };
    expect(staticCalls).toEqual([[['paginate', 'routePattern'], '/api/[id]']]);
  });

  it('is not called for a file without parameters', async () => {
    const { files } = await build({ 'a.js': `${get}exports.getStaticPaths = () => { throw new Error('called'); };` });
    expect(files).toHaveLength(1);
  });

  it('hands props on as they are', async () => {
    const { files } = await build({
      '[id].txt.js': `exports.getStaticPaths = () => [{ params: { id: 'a' }, props: { at: new Date(0), f: () => 'called' } }];
        exports.GET = ({ props }) => new Response(props.f() + props.at.getTime());`,
    });
    expect(files[0]!.bytes).toBe('called0'.length);
  });

  it.each([
    ['slashes around a value are dropped', '[...p].json.js', "'/a/b/'", 'api/a/b.json'],
    ['? and # are escaped', '[...p].json.js', "'a?b#c'", 'api/a%3Fb%23c.json'],
    ['spaces, é, & and + stay', '[...p].json.js', "'a b/é&+'", 'api/a b/é&+.json'],
    ['a catch-all may be left out', '[...p].json.js', 'undefined', 'api/.json'],
    ['three full stops are a name', '[p].json.js', "'..'", 'api/...json'],
  ])('reads values as Astro does: %s', async (_fact, name, value, file) => {
    expect(await filesOf(name, `[{ params: { p: ${value}, more: 'dropped' } }]`)).toEqual([file]);
  });

  it('takes 100,000 entries', async () => {
    const directory = writeRouteFiles({
      '[id].js': `exports.GET = () => new Response(null); exports.getStaticPaths = () => Array.from({ length: 100_000 }, (_, i) => ({ params: { id: String(i) } }));`,
    });
    const { empty } = await buildStatic(directory, { outDir: path.join(directory, '../dist'), dryRun: true });
    expect(empty).toHaveLength(100_000);
  }, 60_000);

  it.each([
    ['null', '[id].js', 'null', 'returned null; it must return an array'],
    ['an object', '[id].js', '({})', 'returned an object; it must return an array'],
    ['a list of lists', '[id].js', "[[{ params: { id: '1' } }]]", 'has an entry that is an array'],
    ['an entry that is null', '[id].js', '[null]', 'has an entry that is null'],
    ['an entry without params', '[id].js', '[{}]', 'has an entry without params'],
    ['empty params', '[id].js', '[{ params: {} }]', 'has an entry without params'],
    ['a number', '[id].js', '[{ params: { id: 5 } }]', 'gives the parameter "id" 5 (number)'],
    ['a boolean', '[...id].js', '[{ params: { id: true } }]', 'gives the parameter "id" true (boolean)'],
    ['an array for a catch-all', '[...id].js', "[{ params: { id: ['a'] } }]", 'gives the parameter "id" an array'],
    ['a missing parameter', '[id].js', "[{ params: { name: 'x' } }]", 'an entry without the parameter "id"'],
    ['an empty parameter', '[id].js', "[{ params: { id: '' } }]", 'an entry without the parameter "id"'],
    [
      'a slash in a plain parameter',
      '[id].js',
      "[{ params: { id: 'a/b' } }]",
      '"/api/a/b" of getStaticPaths() is not one of',
    ],
    [
      'a value that is read otherwise',
      '[a]-[b].js',
      "[{ params: { a: 'x-y', b: 'z' } }]",
      '"/api/x-y-z" of getStaticPaths()',
    ],
    [
      'an error',
      '[id].js',
      "(() => { throw new Error('no database'); })()",
      'getStaticPaths() threw: Error: no database',
    ],
  ])('is refused with %s', async (_what, name, entries, message) => {
    const text = await messageOf(build({ [name]: `${get}exports.getStaticPaths = () => (${entries});` }));
    expect(text).toContain(message);
    expect(text).toContain(`api/${name}`);
  });

  it('must be there when the file has parameters, and must be a function', async () => {
    expect(await messageOf(build({ '[id].js': get }))).toContain('no getStaticPaths() says which paths there are');
    expect(await messageOf(build({ '[id].js': `${get}exports.getStaticPaths = [];` }))).toContain(
      'Its export "getStaticPaths" is an empty array, not a function',
    );
  });

  it('refuses at start-up, too, at once where it can', () => {
    const directory = writeRouteFiles({ '[id].js': get });
    expect(() => apiRoutes(directory, { output: 'static' })).toThrow('no getStaticPaths()');
  });
});

describe('what never answers', () => {
  const never = 'new Promise(() => {})';
  const stuck = `exports.GET = () => ${never};`;

  async function messageAfter(files: Record<string, string>, renderTimeout = 200): Promise<string> {
    const directory = writeRouteFiles(files);
    return messageOf(buildStatic(directory, { outDir: path.join(directory, '../dist'), renderTimeout }));
  }

  it.each([
    ['an endpoint', { 'a.js': stuck }],
    ['a body', { 'a.js': 'exports.GET = () => new Response(new ReadableStream({}));' }],
    ['Express middleware', { 'a.js': get, '_middleware.js': 'module.exports = (req, res, next) => {};' }],
    ['onRequest', { 'a.js': get, '_middleware.js': `exports.onRequest = () => ${never};` }],
  ])('is named with its file and path: %s', async (_what, files) => {
    expect(await messageAfter(files)).toMatch(
      /api\/a\.js\n\s+\/api\/a: It has not answered in full after 200 ms\.\n\s+-> .*renderTimeout/,
    );
  });

  it('is named when it is getStaticPaths', async () => {
    expect(await messageAfter({ '[id].js': `${get}exports.getStaticPaths = () => ${never};` })).toMatch(
      /api\/\[id\]\.js\n\s+getStaticPaths\(\) has not settled after 200 ms\.\n\s+-> .*renderTimeout/,
    );
  });

  it('does not hold back the error of another file', async () => {
    const files = { 'a.js': stuck, 'b.js': 'exports.GET = async () => { throw new Error("no database"); };' };
    expect(await messageAfter(files, Infinity)).toContain('/api/b: It threw Error: no database');
  });

  it('rejects ready, too', async () => {
    const { ready } = apiRoutes(writeRouteFiles({ 'a.js': stuck }), { output: 'static', renderTimeout: 200 });
    await expect(ready).rejects.toThrow('/api/a: It has not answered in full after 200 ms.');
  });
});

describe('paginate', () => {
  const pages = (options: string): string =>
    `exports.getStaticPaths = ({ paginate }) => paginate(['a', 'b', 'c'], ${options});
     exports.GET = ({ params, props }) => Response.json({ params, ...props });`;

  async function answers(name: string, options: string): Promise<Record<string, any>> {
    const directory = writeRouteFiles({ [name]: pages(options) });
    const routes = apiRoutes(directory, { output: 'static', basePath: '/' });
    await routes.ready;
    const found: Record<string, any> = {};
    for (const url of ['/list', '/list/1', '/list/2', '/list/3']) {
      const { status, body } = await request(routes as never).get(url);
      if (status === 200) found[url] = body;
    }
    return found;
  }

  it('numbers every page of [page]', async () => {
    const found = await answers('list/[page].js', '{ pageSize: 2 }');
    expect(Object.keys(found)).toEqual(['/list/1', '/list/2']);
    expect(found['/list/1']).toEqual({
      params: { page: '1' },
      page: {
        data: ['a', 'b'],
        start: 0,
        end: 1,
        size: 2,
        total: 3,
        currentPage: 1,
        lastPage: 2,
        url: { current: '/list/1', next: '/list/2', last: '/list/2' },
      },
    });
  });

  it('gives the first page of [...page] no number', async () => {
    const found = await answers('list/[...page].js', '{ pageSize: 2 }');
    expect(Object.keys(found)).toEqual(['/list', '/list/2']);
    expect(found['/list/2'].page.url).toEqual({ current: '/list/2', prev: '/list', first: '/list' });
  });

  it('puts all on one page by default up to ten, or with an infinite size', async () => {
    for (const options of ['{}', '{ pageSize: Infinity }']) {
      expect(Object.keys(await answers('list/[page].js', options))).toEqual(['/list/1']);
    }
  });

  it('adds props and changes each URL with format', async () => {
    const found = await answers(
      'list/[page].js',
      "{ pageSize: 2, props: { lang: 'de' }, format: (url) => url + '.html' }",
    );
    expect(found['/list/1']).toMatchObject({ lang: 'de', page: { url: { current: '/list/1.html' } } });
  });

  it('has one page for an empty list', async () => {
    const { files } = await build({
      '[page].json.js': `${get}exports.getStaticPaths = ({ paginate }) => paginate([]);`,
    });
    expect(files.map((file) => file.path)).toEqual(['api/1.json']);
  });

  it('is refused where no parameter is named page', async () => {
    const text = await messageOf(
      build({ '[id].js': `${get}exports.getStaticPaths = ({ paginate }) => paginate([]);` }),
    );
    expect(text).toContain('the file name has no parameter "page"');
  });
});

describe('what cannot become a file', () => {
  const withParam = (value: string): Record<string, string> => ({
    '[...p].js': `${get}exports.getStaticPaths = () => [{ params: { p: ${JSON.stringify(value)} } }];`,
  });

  it.each([
    '..',
    '../../etc/passwd',
    'a/../../../b',
    '%2e%2e/x',
    '%2E%2E%2Fx',
    '..%2f..%2fx',
    'a\\..\\b',
    'C:\\x',
    'C:x',
    '//host/share',
    'a\0b',
    'a%00b',
    'a\nb',
    'con',
    'NUL.txt',
    'x/com1.json',
    'LPT9',
    'name.',
    'name ',
    'a /b',
    'a?*|b',
    'a<b',
    'x'.repeat(256),
    '.',
    './a',
  ])('is refused before anything is written: %j', async (value) => {
    const directory = writeRouteFiles(withParam(value));
    const building = buildStatic(directory, { outDir: path.join(directory, '../dist') });
    const text = await messageOf(building);
    // Slashes around a value are dropped: what is absolute becomes a name below the folder.
    if (value.startsWith('//')) expect(text).toBe('it was built');
    else
      expect([text, readdirSync(path.dirname(directory))]).toEqual([expect.stringContaining('api/[...p].js'), ['api']]);
  });

  it.each(['.pages-api-manifest.json', '.Pages-API-manifest.json', '.pages-api-manifest.json/x'])(
    'is what the manifest stands in the way of: %s',
    async (p) => {
      const directory = writeRouteFiles(withParam(p));
      const building = buildStatic(directory, { outDir: path.join(directory, '../dist'), basePath: '/' });
      expect(await messageOf(building)).toContain(
        `api/[...p].js\n    "/${p}" cannot become a file: the manifest of the build has this name`,
      );
    },
  );

  it('comes as one error with every path that is wrong', async () => {
    const text = await messageOf(
      build({
        '[p].js': `${get}exports.getStaticPaths = () => ['con', 'aux.txt', 'fine'].map((p) => ({ params: { p } }));`,
        'b/[p].js': `${get}exports.getStaticPaths = () => [{ params: { p: 'x.' } }];`,
      }),
    );
    expect(text).toContain('found 3 problems');
    expect(text.match(/"\/api\/(con|aux\.txt|b\/x\.)" cannot become a file/g)).toHaveLength(3);
  });

  it('is one path twice, of one file or of two', async () => {
    const twice = `${get}exports.getStaticPaths = () => ['a', 'a'].map((p) => ({ params: { p } }));`;
    expect(await messageOf(build({ '[p].js': twice }))).toContain('/api/a, which an earlier entry of getStaticPaths()');
    const once = `${get}exports.getStaticPaths = () => [{ params: { p: 'a' } }];`;
    expect(await messageOf(build({ '[p].js': once, 'a.js': get }))).toContain('/api/a, which a.js has already');
  });

  it('is a file where a folder must be', async () => {
    const text = await messageOf(build({ 'index.js': get, 'plain.js': get }));
    expect(text).toContain('Its path /api/plain needs a folder where index.js puts the file /api');
  });

  it('is a file where many folders must be: each is named once', async () => {
    const paths = `${get}exports.getStaticPaths = () => ['b/1', 'b/2', 'c'].map((p) => ({ params: { p } }));`;
    const text = await messageOf(build({ '[...p].js': paths, 'b.js': get, 'c/d.js': get }));
    expect(text).toContain('found 2 problems');
    expect(text).toContain('Its path /api/b/1 needs a folder where b.js puts the file /api/b.');
    expect(text).toContain('Its path /api/c/d needs a folder where [...p].js puts the file /api/c.');
  });

  it('is an entry that changes while the paths are run', async () => {
    const directory = writeRouteFiles({
      '[id].js': `const entries = ['a', 'b'].map((id) => ({ params: { id } }));
        exports.getStaticPaths = () => entries;
        exports.GET = () => { entries[1].params.id = 'z'; return new Response('x'); };`,
    });
    const outDir = path.join(directory, '../dist');
    expect(await messageOf(buildStatic(directory, { outDir, concurrency: 1 }))).toBe(
      '[id].js: an entry of getStaticPaths() became /api/z while the paths were run.',
    );
    expect(existsSync(outDir)).toBe(false);
  });

  it('is the root, which has no name', async () => {
    const directory = writeRouteFiles({ 'index.js': get });
    const outDir = path.join(directory, '../dist');
    expect(await messageOf(buildStatic(directory, { outDir, basePath: '/' }))).toContain('the root has no file name');
  });

  it.each([
    ['a redirect', 'exports.GET = (c) => c.redirect("/b")', '/api/a: It redirects to "/b" (status 302)'],
    [
      'a status of 404',
      'exports.GET = () => new Response("no", { status: 404 })',
      '/api/a: It answered with status 404',
    ],
    [
      'a status of 500',
      'exports.GET = () => new Response(null, { status: 500 })',
      '/api/a: It answered with status 500',
    ],
    ['a throw', 'exports.GET = () => { throw new Error("no") }', '/api/a: It threw Error: no'],
    ['a rejection', 'exports.GET = async () => { throw "no" }', '/api/a: It threw'],
    [
      'a thrown 404',
      'exports.GET = () => { throw new Response("", { status: 404 }) }',
      '/api/a: It answered with status 404',
    ],
    ['no Response', 'exports.GET = () => ({})', '/api/a: It threw TypeError: GET of a.js returned an object'],
    [
      'a broken stream',
      'exports.GET = () => new Response(new ReadableStream({ pull() { throw new Error("torn") } }))',
      '/api/a: It threw Error: torn',
    ],
    [
      'an answer through res',
      'exports.GET = (c) => { c.res.end("x") }',
      '/api/a: It was answered through res, with status 200',
    ],
    ['a client address', 'exports.GET = (c) => new Response(c.clientAddress)', 'context.clientAddress is not there'],
    ['only POST', 'exports.POST = () => new Response()', 'It exports neither GET nor ALL'],
    ['a Next-style file', 'module.exports = (req, res) => res.end()', 'It exports neither GET nor ALL'],
    ['a prerender that is text', `${get}exports.prerender = 'true'`, 'Its export "prerender" is "true"'],
  ])('is %s', async (_what, text, message) => {
    const found = await messageOf(build({ 'a.js': text }));
    expect(found).toContain(message);
    expect(found).toContain('api/a.js');
  });

  it('is what middleware refuses', async () => {
    const text = await messageOf(
      build({ '_middleware.js': 'module.exports = (req, res) => { res.statusCode = 401; res.end(); }', 'a.js': get }),
    );
    expect(text).toContain('/api/a: It was answered through res, with status 401');
  });

  it('leaves nothing beside the target', async () => {
    const directory = writeRouteFiles({ 'a.js': 'exports.GET = () => { throw new Error("no") }' });
    await messageOf(buildStatic(directory, { outDir: path.join(directory, '../dist') }));
    expect(existsSync(path.join(directory, '../dist'))).toBe(false);
    expect(readdirSync(path.join(directory, '..'))).toEqual(['api']);
  });
});
