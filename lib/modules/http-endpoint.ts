const httpEndpointBrand = Symbol.for('express-pages-api.HttpEndpoint');

/**
 * Base of class-style endpoints, after Starlette's `HTTPEndpoint`: methods named `get`, `post` and
 * so on answer the HTTP method of their name. Each request gets an instance of its own.
 *
 * @see https://www.starlette.io/endpoints/
 * @example
 * export default class Users extends HttpEndpoint {
 *   get() {
 *     return Response.json(users);
 *   }
 *   async post({ request }: APIContext) {
 *     return Response.json(await request.json(), { status: 201 });
 *   }
 * }
 */
export class HttpEndpoint<Context = unknown> {
  static readonly [httpEndpointBrand] = true;

  constructor(readonly context: Context) {}
}

export type EndpointClass = new (context: unknown) => object;

/** Whether a value is a class that extends {@link HttpEndpoint}, of this copy of the package or another. */
export function isHttpEndpoint(value: unknown): value is EndpointClass {
  return typeof value === 'function' && httpEndpointBrand in value;
}

export function isClass(value: unknown): value is EndpointClass {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}
