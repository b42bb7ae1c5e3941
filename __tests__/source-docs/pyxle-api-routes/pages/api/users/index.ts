// Document: "HTTP methods"
import type { APIContext } from 'express-pages-api';
import { createUser, fetchAllUsers, removeUser } from '../../../lib/users';

export async function get(): Promise<Response> {
  const users = await fetchAllUsers();
  return Response.json({ users });
}

export async function post({ request }: APIContext): Promise<Response> {
  const body = (await request.json()) as { name: string; email: string };
  const user = await createUser(body.name, body.email);
  return Response.json({ user }, { status: 201 });
}

// `delete` is a keyword of TypeScript, but a name that a module may export.
async function deleteUser({ request }: APIContext): Promise<Response> {
  const body = (await request.json()) as { id: string };
  await removeUser(body.id);
  return Response.json({ deleted: true });
}
export { deleteUser as delete };
