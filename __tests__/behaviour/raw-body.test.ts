import { createHmac } from 'node:crypto';
import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';

const payload = '{ "event":  "paid", "amount": 1.50 }';
const signature = createHmac('sha256', 'secret').update(payload).digest('hex');
const off = 'export const config = { api: { bodyParser: false } };';
const sign = `const sign = (bytes) => require('node:crypto').createHmac('sha256', 'secret').update(bytes).digest('hex');
  const readAll = async (req) => { const chunks = []; for await (const chunk of req) chunks.push(chunk); return Buffer.concat(chunks); };`;

const files = {
  'next.ts': `${off} ${sign} export default async (req, res) => res.json({ signature: sign(req.rawBody ?? await readAll(req)), body: req.body ?? null });`,
  'express.ts': `${off} ${sign} export default [async (req, res) => res.json({ signature: sign(req.rawBody ?? await readAll(req)) })];`,
  'astro.ts': `${off} ${sign} export const POST = async ({ request }) => Response.json({ signature: sign(await request.text()) });`,
  'edge.ts': `export const config = { runtime: 'edge', api: { bodyParser: false } }; ${sign}
    export default async (request) => Response.json({ signature: sign(Buffer.from(await request.arrayBuffer())) });`,
  'class.ts': `${off} ${sign} export default class C { async post({ request }) { return Response.json({ signature: sign(await request.text()), event: (await request.json()).event }); } }`,
  'kept-next.ts': `export const config = { api: { bodyParser: { rawBody: true } } }; ${sign}
    export default (req, res) => res.json({ signature: req.rawBody ? sign(req.rawBody) : null, body: req.body });`,
  'kept-express.ts': `export const config = { api: { bodyParser: { rawBody: true } } }; ${sign}
    export default [(req, res) => res.json({ signature: req.rawBody ? sign(req.rawBody) : null, body: req.body })];`,
  'not-kept.ts': `export default (req, res) => res.json({ hasRawBody: 'rawBody' in req });`,
  'own-parser.ts': `import express from ${JSON.stringify(require.resolve('express'))}; ${off}
    export const middleware = [express.json()];
    export default [(req, res) => res.json(req.body)];`,
};
const readers = ['next', 'express', 'astro', 'edge', 'class'];

describeExpress('a webhook that reads the raw body', (express) => {
  const directory = writeRouteFiles(files);
  const appWith = (...parsers: any[]) => {
    const logger = createQuietLogger();
    const app = express();
    for (const parser of parsers) app.use(parser);
    return { app: app.use(apiRoutes(directory, { logger })), logger };
  };
  const keepBytes = () => express.json({ verify: (req, _res, bytes) => void Object.assign(req, { rawBody: bytes }) });
  const post = (app: any, name: string) => request(app).post(`/api/${name}`).type('json').send(payload);

  it.each(readers)('gets every byte with bodyParser: false, in %s style', async (style) => {
    const { app, logger } = appWith();
    const response = await post(app, style);
    expect(response.body.signature).toBe(signature);
    expect(logger.warnings).toEqual([]);
  });

  it('finds no req.body with bodyParser: false', async () => {
    const response = await post(appWith().app, 'next');
    expect(response.body.body).toBeNull();
  });

  it('may get more than the limit with bodyParser: false', async () => {
    const response = await request(appWith().app).post('/api/next').type('text').send('x'.repeat(3_000_000));
    expect(response.status).toBe(200);
  });

  it.each(['kept-next', 'kept-express'])('gets bytes and value with rawBody: true (%s)', async (name) => {
    const response = await post(appWith().app, name);
    expect(response.body).toEqual({ signature, body: { event: 'paid', amount: 1.5 } });
  });

  it('gets no rawBody unless it asks for it', async () => {
    const response = await post(appWith().app, 'not-kept');
    expect(response.body).toEqual({ hasRawBody: false });
  });

  it.each([...readers, 'kept-next', 'kept-express'])(
    'is warned about once when an earlier parser ate the body (%s)',
    async (name) => {
      const { app, logger } = appWith(express.json());
      await post(app, name);
      await post(app, name);
      expect(logger.warnings).toEqual([expect.stringContaining(`${name}.ts`)]);
      expect(logger.warnings[0]).toMatch(/verify|before/);
    },
  );

  it('is warned about per route', async () => {
    const { app, logger } = appWith(express.json());
    for (const name of ['next', 'astro', 'next', 'kept-next']) await post(app, name);
    expect(logger.warnings.map((warning) => warning.split(':')[0])).toEqual(['next.ts', 'astro.ts', 'kept-next.ts']);
  });

  it.each([...readers, 'kept-next', 'kept-express'])(
    'uses the bytes that the earlier parser has kept (%s)',
    async (name) => {
      const { app, logger } = appWith(keepBytes());
      const response = await post(app, name);
      expect(response.body.signature).toBe(signature);
      expect(logger.warnings).toEqual([]);
    },
  );

  it.each(['astro', 'edge', 'class'])('uses the bytes of express.raw() (%s)', async (name) => {
    const { app, logger } = appWith(express.raw({ type: '*/*' }));
    const response = await post(app, name);
    expect(response.body.signature).toBe(signature);
    expect(logger.warnings).toEqual([]);
  });

  it('is not warned about its own parser', async () => {
    const { app, logger } = appWith();
    const response = await post(app, 'own-parser');
    expect(response.body).toEqual({ event: 'paid', amount: 1.5 });
    expect(logger.warnings).toEqual([]);
  });

  it('is not warned about a request without a body', async () => {
    const { app, logger } = appWith(express.json());
    await request(app).post('/api/astro');
    expect(logger.warnings).toEqual([]);
  });
});
