import type { APIContext } from 'express-pages-api';

export const get = ({ params }: APIContext): Response => Response.json({ path: params['path'] ?? null });
