import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

export const config = { cors: { origin: ['https://good.com'], credentials: true }, csrf: false };

export const GET: APIRoute = () => {
  ran('cors');
  return new Response('shared', { headers: { Vary: 'Accept' } });
};
export const POST: APIRoute = async ({ request }) => Response.json(await request.json());
export const PUT: APIRoute = () => {
  throw new Error('top secret: put');
};
