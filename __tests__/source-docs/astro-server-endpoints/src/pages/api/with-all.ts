// Document: "Returning correct status codes"
import type { APIRoute } from 'express-pages-api';

export const prerender = false;

export const GET: APIRoute = () => Response.json({ answeredBy: 'GET' });

export const ALL: APIRoute = () => new Response('Method Not Allowed', { status: 405 });
