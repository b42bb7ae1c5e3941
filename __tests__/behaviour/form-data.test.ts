import multer from 'multer';
import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';

const read = `const describe = async (form) => Promise.all([...form].map(async ([name, value]) =>
  typeof value === 'string' ? [name, value] : [name, value.name, value.type, await value.text()]));`;
const files = {
  'astro.ts': `${read} export const POST = async ({ request }) => Response.json(await describe(await request.formData()));`,
  'edge.ts': `${read} export const runtime = 'edge'; export default async (request) => Response.json(await describe(await request.formData()));`,
  'class.ts': `${read} export default class C { async post({ request }) { return Response.json(await describe(await request.formData())); } }`,
  'bytes.ts': `export const POST = async ({ request }) => new Response(await request.arrayBuffer());`,
  'blob.ts': `export const POST = async ({ request }) => { const blob = await request.blob(); return Response.json([blob.size, blob.type]); };`,
  'clone.ts': `export const POST = async ({ request }) => { const copy = request.clone(); return Response.json([await request.text(), await copy.json()]); };`,
  'copy.ts': `export const POST = async ({ request }) => { const copy = new Request(request); return Response.json([copy instanceof Request, copy.method, copy.headers.get('x-a'), await copy.json(), request.bodyUsed]); };`,
  'copy-with.ts': `export const POST = async ({ request }) => { const copy = new Request(request, { headers: { 'x-a': 'other' } }); return Response.json([copy.headers.get('x-a'), await copy.text()]); };`,
  'copy-edge.ts': `export const runtime = 'edge'; export default async (request) => Response.json(await new Request(request).json());`,
  'twice.ts': `export const POST = async ({ request }) => { await request.text(); try { await request.json(); } catch (error) { return new Response(error.name); } };`,
  'many-ways.ts': `export default class C { async post({ request }) { return Response.json([
    await request.text(), Object.fromEntries(await request.formData()), (await request.arrayBuffer()).byteLength, (await request.blob()).type, [...new URLSearchParams(await request.text()).keys()], Object.fromEntries(await request.formData())]); } }`,
  'json-ways.ts': `export default class C { async post({ request }) { return Response.json([await request.json(), await request.text(), await request.json()]); } }`,
  'multer-next.ts': `import multer from ${JSON.stringify(require.resolve('multer'))};
    export const middleware = [multer().single('file')];
    export default (req, res) => res.json([req.body.title, req.file.originalname, req.file.buffer.toString()]);`,
  'multer-astro.ts': `import multer from ${JSON.stringify(require.resolve('multer'))};
    export const middleware = [multer().single('file')];
    export const POST = ({ req }) => Response.json([req.body.title, req.file.originalname, req.file.buffer.toString()]);`,
  'multer-express.ts': `import multer from ${JSON.stringify(require.resolve('multer'))};
    export default [multer().single('file'), (req, res) => res.json([req.body.title, req.file.originalname, req.file.buffer.toString()])];`,
  'after-multer.ts': `export default (req, res) => res.json([req.body.title, req.files[0].originalname]);`,
  'after-multer-astro.ts': `export const POST = ({ req }) => Response.json([req.body.title, req.files[0].originalname]);`,
};

