// Document: "A full CRUD endpoint"
import type { APIRoute } from 'express-pages-api';
import { db, type Task } from '../../../lib/db';

export const prerender = false;

export const PUT: APIRoute = async ({ params, request }) => {
  const data = (await request.json().catch(() => null)) as Task | null;
  if (!data) {
    return Response.json({ error: 'invalid body' }, { status: 400 });
  }

  const updated = await db.task.update({
    where: { id: params['id'] },
    data: { title: data.title, done: Boolean(data.done) },
  });

  return Response.json(updated);
};

export const DELETE: APIRoute = async ({ params }) => {
  await db.task.delete({ where: { id: params['id'] } });
  return new Response(null, { status: 204 });
};
