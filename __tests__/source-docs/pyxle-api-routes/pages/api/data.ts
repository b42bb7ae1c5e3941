// Document: "Error responses"
import type { APIContext } from 'express-pages-api';
import { fetchData } from '../../lib/users';

export async function get({ request }: APIContext): Promise<Response> {
  const apiKey = request.headers.get('x-api-key');
  if (!apiKey) return Response.json({ error: 'Missing API key' }, { status: 401 });
  const data = await fetchData(apiKey);
  if (data === undefined) return Response.json({ error: 'Not found' }, { status: 404 });
  return Response.json({ data });
}
