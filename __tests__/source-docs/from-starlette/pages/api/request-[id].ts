// Everything that the table says about `request`.
import type { APIContext } from 'express-pages-api';

export function get(context: APIContext): Response {
  const { request, params, url, cookies, locals, clientAddress } = context;
  return Response.json({
    method: request.method,
    url: url.href,
    path: url.pathname,
    id: params['id'],
    query: url.searchParams.get('q'),
    list: url.searchParams.getAll('tag'),
    header: request.headers.get('X-Api-Key'),
    cookie: cookies.get('theme')?.value,
    client: clientAddress,
    state: locals['user'] as unknown,
    appState: context.req.app.locals.name as unknown,
    isDisconnected: request.signal.aborted,
  });
}

export async function post({ request }: APIContext): Promise<Response> {
  const form = await request.formData();
  const file = form.get('file') as File;
  return Response.json({
    title: form.get('title'),
    filename: file.name,
    contentType: file.type,
    size: file.size,
    read: Buffer.from(await file.arrayBuffer()).toString(),
  });
}

export async function put({ request }: APIContext): Promise<Response> {
  let size = 0;
  for await (const chunk of request.body!) size += chunk.byteLength;
  return Response.json({ size });
}
