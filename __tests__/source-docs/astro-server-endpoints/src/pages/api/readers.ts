// Document: "Reading the request body", the table of readers
import type { APIRoute } from 'express-pages-api';

export const prerender = false;

export const POST: APIRoute = async ({ request, url }) => {
  switch (url.searchParams.get('reader')) {
    case 'json':
      return Response.json(await request.json());
    case 'formData':
      return Response.json(await readForm(request));
    case 'text':
      return Response.json(await request.text());
    default:
      return Response.json([...new Uint8Array(await request.arrayBuffer())]);
  }
};

async function readForm(request: Request): Promise<Record<string, unknown>> {
  const form = await request.formData();
  const fields: Record<string, unknown> = {};
  for (const [name, value] of form) {
    fields[name] = typeof value === 'string' ? value : { name: value.name, text: await value.text() };
  }
  return fields;
}
