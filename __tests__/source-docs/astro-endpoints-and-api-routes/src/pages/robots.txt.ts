// Document: "Returning files and other content types"
import type { APIRoute } from 'express-pages-api';

export const GET: APIRoute = ({ site }) => {
  const body = `User-agent: *
Allow: /
Sitemap: ${new URL('sitemap-index.xml', site).href}`;

  return new Response(body, {
    headers: { 'Content-Type': 'text/plain' },
  });
};
