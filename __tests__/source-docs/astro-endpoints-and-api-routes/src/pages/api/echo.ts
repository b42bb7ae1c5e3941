// Document: "The APIContext"
import type { APIRoute } from 'express-pages-api';

export const POST: APIRoute = async ({ request, params, url }) => {
  const body: unknown = await request.json();
  return new Response(JSON.stringify({ received: body, path: url.pathname, params }), {
    headers: { 'Content-Type': 'application/json' },
  });
};
