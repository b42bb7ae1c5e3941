import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

export const GET: APIRoute = ({ request }) => {
  ran('abort-throws');
  request.signal.addEventListener('abort', () => {
    throw new Error('in a listener of the signal');
  });
  return new Promise<Response>(() => {});
};
