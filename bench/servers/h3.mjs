import { H3, getRouterParam, readBody, serve } from 'h3';

/** https://h3.dev/guide */
export async function start() {
  const app = new H3()
    .get('/api/hello', () => ({ hello: 'world' }))
    .get('/api/users/:id', (event) => ({ id: getRouterParam(event, 'id') }))
    .post('/api/echo', async (event) => await readBody(event));
  const server = serve(app, { port: 0, hostname: '127.0.0.1', silent: true });
  await server.ready();
  return server.node.server;
}
