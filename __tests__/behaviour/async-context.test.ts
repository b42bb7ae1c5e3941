import { AsyncLocalStorage } from 'node:async_hooks';
import compression from 'compression';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createSession } from '../support/real-middleware';
import { writeRouteFiles } from '../support/route-files';
import { serve } from '../support/serve';

const store = 'globalThis.requestStore.getStore()';
const files = {
  '_middleware.ts': `export const onRequest = async (context, next) => { await null; return next(); };`,
  'next.ts': `export default async (req, res) => { await new Promise(setImmediate); res.json([${store}, req.body.n]); };`,
  'express.ts': `export default [(req, res, next) => setImmediate(next), async (req, res) => { await null; res.json([${store}, req.body.n]); }];`,
  'edge.ts': `export const runtime = 'edge'; export default async (request) => { const { n } = await request.json(); return Response.json([${store}, n]); };`,
  'astro.ts': `export const POST = async ({ request }) => { const { n } = await request.json(); await new Promise(setImmediate); return Response.json([${store}, n]); };`,
  'class.ts': `export default class C { async post({ request }) { const { n } = await request.json(); return Response.json([${store}, n]); } }`,
};

describeExpress('an AsyncLocalStorage', (express) => {
  const requests = new AsyncLocalStorage<string>();
  (globalThis as any).requestStore = requests;
  const inFront = `export default (req, res, next) => globalThis.requestStore.run(req.headers['x-id'], next);`;
  const folders: [string, string, any[]][] = [
    ['the app', writeRouteFiles(files), [(req: any, _res: any, next: any) => requests.run(req.headers['x-id'], next)]],
    [
      'the folder',
      writeRouteFiles({
        'x.ts': files['next.ts'],
        ...Object.fromEntries(Object.entries(files).filter(([n]) => n !== '_middleware.ts')),
        '_middleware.ts': inFront,
      }),
      [],
    ],
  ];

  it.each(folders)(
    'opened by middleware of %s keeps 50 requests at once apart in every style',
    async (_name, directory, before) => {
      (globalThis as any).requestStore = requests;
      const app = express().use(compression(), createSession());
      for (const middleware of before) app.use(middleware);
      const { url } = await serve(app.use(apiRoutes(directory)));
      for (const style of ['next', 'express', 'edge', 'astro', 'class']) {
        const answers = await Promise.all(
          Array.from({ length: 50 }, async (_, n) => {
            const response = await fetch(`${url}/api/${style}`, {
              method: 'POST',
              headers: { 'content-type': 'application/json', 'x-id': `${style}-${n}` },
              body: JSON.stringify({ n }),
            });
            return response.json();
          }),
        );
        expect(answers).toEqual(Array.from({ length: 50 }, (_, n) => [`${style}-${n}`, n]));
      }
    },
  );
});
