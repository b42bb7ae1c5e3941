import type { APIRoute } from 'express-pages-api';
import type { AppLocals } from '../../../locals';

export const GET: APIRoute = async ({ locals }) => {
  const { tasks } = locals as AppLocals;
  return Response.json(await tasks.list(), { headers: { 'Cache-Control': 'no-store' } });
};

export const POST: APIRoute = async ({ locals, request, url }) => {
  const { tasks } = locals as AppLocals;
  const task = await tasks.create(await request.json());
  return Response.json(task, { status: 201, headers: { Location: `${url.pathname}/${task.id}` } });
};
