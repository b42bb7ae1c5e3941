import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

export const config = { csrf: false, api: { bodyParser: { sizeLimit: '8gb' } } };

export const POST: APIRoute = async ({ request }) => {
  ran('large');
  await request.arrayBuffer().catch(() => ran('large left'));
  return new Response();
};
