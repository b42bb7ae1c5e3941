// Document: "Redirects"
import type { APIContext } from 'express-pages-api';

const links = new Map([['docs', '/documentation/start']]);

export function get({ params, redirect }: APIContext): Response {
  const link = links.get(params['id']!);
  return link ? redirect(link, 307) : new Response(null, { status: 404, statusText: 'Not found' });
}
