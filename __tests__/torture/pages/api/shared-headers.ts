import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

const headers = new Headers({ 'X-Shared': '1' });

/** All of its answers have one Headers object, which nobody may change. */
export const GET: APIRoute = ({ cookies, url }) => {
  ran('shared-headers');
  cookies.set('own', url.search.slice(1));
  return new Response(JSON.stringify([...headers]), { headers });
};
