// Document: "Returning files and other content types", a Uint8Array
import type { APIRoute } from 'express-pages-api';

export const GET: APIRoute = () =>
  new Response(new Uint8Array([0, 1, 254, 255]), { headers: { 'Content-Type': 'application/octet-stream' } });
