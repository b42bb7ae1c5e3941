import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

/** One chunk, and then nothing for ever. */
export const GET: APIRoute = () => {
  ran('hangs');
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('first')),
    cancel: () => ran('hangs cancelled'),
  });
  return new Response(body);
};
