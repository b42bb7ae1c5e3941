// Document: "The APIContext", the table of properties
import type { APIRoute } from 'express-pages-api';

export const GET: APIRoute = ({ request, params, url, cookies, redirect, locals, site }) => {
  if (url.searchParams.has('leave')) return redirect('/elsewhere');
  cookies.set('seen', 'yes', { path: '/' });
  cookies.delete('old', { path: '/' });
  return Response.json({
    isRequest: request instanceof Request,
    method: request.method,
    agent: request.headers.get('user-agent'),
    params,
    search: url.searchParams.get('q'),
    cookie: cookies.get('theme')?.value,
    user: locals['user'] as unknown,
    site: site?.href,
  });
};
