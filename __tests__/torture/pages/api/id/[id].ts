import type { APIRoute } from 'express-pages-api';
import { ran } from '../../../calls';

export const GET: APIRoute = ({ params, url, request, clientAddress }) => {
  ran('id/[id]');
  const prototype = Object.getPrototypeOf(params) === null ? 'null' : 'other';
  const search = [...url.searchParams];
  return Response.json({
    file: 'id/[id]',
    ...params,
    url: url.href,
    request: request.url,
    clientAddress,
    prototype,
    search,
  });
};
