import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

export const config = { csrf: false, api: { bodyParser: { sizeLimit: '10kb' } } };

export const POST: APIRoute = async ({ request }) => {
  const { length } = await request.text();
  ran('small');
  return new Response(`read ${length}`);
};
