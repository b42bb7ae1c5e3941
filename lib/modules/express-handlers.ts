import type { IncomingMessage, ServerResponse } from 'node:http';
import { endpointMethods } from './method-names';

/** What Express calls to go on; with an error, to its error handlers. */
export type NextFunction = (error?: unknown) => void;

/** Express middleware, typed so that Express 4's, Express 5's and Connect's all fit. */
export type ExpressMiddleware = (req: any, res: any, next: NextFunction) => unknown;
export type ExpressErrorMiddleware = (error: any, req: any, res: any, next: NextFunction) => unknown;
export type ExpressStack = readonly (ExpressMiddleware | ExpressErrorMiddleware)[];

/** A Node request handler that may be an Express router or app. */
export type RequestListener = (req: IncomingMessage, res: ServerResponse, next: NextFunction) => unknown;

export type HandlersByMethod = {
  [method in 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete' | 'options' | 'all']?:
    ExpressMiddleware | readonly ExpressMiddleware[];
} & Record<string, ExpressMiddleware | readonly ExpressMiddleware[] | undefined>;

const handlersBrand = Symbol.for('express-pages-api.handlers');

export interface BrandedHandlers {
  readonly [handlersBrand]: true;
  readonly methods: HandlersByMethod;
}

/**
 * Express handlers by method, for an Express-style file: each is a handler or a list of middleware
 * that ends in one.
 *
 * @param methods Handlers under lower-case method names; `all` answers every other method.
 * @throws TypeError when there is no entry, or one has no method's name or is no function or list of functions.
 * @example
 * export default handlers({ get: [requireLogin, listUsers], post: createUser });
 */
export function handlers(methods: HandlersByMethod): BrandedHandlers {
  if (Object.keys(methods ?? {}).length === 0)
    throw new TypeError('handlers({}) holds no handler; write handlers({ get, post })');
  for (const [method, value] of Object.entries(methods)) {
    if (method.toUpperCase() !== 'ALL' && !endpointMethods.has(method.toUpperCase()))
      throw new TypeError(
        `handlers({ ${method} }) is no method; it takes get, head, post, put, patch, delete, options and all`,
      );
    const stack = [value].flat();
    if (stack.length === 0 || !stack.every((item) => typeof item === 'function')) {
      throw new TypeError(`handlers({ ${method} }) must be a function or a list of functions`);
    }
  }
  return { [handlersBrand]: true, methods };
}

export function isBrandedHandlers(value: unknown): value is BrandedHandlers {
  return typeof value === 'object' && value !== null && handlersBrand in value;
}

/** An Express router or app: a function to which middleware can be added. GraphQL Yoga has `handle` alone. */
export function isRouter(value: unknown): value is RequestListener {
  const { handle, use } = value as { handle?: unknown; use?: unknown };
  return typeof value === 'function' && typeof handle === 'function' && typeof use === 'function';
}
