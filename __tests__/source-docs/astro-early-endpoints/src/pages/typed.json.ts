// Document: "Static File Endpoints", the type APIRoute
import type { APIRoute } from 'express-pages-api';

export const get: APIRoute = ({ params, request }) => {
  return new Response(JSON.stringify({ params, path: new URL(request.url).pathname }), {
    headers: { 'Content-Type': 'application/json' },
  });
};
