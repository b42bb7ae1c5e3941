import type { IncomingMessage, ServerResponse } from 'node:http';
import cors, { type CorsOptions } from 'cors';

/** Sets the CORS headers of an answer; true when it has answered a preflight itself. */
export type CorsGuard = (req: IncomingMessage, res: ServerResponse) => Promise<boolean>;

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
    if (isLeft(isPreflight ? req.headers['access-control-request-method']! : req.method!)) return false;
    await run(isPreflight ? setPreflightHeaders : setPlainHeaders, isPreflight ? req : asPlainRequest(req), res);
    if (!isPreflight || preflightContinue) return false;
    res.statusCode = optionsSuccessStatus;
    res.setHeader('Content-Length', '0');
    res.end();
    return true;
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
