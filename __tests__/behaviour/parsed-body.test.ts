import { gzipSync } from 'node:zlib';
import multer from 'multer';
import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';
import { sendRaw, serve } from '../support/serve';

const echoFiles = {
  'next.ts': `export default (req, res) => res.json({ body: req.body });`,
  'express.ts': `export default [(req, res) => res.json({ body: req.body })];`,
  'edge.ts': `export const runtime = 'edge';
    export default async (request) => Response.json({ body: await request.json() });`,
  'astro.ts': `export const POST = async ({ request }) => Response.json({ body: await request.json() });`,
  'class.ts': `export default class Echo {
    async post({ request }) { return Response.json({ body: await request.json(), again: await request.text() }); }
  }`,
  'text.ts': `export const POST = async ({ request }) => new Response(await request.text());`,
  'length.ts': `export const POST = async ({ request }) => Response.json({
    declared: Number(request.headers.get('content-length')), real: (await request.arrayBuffer()).byteLength });`,
  'form.ts': `export const POST = async ({ request }) => Response.json([...(await request.formData())]);`,
};
const styles = ['next', 'express', 'edge', 'astro', 'class'];

describeExpress('a body that an earlier parser has read', (express) => {
  const directory = writeRouteFiles(echoFiles);
  const appWith = (...parsers: any[]) => {
    const app = express();
    for (const parser of parsers) app.use(parser);
    return app.use(apiRoutes(directory, { logger: createQuietLogger() }));
  };

  it.each(styles)('is the JSON value in %s style', async (style) => {
    const response = await request(appWith(express.json())).post(`/api/${style}`).send({ name: 'Ada' });
    expect(response.body).toMatchObject({ body: { name: 'Ada' } });
  });

  it.each(styles)('is the JSON value in %s style when it came in chunks', async (style) => {
    const { port } = await serve(appWith(express.json()));
    const answer = await sendRaw(
      port,
      `POST /api/${style} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n` +
        'Transfer-Encoding: chunked\r\n\r\n6\r\n{"name\r\n7\r\n":"Ada"\r\n1\r\n}\r\n0\r\n\r\n',
    );
    expect(answer).toContain('{"body":{"name":"Ada"}');
  });

  it.each(['false', '0', 'null', '""', '"text"'])('may be the JSON value %s in every style', async (json) => {
    const app = appWith(express.json({ strict: false }));
    for (const style of styles) {
      const response = await request(app).post(`/api/${style}`).type('json').send(json);
      expect([style, response.body.body]).toEqual([style, JSON.parse(json)]);
    }
  });

  it('tells its length after it was encoded again', async () => {
    const response = await request(appWith(express.json())).post('/api/length').type('json').send('{ "name":  "Ada" }');
    expect(response.body).toEqual({ declared: 14, real: 14 });
  });

  it('is readable as text', async () => {
    const response = await request(appWith(express.text())).post('/api/text').type('text').send('hello');
    expect(response.text).toBe('hello');
  });

  it('is empty text when the body was empty', async () => {
    const { port } = await serve(appWith(express.text()));
    const answer = await sendRaw(
      port,
      'POST /api/text HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*\r\n\r\n$/);
  });

  it('keeps its bytes behind express.raw()', async () => {
    const response = await request(appWith(express.raw({ type: '*/*' })))
      .post('/api/text')
      .type('json')
      .send('{ "a":  1 }');
    expect(response.text).toBe('{ "a":  1 }');
  });

  it('gives the fields of a form through formData()', async () => {
    const response = await request(appWith(express.urlencoded({ extended: true })))
      .post('/api/form')
      .type('form')
      .send('name=Ada&tag=a&tag=b&address[city]=London');
    expect(response.body).toEqual([
      ['name', 'Ada'],
      ['tag', 'a'],
      ['tag', 'b'],
      ['address[city]', 'London'],
    ]);
  });

  it('is the parsed form in Next and Express style', async () => {
    const app = appWith(express.urlencoded({ extended: true }));
    for (const style of ['next', 'express']) {
      const response = await request(app).post(`/api/${style}`).type('form').send('address[city]=London');
      expect(response.body).toEqual({ body: { address: { city: 'London' } } });
    }
  });

  it('is read by us when the earlier parsers were for other types', async () => {
    const app = appWith(express.json(), express.urlencoded({ extended: true }));
    const next = await request(app).post('/api/next').type('text').send('hello');
    expect(next.body).toEqual({ body: 'hello' });
    const astro = await request(app).post('/api/text').type('text').send('hello');
    expect(astro.text).toBe('hello');
  });

  it('is the inflated body when it was sent compressed', async () => {
    const { url } = await serve(appWith(express.json()));
    for (const style of styles) {
      const response = await fetch(`${url}/api/${style}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
        body: gzipSync('{"name":"Ada"}'),
      });
      expect([style, await response.json()]).toEqual([style, expect.objectContaining({ body: { name: 'Ada' } })]);
    }
  });

  it('is found under a name of its own when verify kept the bytes', async () => {
    const keepBytes = express.json({ verify: (req, _res, bytes) => void Object.assign(req, { rawBody: bytes }) });
    const response = await request(appWith(keepBytes)).post('/api/text').type('json').send('{ "a":  1 }');
    expect(response.text).toBe('{ "a":  1 }');
  });

  it('is parsed by a route whose folder has the parser', async () => {
    const parsed = writeRouteFiles({
      '_middleware.ts': `import express from ${JSON.stringify(require.resolve('express'))}; export default express.json();`,
      ...echoFiles,
    });
    const app = express().use(apiRoutes(parsed));
    for (const style of styles) {
      const response = await request(app).post(`/api/${style}`).send({ name: 'Ada' });
      expect([style, response.body]).toEqual([style, expect.objectContaining({ body: { name: 'Ada' } })]);
    }
  });
});

describeExpress('a body that a middleware reads after the request was touched', (express) => {
  it('is the one that onRequest has seen unread', async () => {
    const directory = writeRouteFiles({
      '_middleware.ts': `export const onRequest = ({ request, locals }, next) => { locals.type = request.headers.get('content-type'); return next(); };`,
      'inner/_middleware.ts': `import express from ${JSON.stringify(require.resolve('express'))}; export default express.json();`,
      'inner/echo.ts': `export const POST = async ({ request, locals }) => Response.json([locals.type, await request.json()]);`,
    });
    const response = await request(express().use(apiRoutes(directory)))
      .post('/api/inner/echo')
      .send({ name: 'Ada' });
    expect(response.body).toEqual(['application/json', { name: 'Ada' }]);
  });
});

describeExpress('a body that was drained and lost', (express) => {
  const directory = writeRouteFiles(echoFiles);
  const drain = (req: any, _res: any, next: any) => {
    req.on('data', () => {}).on('end', () => next());
  };

  it.each(styles)('is an error that names the cause in %s style', async (style) => {
    const errors: any[] = [];
    const app = express().use(drain, apiRoutes(directory));
    app.use((error: any, _req: any, res: any, _next: any) => {
      errors.push(error);
      res.status(error.status).end();
    });
    const response = await request(app).post(`/api/${style}`).send({ name: 'Ada' });
    expect(response.status).toBe(500);
    expect(errors[0].message).toMatch(/The body was read before apiRoutes\(\) could/);
  });

  it.each(['astro', 'edge', 'class'])(
    'is an error in %s style when it happens while the handler runs',
    async (style) => {
      const late = writeRouteFiles({
        'edge.ts': `export const runtime = 'edge';
        export default async (request) => { await globalThis.drainLate(); return Response.json(await request.json()); };`,
        'astro.ts': `export const POST = async ({ request, req }) => { request.url; await globalThis.drainLate(); return Response.json(await request.json()); };`,
        'class.ts': `export default class Late { async post({ request }) { request.url; await globalThis.drainLate(); return Response.json(await request.json()); } }`,
      });
      const errors: any[] = [];
      const app = express();
      app.use((req, _res, next) => {
        (globalThis as any).drainLate = () => new Promise((resolve) => req.on('data', () => {}).on('end', resolve));
        next();
      });
      app.use(apiRoutes(late));
      app.use((error: any, _req: any, res: any, _next: any) => {
        errors.push(error);
        res.status(error.status).end();
      });
      const response = await request(app).post(`/api/${style}`).send({ name: 'Ada' });
      expect(response.status).toBe(500);
      expect(errors[0].message).toMatch(/The body was read before apiRoutes\(\) could/);
    },
  );

  it('is an error that mentions multer for a multipart body', async () => {
    const errors: any[] = [];
    const app = express().use(multer().any(), apiRoutes(directory));
    app.use((error: any, _req: any, res: any, _next: any) => {
      errors.push(error);
      res.status(error.status).end();
    });
    await request(app).post('/api/form').field('name', 'Ada').expect(500);
    expect(errors[0].message).toMatch(/multer.*context\.req\.body/);
  });
});

describeExpress('a body that we have read for a route that passes', (express) => {
  const directory = writeRouteFiles({
    'tasks.ts': `export default [(req, res, next) => next()];`,
    'wide/narrow.ts': `export default [(req, res, next) => next()];`,
    'wide/[...rest].ts': `export const POST = async ({ request }) => Response.json({ wide: await request.json() });`,
    'wide-next/narrow.ts': `export default [(req, res, next) => next()];`,
    'wide-next/[...rest].ts': `export default (req, res) => res.json({ wide: req.body });`,
    'wide-next/raw.ts': `export const config = { api: { bodyParser: { rawBody: true } } };
      export default [(req, res, next) => next()];`,
  });

  it('is still there for a hand-written route with a parser of its own', async () => {
    const app = express().use(apiRoutes(directory));
    app.post('/api/tasks', express.json(), (req, res) => void res.json(req.body));
    const response = await request(app).post('/api/tasks').send({ name: 'Ada' });
    expect(response.body).toEqual({ name: 'Ada' });
  });

  it('is still there for a wider route in Astro style', async () => {
    const response = await request(express().use(apiRoutes(directory)))
      .post('/api/wide/narrow')
      .send({ name: 'Ada' });
    expect(response.body).toEqual({ wide: { name: 'Ada' } });
  });

  it.each(['narrow', 'raw'])('is still there for a wider route in Next style (%s)', async (name) => {
    const response = await request(express().use(apiRoutes(directory)))
      .post(`/api/wide-next/${name}`)
      .send({ name: 'Ada' });
    expect(response.body).toEqual({ wide: { name: 'Ada' } });
  });
});
