import Fastify from 'fastify';

/** https://fastify.dev/docs/latest/Guides/Getting-Started/ */
export async function start() {
  const fastify = Fastify();
  fastify.get('/api/hello', async () => ({ hello: 'world' }));
  fastify.get('/api/users/:id', async (request) => ({ id: request.params.id }));
  fastify.post('/api/echo', async (request) => request.body);
  await fastify.listen({ port: 0, host: '127.0.0.1' });
  return fastify.server;
}
