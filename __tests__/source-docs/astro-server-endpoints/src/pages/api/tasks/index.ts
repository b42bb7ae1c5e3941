// Document: "A full CRUD endpoint"
import type { APIRoute } from 'express-pages-api';
import { db, type Task } from '../../../lib/db';

export const prerender = false;

export const GET: APIRoute = async () => {
  const tasks = await db.task.findMany();
  return Response.json(tasks);
};

export const POST: APIRoute = async ({ request }) => {
  const data = (await request.json().catch(() => null)) as Partial<Task> | null;

  if (!data || typeof data.title !== 'string' || !data.title.trim()) {
    return Response.json({ error: 'title is required' }, { status: 400 });
  }

  const task = await db.task.create({
    data: { title: data.title.trim(), done: false },
  });

  return Response.json(task, { status: 201 });
};
