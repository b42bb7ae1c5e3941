import { performance } from 'node:perf_hooks';
import { apiRoutes } from '../../lib';
import { answer } from '../fuzz/express-in-memory';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';

/** Every header that `lib/` reads, or gives to a package that reads it. */
const headers = [
  'Accept',
  'Access-Control-Request-Headers',
  'Access-Control-Request-Method',
  'Content-Encoding',
  'Content-Length',
  'Content-Type',
  'Cookie',
  'Forwarded',
  'Host',
  'If-Match',
  'If-Modified-Since',
  'If-None-Match',
  'If-Range',
  'If-Unmodified-Since',
  'Origin',
  'Range',
  'Sec-Fetch-Site',
  'Transfer-Encoding',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
];

/** What makes a careless expression or loop begin anew at each character. */
const scraps = [
  ' ',
  '\t',
  ',',
  ' ,',
  ';',
  '; ',
  '=',
  ';=',
  'a=',
  'a=b; ',
  '"',
  '\\',
  '\\"',
  '"x",',
  'W/',
  'W/"',
  '0-0,',
  '-',
  'a-',
  'a.',
  '%',
  '%41',
  '[',
  ':',
  '/',
  'http://',
  'gzip,',
  '9',
];
const frames = [(long: string) => long, (long: string) => `a/b;${long}x`, (long: string) => `bytes=${long}"`];

const files = {
  'next/[id].js': 'module.exports = (req, res) => res.json({ cookies: req.cookies, query: req.query });',
  'astro/[id].js': `exports.config = { csrf: true };
    exports.ALL = ({ cookies, request, url, clientAddress }) =>
      Response.json([cookies.get('a')?.value, [...request.headers].length, url.href, clientAddress]);`,
  'class/[id].js': 'module.exports = class A { get({ cookies }) { return new Response(cookies.get("a")?.value); } };',
  'edge/[id].js': `exports.config = { runtime: 'edge' };
    exports.default = (request) => new Response([...request.headers].join());`,
  'express/[id].js': 'module.exports = [(req, res) => res.json(req.query)];',
  'cors.js': `exports.config = { cors: { origin: [/^https:\\/\\/a$/, 'https://b'], credentials: true } };
    exports.GET = () => new Response();`,
  'kept.js': 'exports.prerender = true; exports.GET = () => new Response("kept");',
  'parts/[a]-[b]-[c].js': 'module.exports = (req, res) => res.json(req.query);',
  'parts/[a].[b].json.js': 'module.exports = (req, res) => res.json(req.query);',
  'rest/[...rest].js': 'module.exports = (req, res) => res.json(req.query);',
  'deep/[...rest]/x/[id].js': 'module.exports = (req, res) => res.json(req.query);',
  'deep/[[...rest]].js': 'module.exports = (req, res) => res.json(req.query);',
};
const endpoints = ['next/1', 'astro/1', 'class/1', 'edge/1', 'express/1', 'cors', 'kept'];

const bytes = 15_000;
const fill = (scrap: string, length: number) => scrap.repeat(length / scrap.length);

/** The fastest of some tries: what a busy machine adds, it does not add each time. */
async function fastest(run: () => Promise<unknown>, enoughMs = 0): Promise<number> {
  let best = Infinity;
  for (let i = 0; i < 20 && best > enoughMs; i++) {
    const started = performance.now();
    await run();
    best = Math.min(best, performance.now() - started);
  }
  return best;
}

/**
 * Fails when 15 KB of a text take longer than `enoughMs` and more than eight times as long as a quarter of it: four
 * times is linear, sixteen grows with the square. A slow machine alone is no failure, ten times `enoughMs` always is.
 */
async function expectLinear(what: string, enoughMs: number, run: (length: number) => Promise<unknown>): Promise<void> {
  const took = await fastest(() => run(bytes), enoughMs);
  if (took <= enoughMs) return;
  const growth = took / (await fastest(() => run(bytes / 4)));
  if (growth > 8 || took > enoughMs * 10) throw new Error(`${took} ms for ${what}, ${growth} times those of a quarter`);
}

describeExpress('R34: 15 KB of client text', (express) => {
  const app = express();
  app.set('trust proxy', true);
  app.use(apiRoutes(writeRouteFiles(files), { logger: createQuietLogger() }));
  app.use(((_error, _req, res, _next) => void res.status(400).end()) as import('express').ErrorRequestHandler);

  it.each(headers)('H16, C5: in %s is linear, or takes less than 5 ms, whatever it is', async (header) => {
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      for (const endpoint of endpoints) {
        for (const scrap of scraps) {
          for (const frame of frames) {
            const own = header === 'Host' ? [] : ['Host', 'a.test'];
            const companions = header.startsWith('Access-Control') ? ['Origin', 'https://b'] : [];
            await expectLinear(`${method} ${endpoint}, ${frame(scrap)}`, 5, (length) => {
              const rawHeaders = [...own, ...companions, header, frame(fill(scrap, length))];
              return answer(app, { url: `/api/${endpoint}`, method, rawHeaders });
            });
          }
        }
      }
    }
  });

  const pathScraps = [
    'a',
    '-',
    'a-',
    '--',
    '.',
    'a.',
    '.json',
    '%41',
    '%2d',
    '/a',
    '/x/',
    '/-',
    '/a-b-c',
    '/%2e',
    '//',
  ];
  const folders = ['next/', 'express/', 'parts/', 'rest/', 'deep/', 'deep/x/', ''];

  it.each(folders)('U23, R52: in a path below /api/%s is linear, or takes less than 2 ms', async (folder) => {
    for (const scrap of pathScraps) {
      for (const end of ['', 'x', '.json', '/x/y', '%zz']) {
        await expectLinear(`${scrap} and ${end}`, 2, (length) =>
          answer(app, { url: `/api/${folder}${fill(scrap, length)}${end}` }),
        );
      }
    }
  });

  it.each(endpoints)('Q4: in the query of %s is linear, or takes less than 20 ms', async (endpoint) => {
    for (const scrap of [
      'a&',
      'a=1&',
      'a[]=&',
      'a[b]',
      '[',
      '%',
      '%41',
      '+',
      'a=b=c',
      '&&',
      '\\',
      '?',
      'a.b.',
      '65536=&',
    ]) {
      await expectLinear(scrap, 20, (length) => answer(app, { url: `/api/${endpoint}?${fill(scrap, length)}` }));
    }
  });
});
