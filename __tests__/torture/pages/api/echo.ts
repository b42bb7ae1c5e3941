import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

export const config = { csrf: false };

export const ALL: APIRoute = async ({ request, url, clientAddress }) => {
  ran('echo');
  const body = request.body === null ? null : await request.text();
  const headers = [...request.headers];
  return Response.json({ method: request.method, url: url.href, clientAddress, headers, body });
};
