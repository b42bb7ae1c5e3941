import type { APIContext, APIRoute, GetStaticPaths, MiddlewareHandler, MiddlewareNext, Page } from 'astro';

export const prerender = false;

export const GET: APIRoute = ({ params, request, url, site, cookies, redirect, locals, clientAddress, props }) => {
  const id: string | undefined = params['id'];
  const theme: string | undefined = cookies.get('theme')?.value;
  const visits: number | undefined = cookies.get('visits')?.number();
  if (!id) return redirect('/tasks', 307);
  cookies.set('theme', 'dark', { path: '/', httpOnly: true, sameSite: 'lax', maxAge: 60, secure: true });
  cookies.delete('visits', { path: '/' });
  const accept: string | null = request.headers.get('accept');
  const absolute = new URL('/feed.xml', site ?? url);
  return Response.json({ id, theme, visits, accept, absolute, locals, clientAddress, props });
};

export const POST: APIRoute = async ({ request, rewrite, routePattern, isPrerendered, generator }) => {
  const data = await request.formData();
  const isFile: boolean = data.get('avatar') instanceof File;
  const name: string = String(data.get('name'));
  if (isPrerendered) return rewrite('/tasks');
  return new Response(JSON.stringify({ name, isFile, routePattern, generator }), { status: 201 });
};

export const ALL: APIRoute<{ title: string }, { slug: string }> = ({ params, props }) => {
  const slug: string = params.slug;
  const title: string = props.title;
  // @ts-expect-error: no parameter of that name
  return new Response(slug + title + params.id);
};

export function PUT({ params, request }: APIContext): Response {
  // @ts-expect-error: a parameter may be absent
  const id: string = params['id'];
  return new Response(`${request.method} ${id}`);
}

// @ts-expect-error: an endpoint answers with a Response
export const PATCH: APIRoute = () => ({ body: 'text' });

export const DELETE: APIRoute = ({ redirect, params }) => {
  // @ts-expect-error: no redirect has that status
  redirect('/', 200);
  // @ts-expect-error: parameters are strings
  const id: number = params['id'];
  return new Response(String(id), { status: 200 });
};

export const getStaticPaths: GetStaticPaths = () => [
  { params: { slug: 'a' }, props: { title: 'A' } },
  { params: { slug: undefined } },
];

export const later = (async ({ paginate, routePattern }) => {
  const pages = paginate([1, 2, 3], { pageSize: 2, params: { tag: routePattern }, props: { title: 'All' } });
  const page: Page<number> = pages[0]!.props.page;
  const number: string | undefined = pages[0]!.params.page;
  const title: string = pages[0]!.props.title;
  console.log(page.data, page.url.next, number, title, pages[0]!.params.tag);
  return pages;
}) satisfies GetStaticPaths;

// @ts-expect-error: every path has parameters
export const pathless: GetStaticPaths = () => [{ props: {} }];
// @ts-expect-error: parameters are strings here too
export const numbered: GetStaticPaths = () => [{ params: { id: 1 } }];

export const onRequest: MiddlewareHandler = async (context, next) => {
  if (context.url.pathname.startsWith('/private')) return next('/login');
  const response = await next();
  response.headers.set('x-request', context.request.method);
  return response;
};

export const passing: MiddlewareHandler = (_context: APIContext, next: MiddlewareNext) => next();

// @ts-expect-error: middleware answers with a Response
export const wrong: MiddlewareHandler = () => 'text';
