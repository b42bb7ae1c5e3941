import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

export const GET: APIRoute = () => new Response('get');
export const HEAD: APIRoute = () => {
  ran('head-own');
  return new Response(null, { headers: { 'X-Head': 'own' } });
};
