import fc from 'fast-check';
import { apiRoutes } from '../../lib';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';
import { answer } from './express-in-memory';
import { fuzzAsync, fuzzTimeoutMs } from './fuzz';
import { absoluteTarget, rawTarget } from './raw-paths';

const routeText = `module.exports = (req, res) => { globalThis.fuzzRan = __filename; res.end(); };`;
const names = [
  'admin/index',
  'admin/x',
  'admin/[id]',
  'admin/users/[...rest]',
  'admin/[id].json',
  'users/[id]',
  'x',
  '[...all]',
];

describeExpress('guard parity', (express) => {
  it(
    'no file under a prefix runs unless the Express guard on that prefix ran',
    async () => {
      const directory = writeRouteFiles(Object.fromEntries(names.map((name) => [`${name}.js`, routeText])));
      const app = express();
      let isGuarded = false;
      app.use('/api/admin', (_req, _res, next) => {
        isGuarded = true;
        next();
      });
      app.use(apiRoutes(directory, { logger: createQuietLogger() }));
      app.use(((_error, _req, res, _next) => void res.status(400).end()) as import('express').ErrorRequestHandler);
      app.use((_req, res) => void res.status(404).end());

      const found = globalThis as { fuzzRan?: string | undefined };
      let tried = 0;
      let reached = 0;
      const requests = fc.oneof(
        { weight: 3, arbitrary: rawTarget.map((url) => ({ url, rawHeaders: ['Host', 'a.test'] })) },
        { weight: 1, arbitrary: absoluteTarget },
      );
      await fuzzAsync(requests, 20_000, async (request) => {
        tried++;
        isGuarded = false;
        found.fuzzRan = undefined;
        await answer(app, request);
        const ran = found.fuzzRan as string | undefined;
        if (!ran?.slice(directory.length).startsWith('/admin')) return;
        reached++;
        if (!isGuarded) throw new Error(`${ran} ran for ${JSON.stringify(request)} and the guard did not`);
      });
      // Not by refusing everything.
      expect(reached).toBeGreaterThan(1_000);
      console.log(`${tried} paths, ${reached} of them answered by a file under the prefix, none without the guard`);
    },
    fuzzTimeoutMs,
  );
});
