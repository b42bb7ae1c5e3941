import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

/** Answers only when nobody is there any more. */
export const GET: APIRoute = ({ request }) =>
  new Promise((resolve) => {
    ran('waits');
    request.signal.addEventListener('abort', () => {
      ran('waits aborted');
      resolve(new Response('too late'));
    });
  });

export const config = { csrf: false };

export const POST: APIRoute = async ({ request }) => {
  ran('waits reading');
  await request.text().catch(() => ran('waits could not read'));
  return new Response('too late');
};
