import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

export const ALL: APIRoute = () => {
  ran('guarded');
  return new Response('passed');
};
