import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

const chunk = new Uint8Array(65_536);

export const GET: APIRoute = () => {
  let pulled = 0;
  const body = new ReadableStream({
    pull(controller) {
      controller.enqueue(chunk);
      if (++pulled % 1000 === 0) ran(`endless pulled ${pulled}`);
    },
    cancel() {
      ran(`endless cancelled, ${pulled > 400 ? 'too much' : 'little'} pulled`);
    },
  });
  return new Response(body);
};
