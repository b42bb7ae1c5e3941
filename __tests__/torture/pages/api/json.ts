import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

export const config = { csrf: false };

export const POST: APIRoute = async ({ request }) => {
  ran('json');
  return Response.json({ body: await request.json() });
};
