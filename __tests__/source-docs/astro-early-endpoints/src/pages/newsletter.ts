// Document: "Server Endpoints (API Routes)", `request`
import type { APIContext } from 'express-pages-api';

export async function post({ request }: APIContext): Promise<Response> {
  if (request.headers.get('Content-Type') !== 'application/json') return new Response(null, { status: 400 });
  const body = (await request.json()) as { name: string };
  return new Response(JSON.stringify({ message: `Your name was: ${body.name}` }), { status: 200 });
}
