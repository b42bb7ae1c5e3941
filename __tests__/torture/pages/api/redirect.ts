import type { APIRoute } from 'express-pages-api';

export const GET: APIRoute = ({ url, redirect }) => redirect(url.searchParams.get('to')!);
