import type { IncomingMessage, ServerResponse } from 'node:http';
import cors, { type CorsOptions } from 'cors';

/** Sets the CORS headers of an answer. */
export type CorsGuard = (req: IncomingMessage, res: ServerResponse) => Promise<CorsVerdict>;

/** A preflight has been answered; or how to take the headers back, when it is another route that answers. */
export type CorsVerdict = 'answered' | (() => void);

/**
 * CORS for one route, by the `cors` package, with the methods the route really has.
 *
 * @param methods What a preflight lists unless the options name methods themselves.
 * @param isLeft Whether a method is left to the app, whose business CORS is then.
 */
export function createCorsGuard(
  setting: true | CorsOptions,
  methods: readonly string[],
  isLeft: (method: string) => boolean,
): CorsGuard {
  const options: CorsOptions = { methods: [...methods], ...(setting === true ? {} : setting) };
  const setPreflightHeaders = cors({ ...options, preflightContinue: true });
  const setPlainHeaders = cors(options);
  const { preflightContinue = false, optionsSuccessStatus = 204 } = options;
  return async function corsGuard(req, res) {
    const isPreflight = isCorsPreflight(req);
    if (isLeft(isPreflight ? req.headers['access-control-request-method']! : req.method!)) return nothingToTakeBack;
    const before = corsHeaders(res);
    await run(isPreflight ? setPreflightHeaders : setPlainHeaders, isPreflight ? req : asPlainRequest(req), res);
    if (!isPreflight || preflightContinue) return takeBack(res, before, corsHeaders(res));
    res.statusCode = optionsSuccessStatus;
    res.setHeader('Content-Length', '0');
    res.end();
    return 'answered';
  };
}

function nothingToTakeBack(): void {}

type HeaderValues = ReadonlyMap<string, ReturnType<ServerResponse['getHeader']>>;

function corsHeaders(res: ServerResponse): HeaderValues {
  const names = res.getHeaderNames().filter((name) => name.startsWith('access-control-'));
  return new Map(names.map((name) => [name, res.getHeader(name)]));
}

/** What somebody has changed since is theirs. `Vary` may stay: it admits nobody. */
function takeBack(res: ServerResponse, before: HeaderValues, after: HeaderValues): () => void {
  return () => {
    for (const [name, value] of after) {
      if (res.headersSent || res.getHeader(name) !== value) continue;
      const earlier = before.get(name);
      if (earlier === undefined) res.removeHeader(name);
      else res.setHeader(name, earlier);
    }
  };
}

/** A preflight names the method it asks for; other OPTIONS requests belong to the endpoint. */
function isCorsPreflight(req: IncomingMessage): boolean {
  return (
    req.method === 'OPTIONS' &&
    req.headers.origin !== undefined &&
    req.headers['access-control-request-method'] !== undefined
  );
}

/** The package takes every OPTIONS request for a preflight. */
function asPlainRequest(req: IncomingMessage): IncomingMessage {
  return req.method === 'OPTIONS' ? Object.create(req, { method: { value: 'GET' } }) : req;
}

function run(middleware: ReturnType<typeof cors>, req: IncomingMessage, res: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    middleware(req, res, (error: unknown) => (error ? reject(error) : resolve()));
  });
}
