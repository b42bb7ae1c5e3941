import type { APIRoute } from 'express-pages-api';
import type { AppLocals } from '../../../../locals';

export const GET: APIRoute = async ({ locals, params }) => {
  const { tasks } = locals as AppLocals;
  return Response.json(await tasks.get(params.id));
};

export const PATCH: APIRoute = async ({ locals, params, request }) => {
  const { tasks } = locals as AppLocals;
  return Response.json(await tasks.update(params.id, await request.json()));
};

export const DELETE: APIRoute = async ({ locals, params }) => {
  const { tasks } = locals as AppLocals;
  await tasks.delete(params.id);
  return new Response(null, { status: 204 });
};
