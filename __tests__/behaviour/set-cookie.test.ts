import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createSession, useRealMiddleware } from '../support/real-middleware';
import { writeRouteFiles } from '../support/route-files';

const two = `const headers = new Headers({ 'x-own': 'yes' });
  headers.append('set-cookie', 'a=1; Expires=Wed, 09 Jun 2100 10:18:14 GMT');
  headers.append('set-cookie', 'b=2');`;

describeExpress('several Set-Cookie', (express) => {
  const directory = writeRouteFiles({
    'astro.ts': `export const GET = ({ cookies }) => { ${two} cookies.set('c', '3'); return new Response('x', { headers }); };`,
    'edge.ts': `export const runtime = 'edge'; export default () => { ${two} return new Response('x', { headers }); };`,
    'class.ts': `export default class C { get() { ${two} return new Response('x', { headers }); } }`,
    'next.ts': `export default (req, res) => { res.setHeader('set-cookie', [...[res.getHeader('set-cookie') ?? []].flat(), 'a=1', 'b=2']); res.send('x'); };`,
    'express.ts': `export default [(req, res) => { res.cookie('a', '1'); res.cookie('b', '2'); res.send('x'); }];`,
    'redirect.ts': `export const GET = ({ cookies }) => { cookies.set('c', '3'); return Response.redirect('http://a.example/'); };`,
    'throws.ts': `export const GET = ({ cookies }) => { cookies.set('c', '3'); throw new Error('broken'); };`,
    'thrown-response.ts': `export const GET = ({ cookies }) => { cookies.set('c', '3'); throw new Response('x', { status: 401, headers: { 'set-cookie': 'd=4' } }); };`,
    'stream.ts': `export const GET = ({ cookies }) => { ${two} cookies.set('c', '3');
      return new Response(new ReadableStream({ async pull(c) { await new Promise(setImmediate); await new Promise(setImmediate); c.enqueue(Buffer.from('x')); c.close(); } }), { headers }); };`,
  });
  const cookiesOf = (response: request.Response) =>
    ((response.headers['set-cookie'] ?? []) as unknown as string[]).map(
      (cookie) => cookie.split(';')[0]!.split('=')[0],
    );

  it.each([
    ['astro', ['a', 'b', 'c']],
    ['edge', ['a', 'b']],
    ['class', ['a', 'b']],
    ['next', ['a', 'b']],
    ['express', ['a', 'b']],
    ['stream', ['a', 'b', 'c']],
    ['redirect', ['c']],
    ['thrown-response', ['d', 'c']],
  ])('of %s follow those set earlier and stay apart', async (name, own) => {
    const app = express();
    app.use((_req, res, next) => {
      res.cookie('early', '0');
      next();
    });
    const response = await request(app.use(apiRoutes(directory))).get(`/api/${name}`);
    expect(response.headers['x-powered-by']).toBe('Express');
    expect(cookiesOf(response)).toEqual(['early', ...own]);
  });

  it.each(['astro', 'edge', 'class', 'next', 'express', 'stream'])(
    'of %s stay apart behind wrappers of writeHead',
    async (name) => {
      const app = express();
      useRealMiddleware(app);
      const response = await request(app.use(apiRoutes(directory))).get(`/api/${name}`);
      expect(cookiesOf(response)).toEqual(expect.arrayContaining(['a', 'b', 'connect.sid']));
    },
  );

  it('keep the comma of a date', async () => {
    const response = await request(express().use(apiRoutes(directory))).get('/api/edge');
    expect(response.headers['set-cookie']).toEqual(['a=1; Expires=Wed, 09 Jun 2100 10:18:14 GMT', 'b=2']);
  });

  it('of a failed endpoint are sent once with the error', async () => {
    const app = express().use(createSession(), apiRoutes(directory));
    app.use((_error: unknown, _req: any, res: any, _next: any) => res.status(500).end());
    const response = await request(app).get('/api/throws');
    expect(cookiesOf(response)).toEqual(['c', 'connect.sid']);
  });
});
