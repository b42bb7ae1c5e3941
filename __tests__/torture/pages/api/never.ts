import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

const collected = new FinalizationRegistry<string>(ran);

/** Never answers, and tells when its request is garbage. */
export const GET: APIRoute = ({ request }) => {
  collected.register(request, 'never collected');
  request.signal.addEventListener('abort', () => ran('never aborted'));
  ran('never');
  return new Promise<Response>(() => {});
};
