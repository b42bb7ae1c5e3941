import type { NextFunction } from '../modules/express-handlers';
import type { ExpressRequest, ExpressResponse } from './exchange';

/** What we need of an Express app that serves nothing. */
interface ExpressApp {
  readonly request: object;
  readonly response: object;
  get(setting: 'query parser fn'): (text: string) => unknown;
}

let app: ExpressApp | undefined;

/**
 * On a bare `http` server nobody has made `res.json` and `req.get` yet: handlers and middleware
 * written for Express get them from the peer.
 */
export function borrowExpress(req: ExpressRequest, res: ExpressResponse, next: NextFunction): void {
  // The objects of HTTP/2 cannot take these prototypes.
  if (req.app !== undefined || req.httpVersionMajor !== 1) return;
  // The peer is needed only here: other styles run without Express.
  app ??= (require('express') as () => ExpressApp)();
  Object.setPrototypeOf(req, app.request);
  Object.setPrototypeOf(res, app.response);
  req.res = res;
  req.next = next;
  req.originalUrl ??= req.url!;
  res.locals ??= Object.create(null) as Record<string, unknown>;
  (res as { req: unknown }).req = req;
  // A getter on Express 5, the work of a middleware on Express 4.
  req.query ??= app.get('query parser fn')(req.url!.split(/\?(.*)/s)[1] ?? '');
}
