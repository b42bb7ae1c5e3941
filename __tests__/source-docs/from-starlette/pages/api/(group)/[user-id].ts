import type { APIContext } from 'express-pages-api';

export const get = ({ params }: APIContext): Response => Response.json({ userId: params['user-id'] });
