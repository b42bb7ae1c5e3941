import type { APIRoute } from 'express-pages-api';
import { tasks } from '../../../store';

export const GET: APIRoute = ({ params }) => {
  const task = tasks.find(({ id }) => id === params.id);
  return task ? Response.json(task) : new Response(null, { status: 404 });
};