describeExpress('a form', (express) => {
  const directory = writeRouteFiles(files);
  const appWith = (...before: any[]) => {
    const app = express();
    for (const middleware of before) app.use(middleware);
    app.use(apiRoutes(directory, { logger: createQuietLogger() }));
    return app.use((error: any, _req: any, res: any, _next: any) =>
      res.status(error.status ?? 500).json(error.code ?? error.message),
    );
  };
  const styles = ['astro', 'edge', 'class'];

  it.each(styles)('of URL-encoded fields comes through formData() in %s style', async (style) => {
    const response = await request(appWith())
      .post(`/api/${style}`)
      .type('form')
      .send('name=Ada+L%C3%A9&tag=a&tag=b&empty=');
    expect(response.body).toEqual([
      ['name', 'Ada Lé'],
      ['tag', 'a'],
      ['tag', 'b'],
      ['empty', ''],
    ]);
  });

  it.each(styles)('with files comes through formData() in %s style', async (style) => {
    const response = await request(appWith())
      .post(`/api/${style}`)
      .field('title', 'Notes')
      .attach('file', Buffer.from('hello'), { filename: '../a b.txt', contentType: 'text/plain' });
    expect(response.body).toEqual([
      ['title', 'Notes'],
      ['file', expect.stringMatching(/a b\.txt$/), 'text/plain', 'hello'],
    ]);
  });

  it.each(styles)("that is broken is the client's fault in %s style", async (style) => {
    const response = await request(appWith())
      .post(`/api/${style}`)
      .set('Content-Type', 'multipart/form-data; boundary=x')
      .send('nonsense');
    expect(response.status).toBe(400);
  });

  it.each(['multer-next', 'multer-astro', 'multer-express'])(
    'is read by multer of the route itself (%s)',
    async (name) => {
      const response = await request(appWith())
        .post(`/api/${name}`)
        .field('title', 'Notes')
        .attach('file', Buffer.from('hello'), 'a.txt');
      expect(response.body).toEqual(['Notes', 'a.txt', 'hello']);
    },
  );

  it.each(['after-multer', 'after-multer-astro'])(
    'that multer has read in front of us is on req (%s)',
    async (name) => {
      const response = await request(appWith(multer().any()))
        .post(`/api/${name}`)
        .field('title', 'Notes')
        .attach('file', Buffer.from('hello'), 'a.txt');
      expect(response.body).toEqual(['Notes', 'a.txt']);
    },
  );

  it('may be read in many ways in class style', async () => {
    const response = await request(appWith()).post('/api/many-ways').type('form').send('a=1&b=2');
    const form = { a: '1', b: '2' };
    expect(response.body).toEqual(['a=1&b=2', form, 7, 'application/x-www-form-urlencoded', ['a', 'b'], form]);
  });

  it('may be read in many ways in class style behind a parser', async () => {
    const response = await request(appWith(express.urlencoded({ extended: false })))
      .post('/api/many-ways')
      .type('form')
      .send('a=1&b=2');
    expect(response.body[1]).toEqual({ a: '1', b: '2' });
  });
});

describeExpress('the web Request', (express) => {
  const directory = writeRouteFiles(files);
  const apps: [string, () => any][] = [
    ['as it comes', () => express().use(apiRoutes(directory))],
    ['behind express.json()', () => express().use(express.json(), apiRoutes(directory))],
  ];

  it.each(apps)('can be copied with new Request(request), %s', async (_name, createApp) => {
    const response = await request(createApp()).post('/api/copy').set('X-A', 'b').send({ a: 1 });
    expect(response.body).toEqual([true, 'POST', 'b', { a: 1 }, true]);
    const changed = await request(createApp()).post('/api/copy-with').send({ a: 1 });
    expect(changed.body).toEqual(['other', '{"a":1}']);
    const edge = await request(createApp()).post('/api/copy-edge').send({ a: 1 });
    expect(edge.body).toEqual({ a: 1 });
  });

  it.each(apps)('can be cloned and read twice, %s', async (_name, createApp) => {
    const response = await request(createApp()).post('/api/clone').send({ a: 1 });
    expect(response.body).toEqual(['{"a":1}', { a: 1 }]);
  });

  it.each(apps)('refuses to be read twice where the standard does, %s', async (_name, createApp) => {
    const response = await request(createApp()).post('/api/twice').send({ a: 1 });
    expect(response.text).toBe('TypeError');
  });

  it.each(apps)('may be read as JSON and as text in class style, %s', async (_name, createApp) => {
    const response = await request(createApp()).post('/api/json-ways').send({ a: 1 });
    expect(response.body).toEqual([{ a: 1 }, '{"a":1}', { a: 1 }]);
  });

  it('gives bytes as they are', async () => {
    const bytes = Buffer.from([0, 255, 254, 10, 13, 0, 200]);
    const app = express().use(apiRoutes(directory, { csrf: false }));
    const response = await request(app)
      .post('/api/bytes')
      .set('Content-Type', 'application/octet-stream')
      .send(bytes)
      .responseType('blob');
    expect(response.body).toEqual(bytes);
    const blob = await request(app).post('/api/blob').set('Content-Type', 'image/png').send(bytes);
    expect(blob.body).toEqual([7, 'image/png']);
  });
});
