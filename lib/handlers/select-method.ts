import { HttpError } from '../errors/http-error';
import { type EndpointCall, passed } from './handler';
import type { Exchange } from './exchange';
import type { ServedRoute } from './served-route';

/**
 * The call that answers this request, an automatic OPTIONS answer among them.
 *
 * @throws HttpError 405 with `Allow`, or 404 where the app prefers Astro's answer.
 */
export function selectMethod({ req, res }: Exchange, { handler, methodNotAllowed }: ServedRoute): EndpointCall {
  const call = handler.find(req.method!);
  if (call) return call;
  if (methodNotAllowed === 'next') return () => passed;
  if (methodNotAllowed === 404) throw new HttpError(404, 'Not Found', { code: 'method_not_found' });
  const allow = handler.allow.join(', ');
  if (req.method === 'OPTIONS') return () => new Response(null, { status: 204, headers: { Allow: allow } });
  res.setHeader('Allow', allow);
  throw new HttpError(405, 'Method Not Allowed', { code: 'method_not_allowed', headers: { Allow: allow } });
}
