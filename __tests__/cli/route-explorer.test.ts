import request from 'supertest';
import { apiRoutes, type RouteInfo } from 'express-pages-api';
import type { ExplorerView } from '../../lib/cli/explorer-page';
import { createRouteExplorer } from '../../lib/cli/route-explorer';
import { writeRouteFiles } from '../support/route-files';

const route: RouteInfo = {
  pattern: '/api/users/[id]',
  methods: ['GET', 'HEAD', 'POST', 'OPTIONS'],
  path: 'users/[id].js',
  file: '/app/pages/api/users/[id].js',
  style: 'astro',
  middleware: [{ name: 'requireLogin', file: '_middleware.js' }],
  guards: { cors: false, csrf: [], bodyLimit: '1mb' },
  prerendered: false,
};
const view: ExplorerView = { directory: 'pages/api', routes: [route], skipped: [] };

/** What is answered at the URL, with this to show. */
function get(changes: Partial<ExplorerView> = {}, url = '/_routes') {
  return request(explore(() => ({ ...view, ...changes }))).get(url);
}

function explore(readView: () => ExplorerView) {
  const explorer = createRouteExplorer(readView);
  return (req: any, res: any) => explorer(req, res, () => res.writeHead(404).end('passed on'));
}

/** What of the page a reader sees, without markup. */
async function textOf(changes: Partial<ExplorerView>): Promise<string> {
  const { text } = await get(changes);
  return text
    .slice(text.indexOf('<body>'), text.indexOf('<script>'))
    .replaceAll('<wbr>', '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

const hostile = `<script>alert("1")</script><img src=x onerror='alert(2)'>&amp;`;
const escaped =
  '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&lt;img src=x onerror=&#39;alert(2)&#39;&gt;&amp;amp;';

describe('the route explorer', () => {
  it('shows what there is to know of a route', async () => {
    expect(await textOf({})).toContain(
      'GET POST /api/users/ [id] users/[id].js astro requireLogin _middleware.js CSRF body: 1mb live',
    );
  });

  it.each<[string, Partial<RouteInfo>, string]>([
    ['every method', { methods: ['*'] }, ' any /api/users/'],
    ['a prerendered route', { prerendered: true, middleware: [] }, ' ran ahead of time CSRF prerendered '],
    ['no middleware', { middleware: [] }, ' astro none CSRF '],
    ['no guard', { guards: { cors: false, csrf: false, bodyLimit: false } }, ' body: no limit live'],
    [
      'all guards',
      { guards: { cors: ['https://a.example', '*'], csrf: ['https://b.example'], bodyLimit: '5mb' } },
      'CORS: https://a.example, * CSRF, trusts https://b.example body: 5mb',
    ],
  ])('shows %s', async (_what, changes, expected) => {
    expect(await textOf({ routes: [{ ...route, ...changes }] })).toContain(expected);
  });

  it('links what a GET reaches without a parameter, and nothing else', async () => {
    const routes = [
      { ...route, pattern: '/api/plain' },
      { ...route, pattern: '/api/save', methods: ['POST', 'OPTIONS'] },
      { ...route, pattern: '/api/router/**', methods: ['*'] },
      route,
    ];
    const { text } = await get({ routes });
    expect(text.match(/href="\/api[^"]*"/g)).toEqual(['href="/api/plain"']);
  });

  it('explains skipped files', async () => {
    const skipped = [{ path: 'notes.md', reason: '".md" is not among the extensions' }];
    expect(await textOf({ skipped })).toContain('notes.md &quot;.md&quot; is not among the extensions');
  });

  it('says so when there is nothing yet', async () => {
    expect(await textOf({ routes: [] })).toContain('No routes yet. A file such as pages/api/hello.js makes one.');
  });

  it('shows what is broken now', async () => {
    expect(await textOf({ problem: 'a.js: Unexpected token' })).toContain('a.js: Unexpected token');
    expect(await textOf({})).not.toContain('Not all files can be served');
  });

  it.each<[string, Partial<ExplorerView>]>([
    ['the directory', { directory: hostile }],
    ['a pattern', { routes: [{ ...route, pattern: `/api/${hostile}` }] }],
    ['a path', { routes: [{ ...route, path: hostile }] }],
    ['a file', { routes: [{ ...route, file: hostile }] }],
    ['a style', { routes: [{ ...route, style: hostile as 'next' }] }],
    ['a method', { routes: [{ ...route, methods: [hostile] }] }],
    ['the name of middleware', { routes: [{ ...route, middleware: [{ name: hostile, file: 'a.js' }] }] }],
    ['the file of middleware', { routes: [{ ...route, middleware: [{ name: 'a', file: hostile }] }] }],
    ['an origin', { routes: [{ ...route, guards: { cors: [hostile], csrf: [hostile], bodyLimit: hostile } }] }],
    ['a skipped file', { skipped: [{ path: hostile, reason: 'it is a test' }] }],
    ['a reason', { skipped: [{ path: 'a', reason: hostile }] }],
    ['a problem', { problem: hostile }],
  ])('escapes %s', async (_what, changes) => {
    const { text } = await get(changes);
    expect(text.replaceAll('<wbr>', '')).toContain(escaped);
    expect([text.match(/<script/g), text.match(/<img/g)]).toEqual([['<script'], null]);
  });

  it('allows nothing but its own style and script, whatever it shows', async () => {
    const { headers } = await get({ problem: hostile });
    const policy = headers['content-security-policy'];
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; script-src 'sha256-[\w+/]{43}='; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    );
    expect((await get()).headers['content-security-policy']).toBe(policy);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'content-type': 'text/html; charset=utf-8',
    });
  });

  it('gives programs the same as JSON', async () => {
    const { body, headers } = await get({ problem: 'x' }, '/_routes.json');
    expect([body, headers['content-type']]).toEqual([{ ...view, problem: 'x' }, 'application/json; charset=utf-8']);
  });

  it('shows what is served at the time of each request', async () => {
    let routes: RouteInfo[] = [];
    const app = explore(() => ({ ...view, routes }));
    expect((await request(app).get('/_routes')).text).toContain('<title>0 routes of pages/api</title>');
    routes = [route];
    expect((await request(app).get('/_routes?text=users')).text).toContain('<title>1 route of pages/api</title>');
  });

  it('answers HEAD with the length, and refuses other methods', async () => {
    const head = await request(explore(() => view)).head('/_routes');
    expect(Number(head.headers['content-length'])).toBeGreaterThan(1000);
    const { status, headers } = await request(explore(() => view)).post('/_routes');
    expect([status, headers['allow']]).toEqual([405, 'GET, HEAD']);
  });

  it('is no part of apiRoutes()', async () => {
    const app = apiRoutes(writeRouteFiles({ '[...rest].js': 'exports.GET = () => new Response("a route")' }), {
      basePath: '/',
    });
    expect((await request(app).get('/_routes')).text).toBe('a route');
  });

  it.each(['/', '/_routes/', '/_routes2', '/api/_routes', '//_routes'])('leaves %s alone', async (url) => {
    expect((await get({}, url)).text).toBe('passed on');
  });
});
