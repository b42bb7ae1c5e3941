import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

export const config = { csrf: false };

/** Four ways to leave a body unread. */
export const POST: APIRoute = async ({ request, url }) => {
  ran('ignores');
  const reader = url.search === '' ? undefined : request.body!.getReader();
  await reader?.read();
  if (url.search === '?cancels') await reader!.cancel();
  if (url.search === '?throws') throw new Error('top secret: while reading');
  return new Response('ignored');
};
