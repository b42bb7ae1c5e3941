import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';
import { openSocket, serve, until } from '../support/serve';

const mebibyte = 1024 * 1024;
const files = {
  'next.ts': `export default (req, res) => res.json({ ok: true });`,
  'express.ts': `export default [(req, res) => res.json({ ok: true })];`,
  'edge.ts': `export const runtime = 'edge'; export default async (request) => { await request.arrayBuffer(); return Response.json({ ok: true }); };`,
  'astro.ts': `export const config = { csrf: false }; export const POST = async ({ request }) => { await request.arrayBuffer(); return Response.json({ ok: true }); };`,
  'class.ts': `export default class C { async post({ request }) { await request.text(); return Response.json({ ok: true }); } }`,
  'small.ts': `export const config = { api: { bodyParser: { sizeLimit: '10b' } } }; export default (req, res) => res.json(req.body);`,
  'number.ts': `export const config = { api: { bodyParser: { sizeLimit: 10 } } }; export default (req, res) => res.json(req.body);`,
  'zero.ts': `export const config = { api: { bodyParser: { sizeLimit: 0 } } }; export const POST = async ({ request }) => new Response(await request.text());`,
  'off.ts': `export const config = { api: { bodyParser: false } }; export const POST = async ({ request }) => new Response(String((await request.text()).length));`,
  'unread.ts': `export const POST = () => Response.json({ ok: true });`,
  'caught.ts': `export const POST = async ({ request }) => { try { await request.text(); } catch (error) { return new Response(error.message, { status: 413 }); } };`,
  'stream.ts': `export const POST = ({ request }) => new Response(request.body);`,
  'form.ts': `export const config = { csrf: false, api: { bodyParser: { sizeLimit: 300 } } };
    export const POST = async ({ request }) => Response.json([...(await request.formData()).keys()]);`,
};
const every = (styles: string[], types: string[]) =>
  styles.flatMap((style) => types.map((type) => [style, type] as const));
const cases = [
  ...every(
    ['next', 'edge', 'astro', 'class'],
    [
      'application/json',
      'application/x-www-form-urlencoded',
      'text/plain',
      'application/octet-stream',
      'multipart/form-data; boundary=x',
    ],
  ),
  ...every(['express'], ['application/json', 'application/x-www-form-urlencoded']),
];
/** A valid body of exactly so many bytes. */
const bodyOf = (type: string, length: number) =>
  type === 'application/json' ? `"${'x'.repeat(length - 2)}"` : 'x'.repeat(length);

describeExpress('the limit of a body', (express) => {
  const directory = writeRouteFiles(files);
  const createApp = (options = {}) => {
    const app = express().use(apiRoutes(directory, { logger: createQuietLogger(), ...options }));
    app.use((error: any, _req: any, res: any, _next: any) => res.status(error.status ?? 500).send(error.message));
    return app;
  };
  const chunked = async (url: string, type: string, body: string) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': type },
      body: new Blob([body.slice(0, 1000), body.slice(1000)]).stream(),
      duplex: 'half',
    });

  it.each(cases)('is 1 MiB to the byte, in %s style for %s', async (style, type) => {
    const app = createApp();
    await request(app).post(`/api/${style}`).set('Content-Type', type).send(bodyOf(type, mebibyte)).expect(200);
    const response = await request(app)
      .post(`/api/${style}`)
      .set('Content-Type', type)
      .send(bodyOf(type, mebibyte + 1));
    expect([response.status, response.text]).toEqual([413, 'Body exceeded 1mb limit']);
  });

  it.each(cases)('counts what arrives when no length is declared, in %s style for %s', async (style, type) => {
    const { url } = await serve(createApp());
    const fits = await chunked(`${url}/api/${style}`, type, bodyOf(type, mebibyte));
    expect(fits.status).toBe(200);
    await fits.text();
    const response = await chunked(`${url}/api/${style}`, type, bodyOf(type, mebibyte + 1));
    expect([response.status, await response.text()]).toEqual([413, 'Body exceeded 1mb limit']);
  });

  it.each(['small', 'number'])('is what the file says (%s)', async (name) => {
    const app = createApp();
    await request(app).post(`/api/${name}`).type('text').send('x'.repeat(10)).expect(200);
    const response = await request(app).post(`/api/${name}`).type('text').send('x'.repeat(11));
    expect([response.status, response.text]).toEqual([413, `Body exceeded ${name === 'small' ? '10b' : '10'} limit`]);
  });

  it('counts bytes and not letters', async () => {
    await request(createApp()).post('/api/small').type('text').send('é'.repeat(6)).expect(413);
  });

  it('of 0 lets an empty body pass and nothing else', async () => {
    const app = createApp();
    await request(app).post('/api/zero').expect(200);
    await request(app).post('/api/zero').set('Content-Type', 'application/json').send('1').expect(413);
  });

  it('is the one of the app where the file names none', async () => {
    const app = createApp({ bodyParser: { sizeLimit: '5b' } });
    const response = await request(app).post('/api/astro').set('Content-Type', 'text/plain').send('x'.repeat(6));
    expect(response.text).toBe('Body exceeded 5b limit');
    await request(app).post('/api/small').type('text').send('x'.repeat(10)).expect(200);
  });

  it('does not exist with bodyParser: false', async () => {
    const response = await request(createApp())
      .post('/api/off')
      .set('Content-Type', 'application/json')
      .send('x'.repeat(2 * mebibyte));
    expect(response.text).toBe(String(2 * mebibyte));
  });

  it('is nothing to a handler that does not read', async () => {
    await request(createApp())
      .post('/api/unread')
      .set('Content-Type', 'application/json')
      .send('x'.repeat(mebibyte + 1))
      .expect(200);
  });

  it('can be caught by the handler that reads', async () => {
    const response = await request(createApp())
      .post('/api/caught')
      .set('Content-Type', 'application/json')
      .send('x'.repeat(mebibyte + 1));
    expect([response.status, response.text]).toEqual([413, 'Body exceeded 1mb limit']);
  });

  it('counts a multipart form', async () => {
    const app = createApp();
    await request(app).post('/api/form').field('a', 'x').expect(200, ['a']);
    await request(app).post('/api/form').field('a', 'x'.repeat(300)).expect(413);
  });

  it('is checked against the declared length before a byte is sent', async () => {
    const { port } = await serve(createApp());
    for (const style of ['next', 'astro', 'edge', 'class', 'express']) {
      const socket = await openSocket(port);
      let answer = '';
      socket.on('data', (chunk) => (answer += String(chunk)));
      socket.write(
        `POST /api/${style} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9007199254740993\r\n\r\n`,
      );
      await until(() => answer.includes('Body exceeded 1mb limit'), `the answer of ${style}`);
      expect(answer).toMatch(/^HTTP\/1\.1 413 [^]*Connection: close/);
      socket.destroy();
    }
  });

  it('gives a client that is still writing an answer it can read', async () => {
    const { url } = await serve(createApp());
    const response = await fetch(`${url}/api/next`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: 'x'.repeat(8 * mebibyte),
    });
    expect([response.status, await response.text()]).toEqual([413, 'Body exceeded 1mb limit']);
  });
});
