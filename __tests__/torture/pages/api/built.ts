import type { APIRoute } from 'express-pages-api';

export const prerender = true;

export const GET: APIRoute = () => new Response('built once', { headers: { 'Content-Type': 'text/plain' } });
