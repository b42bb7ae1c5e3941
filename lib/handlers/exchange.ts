import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { Cookies } from '../http/cookies';
import { settleShape } from '../http/lasting-shapes';
import { readOrigin } from '../http/request-origin';
import { parseTarget, type RequestTarget } from '../http/request-target';
import { createWebRequest } from '../http/lazy-request';
import type { NextFunction } from '../modules/express-handlers';
import type { MiddlewareStep } from '../modules/middleware-module';
import type { RouteParams } from '../routes/route';
import type { EndpointRoute } from './endpoint-route';
import { shareShapes } from './object-shapes';
import { assign, cover, giveBack } from './own-properties';

/** An Express request as far as we touch it; on a bare `http` server most of it is absent. */
export interface ExpressRequest extends IncomingMessage {
  app?: { enabled?: (setting: string) => boolean };
  baseUrl?: string;
  originalUrl?: string;
  params?: unknown;
  route?: unknown;
  query?: unknown;
  body?: unknown;
  rawBody?: unknown;
  /** Set by body parsers that have read the stream. */
  _body?: boolean;
  res?: ServerResponse;
  next?: unknown;
}

/** An Express response as far as we touch it. */
export interface ExpressResponse extends ServerResponse {
  locals?: Record<string, unknown>;
}

/** Where to log. `console` fits, and so do pino and winston. */
export interface Logger {
  warn(message: string): void;
  error(message: unknown): void;
}

/** What an endpoint needs of the app around it. */
export interface AppServices {
  readonly logger: Logger;
  readonly onError: ((error: Error, req: IncomingMessage) => void) | undefined;
  readonly site: URL | undefined;
  /** Answers with an error that came after the handler had returned, or cuts the answer that has begun. */
  readonly fail: (exchange: Exchange, error: unknown) => void;
  /** Runs another route for a request that is under way. */
  readonly rewrite: (
    exchange: Exchange,
    payload: string | URL | Request,
    passedSteps?: readonly MiddlewareStep[],
  ) => Promise<Response>;
}

/** An entry of `getStaticPaths`, as far as the endpoint sees it. */
export interface Prerendering {
  readonly props: Readonly<Record<string, unknown>>;
}

/** One request on its way through one route. Whatever is costly is made when it is first touched. */
export class Exchange {
  route!: EndpointRoute;
  params!: RouteParams;
  /** The `APIContext`, once somebody asks for it. */
  context: object | undefined;
  /** How often the request was rewritten. */
  rewrites = 0;
  /** Set while the answer is computed ahead of time: there is no client then. */
  prerendering: Prerendering | undefined;
  /** Middleware that a rewritten request is not to run again. */
  passedSteps: readonly MiddlewareStep[] = [];
  /** Where Express has mounted us; a mounted router changes `req.baseUrl` later. */
  readonly mountPath: string;
  /**
   * Those of `req`, looked up before anything is added to it: behind `req.headers` is a getter that Node uses as well, and that
   * is slow for all once it has seen requests of more than four shapes.
   */
  headers: IncomingHttpHeaders;
  /** The request that this one was rewritten from. */
  readonly #origin: Exchange | undefined;
  #cookies: Cookies | undefined;
  #areCookiesTaken = false;
  #request: Request | undefined;
  #url: URL | undefined;
  /** Whether `req` shows this route, and what it showed before. */
  #isEntered = false;
  #paramsBefore: unknown;
  #routeBefore: unknown;
  #baseUrlBefore: string | undefined;
  /** Run, the last one first, before the request goes on to the app. */
  #undo: Undo | undefined;

  constructor(
    readonly req: ExpressRequest,
    readonly res: ExpressResponse,
    readonly next: NextFunction,
    readonly target: RequestTarget,
    readonly app: AppServices,
    origin?: Exchange,
  ) {
    if (!origin) shareShapes(req, res);
    this.mountPath = req.baseUrl ?? '';
    this.headers = req.headers;
    this.prerendering = origin?.prerendering && { props: {} };
    this.#origin = origin;
  }

