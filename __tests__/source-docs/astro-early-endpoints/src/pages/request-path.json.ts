// Document: "Static File Endpoints", `request`
import type { APIContext } from 'express-pages-api';

export function get({ request }: APIContext): { body: string } {
  return { body: JSON.stringify({ url: request.url }) };
}
