import fc from 'fast-check';
import { apiRoutes } from '../../lib';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';
import { answer } from './express-in-memory';
import { fuzzAsync, fuzzTimeoutMs } from './fuzz';

const global = 'globalThis.fuzzQuery';
const files = {
  'next/[id].js': `module.exports = (req, res) => { ${global} = { id: req.query.id, entries: Object.entries(req.query) }; res.end(); };`,
  'astro/[id].js': `exports.GET = ({ params, url, request }) => {
    ${global} = { id: params.id, entries: [...url.searchParams] };
    if (request.url !== url.href) throw new Error('two URLs');
    return new Response();
  };`,
  'edge/[id].js': `exports.runtime = 'edge'; exports.default = (request) => new Response(request.nextUrl?.href ?? request.url);`,
};

const pieces = [
  'id',
  'a',
  '=',
  '&',
  '[',
  ']',
  '[]',
  '%',
  '%zz',
  '%00',
  '%ff',
  '%C3%A9',
  '+',
  '?',
  '/',
  '..',
  '\\',
  '__proto__',
];
const query = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...pieces, 'constructor', 'prototype', 'toString', 'é', '\xff') },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
    ),
    { maxLength: 12 },
  )
  // A fragment is refused, and so it is no query.
  .map((parts) => parts.join('').replaceAll('#', ''));

describeExpress('queries', (express) => {
  it(
    'Q9: any query reaches the endpoint, and none changes its parameter or a prototype',
    async () => {
      const app = express();
      app.use(apiRoutes(writeRouteFiles(files), { logger: createQuietLogger() }));
      app.use(((_error, _req, res, _next) => void res.status(500).end()) as import('express').ErrorRequestHandler);
      const found = globalThis as { fuzzQuery?: { id: unknown } | undefined };
      const inputs = fc.tuple(fc.constantFrom('next', 'astro'), query);
      await fuzzAsync(inputs, 2_000, async ([style, text]) => {
        found.fuzzQuery = undefined;
        const status = await answer(app, { url: `/api/${style}/1?${text}` });
        const seen = found.fuzzQuery as { id: unknown } | undefined;
        expect([status, seen?.id]).toEqual([200, '1']);
        expect(Object.keys(Object.prototype)).toEqual([]);
      });
      await fuzzAsync(query, 500, async (text) => {
        expect(await answer(app, { url: `/api/edge/1?${text}` })).toBe(200);
      });
    },
    fuzzTimeoutMs,
  );
});
