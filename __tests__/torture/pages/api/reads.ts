import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

const hows: Record<string, (request: Request) => Promise<string>> = {
  twice: async (request) => (await request.text()) + (await request.text()),
  cloned: async (request) => (await request.clone().text()) + (await request.text()),
  'cloned-late': async (request) => (await request.text()) + (await request.clone().text()),
  partly: async (request) => {
    const reader = request.body!.getReader();
    await reader.read();
    reader.releaseLock();
    return request.text();
  },
  locked: async (request) => {
    request.body!.getReader();
    return request.text();
  },
};

export const config = { csrf: false };

/** What an endpoint sees that reads a body in a way a web request refuses. */
export const POST: APIRoute = async ({ request, url }) => {
  ran('reads');
  const text = await hows[url.search.slice(1)]!(request).catch((error: Error) => error.name);
  return new Response(text);
};
