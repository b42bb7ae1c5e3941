import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

export const config = { csrf: false };

export const POST: APIRoute = () => {
  ran('post-only');
  return new Response('posted');
};
