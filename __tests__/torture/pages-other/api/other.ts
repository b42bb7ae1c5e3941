import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

export const GET: APIRoute = () => {
  ran('other');
  return new Response('the other folder');
};
