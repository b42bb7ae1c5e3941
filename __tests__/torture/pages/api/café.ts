import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

/** The é is one character (NFC); the other spelling (NFD) is another name. */
export const GET: APIRoute = () => {
  ran('café');
  return new Response('composed');
};
