import { serve } from '@hono/node-server';
import { Hono } from 'hono';

/** https://hono.dev/docs/getting-started/nodejs */
export function start() {
  const app = new Hono();
  app.get('/api/hello', (c) => c.json({ hello: 'world' }));
  app.get('/api/users/:id', (c) => c.json({ id: c.req.param('id') }));
  app.post('/api/echo', async (c) => c.json(await c.req.json()));
  return serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
}
