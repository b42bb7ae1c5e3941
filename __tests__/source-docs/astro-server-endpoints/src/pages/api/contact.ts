// Document: "Reading the request body"
import type { APIRoute } from 'express-pages-api';

export const prerender = false;

export const POST: APIRoute = async ({ request, redirect }) => {
  const form = await request.formData();
  const email = form.get('email');

  if (typeof email !== 'string' || !email.includes('@')) {
    return new Response('Invalid email', { status: 422 });
  }

  // persist, then send the browser to a thank-you page
  return redirect('/thanks', 303);
};
