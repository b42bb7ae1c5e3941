import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

export const config = { csrf: false };

export const POST: APIRoute = async ({ request }) => {
  ran('count');
  return new Response(`read ${(await request.arrayBuffer()).byteLength} bytes`);
};
