import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { writeRouteFiles } from '../support/route-files';

describeExpress('HEAD', (express) => {
  const directory = writeRouteFiles({
    'get-only.ts': `export const GET = () => new Response('body', { status: 203, headers: { 'x-from': 'get' } });`,
    'own-head.ts': `export const GET = () => new Response('body', { headers: { 'x-from': 'get' } });
      export const HEAD = () => new Response(null, { headers: { 'x-from': 'head' } });`,
    'all-beside-get.ts': `export const GET = () => new Response('body', { headers: { 'x-from': 'get' } });
      export const ALL = () => new Response('body', { headers: { 'x-from': 'all' } });`,
    'post-only.ts': `export const POST = () => new Response('body');`,
  });
  const app = express().use(apiRoutes(directory));

  it('is answered by GET without the body', async () => {
    const response = await request(app).head('/api/get-only');
    expect(response.status).toBe(203);
    expect(response.headers['x-from']).toBe('get');
    expect(response.text ?? '').toBe('');
  });

  it('prefers the export HEAD', async () => {
    const response = await request(app).head('/api/own-head');
    expect(response.headers['x-from']).toBe('head');
  });

  it('prefers ALL to GET, as Astro does', async () => {
    const response = await request(app).head('/api/all-beside-get');
    expect(response.headers['x-from']).toBe('all');
  });

  it('is 405 where neither GET nor ALL is exported', async () => {
    const response = await request(app).head('/api/post-only');
    expect(response.status).toBe(405);
    expect(response.headers['allow']).toBe('POST, OPTIONS');
  });
});
