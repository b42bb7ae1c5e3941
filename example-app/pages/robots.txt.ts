import type { APIRoute } from 'express-pages-api';

export const GET: APIRoute = () =>
  new Response('User-agent: *\nDisallow: /api/\n', { headers: { 'Content-Type': 'text/plain; charset=utf-8' } });
