import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { apiRoutes } from '../../lib';
import { answer } from '../fuzz/express-in-memory';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** `FUZZ_RUNS=1000000` for the long form. */
const requests = Math.max(30_000, Number(process.env['FUZZ_RUNS'] ?? 0));
/** What compilers and collectors move by, however many requests there are; a key of each would take 100 bytes apiece. */
const maxGrowthBytes = 1.5 * 2 ** 20;
const warmUp = 10_000;

const files = {
  'next/[id].js': 'module.exports = (req, res) => res.json({ query: req.query, cookies: req.cookies });',
  'astro/[id].js': `exports.config = { csrf: true };
    exports.ALL = ({ cookies, url, request }) => Response.json([cookies.get('a')?.value, url.href, request.url]);`,
  'class/[id].js': 'module.exports = class A { get({ params }) { return Response.json(params); } };',
  'edge/[id].js': `exports.runtime = 'edge'; exports.default = (request) => new Response(request.url);`,
  'express/[id].js': 'module.exports = [(req, res) => res.json(req.params)];',
  'rest/[...rest].js': 'module.exports = (req, res) => res.json(req.query);',
  'cors.js': 'exports.config = { cors: { origin: ["https://b"] } }; exports.GET = () => new Response();',
  'kept.js': 'exports.prerender = true; exports.GET = () => new Response("kept");',
};
const paths = ['next/', 'astro/', 'class/', 'edge/', 'express/', 'rest/a/', 'cors?', 'kept?', 'nowhere/', 'next/1/'];

describeExpress('R12: requests of which none is like another', (express) => {
  it('U29: leave nothing behind', async () => {
    const app = express();
    app.set('trust proxy', true);
    app.use(apiRoutes(writeRouteFiles(files), { logger: createQuietLogger() }));
    app.use(((_error, _req, res, _next) => void res.status(400).end()) as import('express').ErrorRequestHandler);

    const play = async (from: number, to: number): Promise<void> => {
      for (let i = from; i < to; i++) {
        if (i % 100 === 0) await nextTurn();
        const own = `u${i.toString(36)}${'x'.repeat(50)}`;
        const rawHeaders = [
          ...['Host', `${own}.test`],
          ...['Origin', `https://${own}.test`],
          ...['Cookie', `a=${own}; ${own}=1`],
          ...['Content-Type', `text/${own}; charset=${own}`],
          ...['If-None-Match', `"${own}"`],
          ...['X-Forwarded-Host', `${own}.example`],
          ...['X-Forwarded-For', own],
          ...['Sec-Fetch-Site', own],
          ...[`X-${own}`, own],
        ];
        const method = ['GET', 'HEAD', 'POST', 'OPTIONS', own.toUpperCase()][i % 5]!;
        await answer(app, { url: `/api/${paths[i % 10]}${own}?${own}=${own}`, method, rawHeaders });
      }
    };
    // What waits for a finalizer is let go a turn of the event loop later.
    const heapUsed = async (): Promise<number> => {
      for (let i = 0; i < 3; i++) {
        await nextTurn();
        collect();
      }
      return process.memoryUsage().heapUsed;
    };
    await play(0, warmUp);
    const before = await heapUsed();
    await play(warmUp, warmUp + requests);
    const grown = (await heapUsed()) - before;
    console.log(`${requests} requests left ${grown} bytes, ${(grown / requests).toFixed(2)} each`);
    expect(grown).toBeLessThan(maxGrowthBytes);
  }, 3_600_000);
});
