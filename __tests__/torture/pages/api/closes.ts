import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

/** Tells when its connection has closed, and of a signal that is aborted after the answer. */
export const GET: APIRoute = ({ request, req }) => {
  ran('closes');
  request.signal.addEventListener('abort', () => ran('closes aborted'));
  req.socket.once('close', () => setImmediate(() => ran('closes closed')));
  return new Response('answered');
};
