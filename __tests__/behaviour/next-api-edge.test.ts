import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';
import { until } from '../support/serve';

const edge = `export const config = { runtime: 'edge' };`;
const files = {
  'users/[id].ts': `${edge} export default (request, { params, sourcePage }) => Response.json({
    url: new URL(request.url).search, next: request.nextUrl.searchParams.get('id'), path: request.nextUrl.pathname, params, sourcePage });`,
  'cookies.ts': `${edge} export default ({ cookies }) => Response.json([cookies.get('a'), cookies.has('a'), cookies.get('none') ?? null, cookies.getAll().length]);`,
  'method.ts': `${edge} export default (request) => new Response(request.method, { headers: { 'x-method': request.method } });`,
  'after.ts': `${edge} export default (request, context) => {
    context.waitUntil(new Promise((resolve) => setImmediate(resolve)).then(() => { globalThis.afterAnswer = true; }));
    context.waitUntil(Promise.reject(new Error('after the answer')));
    return new Response('now'); };`,
  'signal.ts': `${edge} export default (request) => Response.json([request instanceof Request, request.signal.aborted]);`,
  'redirect.ts': `${edge} export default (request) => Response.redirect(new URL('/to here', request.url));`,
};

describeExpress('an edge handler', (express) => {
  const directory = writeRouteFiles(files);
  const createApp = () => {
    const logger = createQuietLogger();
    return { app: express().use(apiRoutes(directory, { logger })), logger };
  };

  it('finds the parameters in the query, in place of a value of the same name', async () => {
    const response = await request(createApp().app).get('/api/users/7?id=1&a=b');
    expect(response.body).toEqual({
      url: '?id=7&a=b',
      next: '7',
      path: '/api/users/7',
      params: { id: '7' },
      sourcePage: '/api/users/[id]',
    });
  });

  it('reads cookies by name', async () => {
    const response = await request(createApp().app).get('/api/cookies').set('Cookie', 'a=1; b=2');
    expect(response.body).toEqual([{ name: 'a', value: '1' }, true, null, 2]);
  });

  it.each(['get', 'post', 'put', 'patch', 'delete', 'options', 'head'] as const)('answers %s', async (method) => {
    const response = await request(createApp().app)[method]('/api/method').expect(200);
    expect(response.headers['x-method']).toBe(method.toUpperCase());
  });

  it('may work on after the answer; a failure is logged', async () => {
    const { app, logger } = createApp();
    await request(app).get('/api/after').expect(200, 'now');
    await until(() => (globalThis as any).afterAnswer === true, 'the work');
    expect(logger.errors).toEqual([expect.objectContaining({ message: 'after the answer' })]);
    delete (globalThis as any).afterAnswer;
  });

  it('gets a real Request with a signal', async () => {
    const response = await request(createApp().app).get('/api/signal');
    expect(response.body).toEqual([true, false]);
  });

  it('may return an immutable Response', async () => {
    const response = await request(createApp().app).get('/api/redirect').expect(302);
    expect(response.headers['location']).toMatch(/\/to%20here$/);
  });
});
