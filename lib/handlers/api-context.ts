import type { Cookies } from '../http/cookies';
import { readClientAddress } from '../http/request-origin';
import type { Exchange, ExpressRequest, ExpressResponse } from './exchange';
import { guardAnswer } from './guard-answer';

/** A `Request` whose JSON may be used at once: Node's own types call it `unknown`, the browser's `any`. */
export type JsonRequest = { json(): Promise<any> } & Request;

export type Props = Record<string, any>;

/** The parameters of Astro- and class-style endpoints: always strings. */
export type Params = Record<string, string | undefined>;

/** Status codes that `context.redirect()` takes. */
export type RedirectStatus = 300 | 301 | 302 | 303 | 304 | 307 | 308;

const { version } = require('../../package.json') as { version: string };
const generator = `express-pages-api v${version}`;

/**
 * What an Astro- or class-style endpoint and `onRequest` middleware are called with.
 *
 * @see https://docs.astro.build/en/reference/api-reference/
 */
export class APIContext<P extends Props = Props, Q extends Params = Params> {
  readonly #exchange: Exchange;

  /** @internal */
  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** The request as a web `Request`. Its body counts against the limit while it is read. */
  get request(): JsonRequest {
    return this.#exchange.request;
  }

  /** The parameters of the route; a catch-all is one string, or undefined when it matched nothing. */
  get params(): Q {
    return this.#exchange.params as Q;
  }

  /** The props of `getStaticPaths`; empty for an endpoint that answers live. */
  get props(): P {
    return (this.#exchange.prerendering?.props ?? {}) as P;
  }

  /** The full URL, mount path included. Protocol and host follow Express's `trust proxy`. */
  get url(): URL {
    return this.#exchange.url;
  }

  /** The `site` option. */
  get site(): URL | undefined {
    return this.#exchange.app.site;
  }

  get generator(): string {
    return generator;
  }

  get cookies(): Cookies {
    return this.#exchange.cookies;
  }

  /** `res.locals`, the very object: what earlier Express middleware left there is here. */
  get locals(): Record<string, any> {
    return this.#exchange.locals;
  }

  set locals(_value: Record<string, any>) {
    const message = 'context.locals cannot be replaced, only changed: other middleware holds the same object';
    throw Object.assign(new TypeError(message), { name: 'LocalsReassigned' });
  }

  /**
   * Express's `req.ip`, as `trust proxy` decides.
   *
   * @throws Error while the answer is computed ahead of time.
   */
  get clientAddress(): string {
    if (this.isPrerendered) {
      throw new Error('context.clientAddress is not there for an endpoint that runs ahead of time: it has no client');
    }
    return readClientAddress(this.#exchange.req);
  }

  /** The route's pattern, such as `/api/users/[id]`. */
  get routePattern(): string {
    return this.#exchange.route.pattern;
  }

  /** Whether this runs ahead of time, at start-up or in a build. */
  get isPrerendered(): boolean {
    return this.#exchange.prerendering !== undefined;
  }

  /** The way back to Express. */
  get req(): any {
    return this.#exchange.req satisfies ExpressRequest;
  }

  /** The way back to Express. Who answers through it must not return a `Response` as well. */
  get res(): any {
    guardAnswer(this.#exchange);
    return this.#exchange.res satisfies ExpressResponse;
  }

  /**
   * A redirect. The location is sent as given: refuse targets that come from the client.
   *
   * @param status HTTP status. @default 302
   */
  get redirect(): (path: string, status?: RedirectStatus) => Response {
    return redirectTo;
  }

  /**
   * Answers with another route, as if it had been asked for; cookies set so far are kept.
   *
   * @param payload A path, a URL of which path and query count, or a new request.
   * @throws HttpError 404 when no route matches, 508 when rewrites go round in a circle.
   */
  get rewrite(): (payload: string | URL | Request) => Promise<Response> {
    const exchange = this.#exchange;
    return (payload) => exchange.app.rewrite(exchange, payload);
  }
}

function redirectTo(path: string, status: RedirectStatus = 302): Response {
  return new Response(null, { status, headers: { Location: path } });
}

/** One context per exchange: middleware and endpoint share it. */
export function contextOf(exchange: Exchange): APIContext {
  return (exchange.context ??= new APIContext(exchange)) as APIContext;
}
