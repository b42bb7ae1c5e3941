// Document: "Dynamic API routes"
import type { APIContext } from 'express-pages-api';
import { fetchUser } from '../../../lib/users';

export async function get({ params }: APIContext): Promise<Response> {
  const user = await fetchUser(params['id']!);
  if (user === undefined) return Response.json({ error: 'Not found' }, { status: 404 });
  return Response.json({ user });
}
