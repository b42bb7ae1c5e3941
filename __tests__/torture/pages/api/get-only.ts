import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

export const GET: APIRoute = ({ request }) => {
  ran('get-only');
  return new Response(`got ${request.body === null ? 'no body' : 'a body'}`);
};
