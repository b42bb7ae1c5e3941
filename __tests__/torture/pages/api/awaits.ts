import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

export const GET: APIRoute = async () => {
  ran('awaits');
  for (let i = 0; i < 10_000; i++) await Promise.resolve();
  return new Response('waited 10,000 times');
};
