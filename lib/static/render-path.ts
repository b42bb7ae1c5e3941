import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Writable } from 'node:stream';
import { contentType } from 'mime-types';
import { describeValue } from '../errors/http-error';
import { type AppServices, Exchange } from '../handlers/exchange';
import { type Outcome, passed, sent } from '../handlers/handler';
import { runMiddleware } from '../handlers/run-middleware';
import type { ServedRoute } from '../handlers/served-route';
import { takeFastParts } from '../http/fast-response';
import { parseTarget } from '../http/request-target';
import { isResponse } from '../http/send-response';
import type { StaticPath } from './static-paths';

/** What an endpoint answered ahead of time; a body that is null makes no file. */
export interface RenderedPath {
  readonly bytes: Uint8Array | null;
  readonly contentType: string;
  readonly headers: Headers;
}

/** Why an answer cannot become a file. */
export class RenderError extends Error {
  override readonly name = 'RenderError';

  constructor(
    message: string,
    readonly remedy: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

/**
 * Runs the endpoint and its middleware for one path, as a GET without headers, query or client.
 *
 * @throws RenderError when it throws, redirects, or answers with a status outside 2xx.
 */
export async function renderPath(path: StaticPath, app: AppServices): Promise<RenderedPath> {
  const exchange = createExchange(path, app);
  const response = await answer(exchange, path);
  if (response.status >= 300 && response.status < 400) {
    throw new RenderError(
      `It redirects to ${describeValue(response.headers.get('location'))} (status ${response.status}); a file cannot.`,
      'Redirect in the configuration of the host, or let the file answer live with "export const prerender = false".',
    );
  }
  if (!(response.status >= 200 && response.status < 300)) {
    throw new RenderError(
      `It answered with status ${response.status}; a file is always sent with 200.`,
      'Leave the path out of getStaticPaths(), or let the file answer live with "export const prerender = false".',
    );
  }
  return toRenderedPath(response, exchange.res, path.file);
}

function createExchange({ route, params, props, url }: StaticPath, app: AppServices): Exchange {
  const req = new IncomingMessage(new Socket());
  req.method = 'GET';
  req.url = url;
  req.httpVersion = '1.1';
  req.push(null);
  const res = new ServerResponse(req);
  const discard = new Writable({ write: (_chunk, _encoding, done) => done() });
  res.assignSocket(discard as unknown as Socket);
  const exchange = new Exchange(req, res, () => {}, parseTarget(url)!, app);
  exchange.prerendering = { props };
  exchange.url = new URL(url, app.site?.origin ?? 'http://localhost');
  exchange.enter(route, { ...params });
  return exchange;
}

async function answer(exchange: Exchange, { route }: StaticPath): Promise<Response> {
  let outcome: Outcome;
  try {
    outcome = await Promise.race<Outcome>([runMiddleware(exchange, route, callGet), answeredThroughRes(exchange.res)]);
  } catch (thrown) {
    if (isResponse(thrown)) outcome = thrown;
    else throw toRenderError(thrown);
  }
  if (outcome === sent) {
    throw new RenderError(
      `It was answered through res, with status ${exchange.res.statusCode}, by middleware or by the endpoint.`,
      'Return a Response, let the middleware call next() when context.isPrerendered is true, or answer live.',
    );
  }
  if (outcome === passed) {
    throw new RenderError('It passed the request on, so there is no answer.', 'Return a Response.');
  }
  return outcome;
}

function callGet(exchange: Exchange, route: ServedRoute): Outcome | Promise<Outcome> {
  return route.handler.find('GET')!(exchange);
}

/** Express middleware that answers never calls `next()`. */
function answeredThroughRes(res: ServerResponse): Promise<typeof sent> {
  return new Promise((resolve) => void res.once('finish', () => resolve(sent)));
}

function toRenderError(thrown: unknown): RenderError {
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : describeValue(thrown);
  return new RenderError(`It threw ${text}`, 'Correct the error; the cause has the stack.', thrown);
}

async function toRenderedPath(response: Response, res: ServerResponse, file: string): Promise<RenderedPath> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(res.getHeaders())) headers.set(name, String(value));
  for (const [name, value] of response.headers) headers.set(name, value);
  // A cookie is one client's, and the length is ours.
  for (const name of ['set-cookie', 'content-length']) headers.delete(name);
  const type =
    headers.get('content-type') ?? (contentType(file.slice(file.lastIndexOf('/') + 1)) || 'application/octet-stream');
  headers.set('content-type', type);
  try {
    return { bytes: await readBytes(response), contentType: type, headers };
  } catch (error) {
    throw toRenderError(error);
  }
}

async function readBytes(response: Response): Promise<Uint8Array | null> {
  // A real Response stays in memory until the next full collection.
  const parts = takeFastParts(response);
  if (parts) return typeof parts.body === 'string' ? Buffer.from(parts.body) : parts.body;
  return response.body === null ? null : new Uint8Array(await response.arrayBuffer());
}
