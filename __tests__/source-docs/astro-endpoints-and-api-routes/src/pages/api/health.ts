// Document: "What is an endpoint?"
import type { APIRoute } from 'express-pages-api';

export const GET: APIRoute = () => {
  return new Response(JSON.stringify({ status: 'ok', time: Date.now() }), {
    status: 200,
    headers: { 'Content-Type': 'application/json' },
  });
};
