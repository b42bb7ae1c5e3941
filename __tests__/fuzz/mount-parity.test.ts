import { apiRoutes } from '../../lib';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';
import { answer } from './express-in-memory';
import { fuzzAsync, fuzzTimeoutMs } from './fuzz';
import { rawTarget } from './raw-paths';

interface Seen {
  file: string;
  params: unknown;
  path: string;
}

const next = `module.exports = (req, res) => { globalThis.fuzzSeen = { file: __filename, params: req.query, path: req.url }; res.end(); };`;
const astro = `exports.GET = ({ params, url, request }) => {
  globalThis.fuzzSeen = { file: __filename, params: { ...params }, path: url.pathname + url.search };
  if (request.url !== url.href) throw new Error('request.url');
  return new Response();
};`;

describeExpress('mount parity', (express) => {
  it(
    'a path means the same mounted, mounted twice over and not mounted',
    async () => {
      const directory = writeRouteFiles({
        'index.js': next,
        'admin/index.js': next,
        'admin/[id].js': astro,
        'users/[...rest].js': astro,
        'x/[id].json.js': next,
        '[...all].js': next,
      });
      const api = apiRoutes(directory, { logger: createQuietLogger() });
      const withEnd = (app: ReturnType<typeof express>): ReturnType<typeof express> => {
        app.use(((_error, _req, res, _next) => void res.status(400).end()) as import('express').ErrorRequestHandler);
        app.use((_req, res) => void res.status(404).end());
        return app;
      };
      const plain = withEnd(express().use(api));
      const mounted = withEnd(express().use('/v1', api));
      const nested = withEnd(express().use('/v1', express.Router().use('/deep', express.Router().use(api))));

      const see = async (app: typeof plain, url: string, prefix: string): Promise<unknown> => {
        const found = globalThis as { fuzzSeen?: Seen | undefined };
        found.fuzzSeen = undefined;
        const status = await answer(app, { url });
        const seen = found.fuzzSeen as Seen | undefined;
        if (seen && !seen.path.startsWith(prefix)) throw new Error(`The endpoint saw ${seen.path}, not ${url}`);
        return { status, seen: seen && { ...seen, path: seen.path.slice(prefix.length) } };
      };
      // Express 4 takes one of two slashes behind a mount path for its own.
      const paths = rawTarget.filter((url) => url.startsWith('/') && !url.startsWith('//'));
      await fuzzAsync(paths, 1_200, async (url) => {
        const expected = await see(plain, url, '');
        expect(await see(mounted, `/v1${url}`, '/v1')).toEqual(expected);
        expect(await see(nested, `/v1/deep${url}`, '/v1/deep')).toEqual(expected);
      });
    },
    fuzzTimeoutMs,
  );
});
