// Document: "Reading request bodies"
import type { APIContext } from 'express-pages-api';

export async function post({ request }: APIContext): Promise<Response> {
  const body: unknown = await request.json();
  const form = await request.formData();
  const raw = await request.arrayBuffer();
  return Response.json({ received: true, body, fields: [...form.keys()], bytes: raw.byteLength });
}
