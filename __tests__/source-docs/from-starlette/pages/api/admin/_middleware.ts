import type { MiddlewareHandler } from 'express-pages-api';

export const onRequest: MiddlewareHandler = async ({ request }, next) => {
  if (!request.headers.has('authorization')) return new Response('Unauthorized', { status: 401 });
  const response = await next();
  response.headers.set('X-Seen-By', 'middleware');
  return response;
};
