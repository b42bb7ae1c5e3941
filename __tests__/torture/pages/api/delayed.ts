import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

export const GET: APIRoute = async ({ url }) => {
  ran('delayed');
  const text = url.search.slice(1);
  await new Promise((resolve) => setTimeout(resolve, Number(text)));
  return new Response(text);
};
