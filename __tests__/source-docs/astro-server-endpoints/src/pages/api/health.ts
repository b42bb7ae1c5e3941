// Document: "Anatomy of a method handler"
import type { APIRoute } from 'express-pages-api';

export const prerender = false;

export const GET: APIRoute = ({ url }) => {
  return new Response(JSON.stringify({ status: 'ok', path: url.pathname }), {
    status: 200,
    headers: { 'Content-Type': 'application/json' },
  });
};