  /** Shared with the middleware and with a rewritten request. */
  get cookies(): Cookies {
    if (this.#origin) return this.#origin.cookies;
    if (!this.#cookies) {
      this.#cookies = new Cookies(this.headers.cookie, (message) => this.app.logger.warn(message));
      if (this.#areCookiesTaken) this.#cookies.takeHeaders();
    }
    return this.#cookies;
  }

  /** The `Set-Cookie` values of an answer that is about to leave. */
  takeCookies(): readonly string[] {
    if (this.#origin) return this.#origin.takeCookies();
    this.#areCookiesTaken = true;
    return this.#cookies ? this.#cookies.takeHeaders() : noCookies;
  }

  /** Shows the route to whoever looks at `req`: loggers see `/api/users/[id]` and not the id. */
  enter(route: EndpointRoute, params: RouteParams): void {
    this.route = route;
    this.params = params;
    route.watchRawBody?.(this.req, this.app.logger);
    // Named one by one: through a function for all names, each access would miss the inline caches.
    const { req } = this;
    this.#paramsBefore = req.params;
    this.#routeBefore = req.route;
    this.#baseUrlBefore = req.baseUrl;
    this.#isEntered = true;
    req.params = params;
    req.route = route.shownRoute;
    if (req.baseUrl === undefined) req.baseUrl = '';
  }

  /** Path and query as the client sent them, mount path included. */
  get fullPath(): string {
    const { path, search } = this.target;
    const mount = this.mountPath;
    // Express turns the bare mount `/v1?a` into `/?a`; the client sent no slash.
    const isBareMount = path === '/' && mount !== '' && !(this.req.originalUrl ?? '').startsWith(`${mount}/`);
    return mount + (isBareMount ? '' : path) + search;
  }

  get url(): URL {
    this.#url ??= new URL(this.origin + this.fullPath);
    return this.#url;
  }

  /** Protocol and host as the client believes them; throws what `readOrigin` throws. */
  get origin(): string {
    const { protocol, host } = readOrigin(this.req);
    return `${protocol}://${host}`;
  }

  set url(url: URL) {
    this.#url = url;
  }

  get request(): Request {
    if (!this.#request) {
      // An endpoint may change its `context.url`; a request keeps the URL that it was made with.
      // Read now where it may ask for an address or a port that are gone with the connection: behind `trust proxy`, or without a host.
      const origin = this.req.app !== undefined || this.headers.host === undefined ? this.origin : undefined;
      const given = this.#url?.href;
      this.#request = this.createRequest(() => given ?? new URL((origin ?? this.origin) + this.fullPath).href);
    }
    return this.#request;
  }

  set request(request: Request) {
    this.#request = request;
  }

  /** Whether the web request exists, whose body may have been read. */
  get isRequestMade(): boolean {
    return this.#request !== undefined;
  }

  createRequest(readUrl: () => string): Request {
    const { req, res, route } = this;
    return createWebRequest({ req, res, readUrl, limit: route.bodyLimit, isRereadable: route.isRereadable });
  }

  /** Puts the cookies set so far on `res`, before somebody writes to it who does not know of them. */
  flushCookies(): void {
    if (this.#origin) return this.#origin.flushCookies();
    for (const cookie of this.#cookies?.giveHeaders() ?? noCookies) this.res.appendHeader('Set-Cookie', cookie);
  }

  /** `res.locals`, which a bare `http` server does not have yet. */
  get locals(): Record<string, unknown> {
    return (this.res.locals ??= Object.create(null) as Record<string, unknown>);
  }

  /**
   * Sets a property until the request leaves this middleware. Plain assignment keeps the object
   * fast; a getter in the way, such as `req.query` of Express 5, is covered by a property of its own.
   */
  lend(target: object, name: string, value: unknown): void {
    if (name in target && Object.hasOwn(target, name)) {
      const before: unknown = Reflect.get(target, name);
      assign(target, name, value);
      this.onLeave(() => assign(target, name, before));
      return;
    }
    if (name in target) cover(target, name, value);
    else assign(target, name, value);
    this.onLeave(() => Reflect.deleteProperty(target, name));
  }

  /** @param undo Told the exchange, so that one function can serve all: closures for each request are what the garbage collector pays for. */
  onLeave(undo: (exchange: Exchange) => void): void {
    this.#undo = { undo, before: this.#undo };
  }

  /** Leaves request and response as they were before us. */
  leave(): void {
    for (; this.#undo; this.#undo = this.#undo.before) this.#undo.undo(this);
    if (!this.#isEntered) return;
    this.#isEntered = false;
    giveBack(this.req, 'params', this.#paramsBefore);
    giveBack(this.req, 'route', this.#routeBefore);
    giveBack(this.req, 'baseUrl', this.#baseUrlBefore);
  }
}

/** Fixes the room of all exchanges, most of whose properties are private: V8 would make dictionaries of them if it were too small. */
export function settleExchanges(): void {
  const req = { headers: {} } as ExpressRequest;
  const target = parseTarget('/')!;
  settleShape(Exchange, () => new Exchange(req, {} as ExpressResponse, () => {}, target, {} as AppServices));
}

const noCookies: readonly string[] = [];

/** A list by links: most have one entry or two, and an array would reserve room for seventeen. */
interface Undo {
  readonly undo: (exchange: Exchange) => void;
  readonly before: Undo | undefined;
}
