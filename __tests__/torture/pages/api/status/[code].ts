import type { APIRoute } from 'express-pages-api';
import { ran } from '../../../calls';

/** `Response` itself refuses a body for these; a wrapped one does not. */
export const GET: APIRoute = ({ params, url }) => {
  ran('status');
  const status = Number(params['code']);
  const headers = { 'Content-Range': 'bytes 0-0/9', ETag: '"x"' };
  if (url.search === '') return new Response(null, { status, headers });
  return new Proxy(new Response('a body', { headers }), {
    get: (target, name) => {
      const value: unknown = name === 'status' ? status : Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
};
