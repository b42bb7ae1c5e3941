import type { APIRoute } from 'astro';
import * as ours from 'express-pages-api';
import { createTestApp, testRoute } from 'express-pages-api/testing';
import type { NextApiHandler, NextApiRequest, NextApiResponse } from 'next';
import * as astroEndpoint from '../types/endpoints/astro';
import * as nextEndpoint from '../types/endpoints/next';

// Wherever we take a handler, one typed with the originals will do.
export const answers: Promise<Response>[] = [
  testRoute(astroEndpoint, { params: { id: '1' } }),
  testRoute(nextEndpoint, { params: { id: '1' } }),
  testRoute({ GET: astroEndpoint.GET }),
  testRoute({ default: nextEndpoint.typed }),
  testRoute(import('../types/endpoints/astro')),
];
export const app = createTestApp('pages/api', { importModule: () => ({ onRequest: astroEndpoint.onRequest }) });

// Typed with ours, and handed to code that knows the originals.
declare const ourNextHandler: ours.NextApiHandler<{ id: string }>;
export const theirNextHandler: NextApiHandler<{ id: string }> = ourNextHandler;

// Typed with the originals, and handed to code that knows ours.
declare const nextHandler: NextApiHandler<{ id: string }>;
export const nextAsOurs: ours.NextApiHandler<{ id: string }> = nextHandler;

// Libraries take the request and the response of Next.js.
declare function getSession(req: NextApiRequest, res: NextApiResponse): Promise<unknown>;
export const withSession: ours.NextApiHandler = async (req, res) => res.json(await getSession(req, res));

// The contexts differ: ours has the way back to Express, Astro's has sessions, actions and locales.
declare const ourRoute: ours.APIRoute;
declare const astroRoute: APIRoute;
// @ts-expect-error: Astro calls an endpoint without `req` and `res`
export const routeAsTheirs: APIRoute = ourRoute;
// @ts-expect-error: the endpoint may rely on `context.session`
export const routeAsOurs: ours.APIRoute = astroRoute;
