import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

export const GET: APIRoute = ({ cookies }) => {
  ran('cookies');
  return Response.json(Object.fromEntries(cookies.names().map((name) => [name, cookies.get(name)?.value ?? ''])));
};
