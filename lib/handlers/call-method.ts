import { HttpError } from '../errors/http-error';
import { type Outcome, passed } from './handler';
import type { Exchange } from './exchange';
import type { ServedRoute } from './served-route';

/**
 * Answers with what the route has for the method of the request; OPTIONS without a handler is answered here.
 *
 * @throws HttpError 405 with `Allow`, or 404 where the app prefers Astro's answer.
 */
export function callMethod(exchange: Exchange, route: ServedRoute): Outcome | Promise<Outcome> {
  const { req, res } = exchange;
  const { handler, methodNotAllowed } = route;
  const call = handler.find(req.method!);
  if (call) return call(exchange);
  if (methodNotAllowed === 'next') return passed;
  if (methodNotAllowed === 404) throw new HttpError(404, 'Not Found', { code: 'method_not_found' });
  const allow = handler.allow.join(', ');
  if (req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { Allow: allow } });
  res.setHeader('Allow', allow);
  throw new HttpError(405, 'Method Not Allowed', { code: 'method_not_allowed', headers: { Allow: allow } });
}
