/** Types of the package's own, as a user meets them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import {
  type APIContext,
  apiRoutes,
  type ApiRoutesOptions,
  type EndpointConfig,
  handlers,
  HttpEndpoint,
  HttpError,
  problemDetails,
  type RouteInfo,
} from 'express-pages-api';
import { createTestApp, testRoute } from 'express-pages-api/testing';
import express from 'express';

export const options: ApiRoutesOptions = {
  basePath: '/v1',
  bodyParser: { sizeLimit: '2mb' },
  cors: { origin: 'https://example.com', credentials: true },
  csrf: { trustedOrigins: ['https://example.com'] },
  methodNotAllowed: 'next',
  logger: console,
};
// @ts-expect-error: no such style
export const wrongStyle: ApiRoutesOptions = { defaultExport: 'astro' };
// @ts-expect-error: no such option
export const wrongOption: ApiRoutesOptions = { prefix: '/api' };
// @ts-expect-error: no such answer
export const wrongStatus: ApiRoutesOptions = { methodNotAllowed: 501 };

export const config: EndpointConfig = { style: 'class', api: { bodyParser: false, responseLimit: '8mb' }, csrf: true };
// @ts-expect-error: a size is a number or text
export const wrongConfig: EndpointConfig = { api: { bodyParser: { sizeLimit: true } } };

const api = apiRoutes('pages/api', options);
export const app = express().use(api).use('/v1', api).use(problemDetails());
export const server = createServer(api);
export const routes: readonly RouteInfo[] = api.routes;
export const ready: Promise<void> = api.ready;
// @ts-expect-error: the table is read-only
api.routes.push(routes[0]!);
// @ts-expect-error: a directory is needed
apiRoutes();

export class Users extends HttpEndpoint {
  get(): Response {
    return Response.json([]);
  }
  async post({ request, res, params }: APIContext): Promise<Response> {
    res.locals.user = await request.json();
    const id: string | undefined = params['id'];
    return Response.json({ id }, { status: 201 });
  }
}

const list: express.RequestHandler = (_req, res) => void res.json([]);
const requireLogin: express.RequestHandler = (req, _res, next) => next(req.get('authorization') ? undefined : 'route');
export const listed = handlers({ get: [requireLogin, list], post: list });
export const bare = handlers({ get: (_req: IncomingMessage, res: ServerResponse) => void res.end() });
// @ts-expect-error: a handler is a function
handlers({ get: 'list' });

export const error: Error = new HttpError(409, 'Taken', { code: 'taken', headers: { 'Retry-After': '5' } });
// @ts-expect-error: a status is a number
new HttpError('409');

export const answer: Promise<Response> = testRoute({ GET: list }, { params: { id: '1' }, body: { title: 'x' } });
export const testApp = createTestApp('pages/api', { ...options, before: [requireLogin], express });
// @ts-expect-error: one endpoint has no files to ignore
void testRoute({}, { ignore: ['*.bak'] });
