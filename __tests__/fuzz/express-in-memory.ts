import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

type App = (req: IncomingMessage, res: ServerResponse) => unknown;

export interface InMemoryRequest {
  readonly url: string;
  readonly method?: string;
  readonly rawHeaders?: readonly string[];
}

/** One socket for all: nothing is ever written to it. */
const socket = new Socket();

/** A request that never saw a wire: a hundred thousand of them take seconds. */
export function createRequest({
  url,
  method = 'GET',
  rawHeaders = ['Host', 'a.test'],
}: InMemoryRequest): IncomingMessage {
  const req = new IncomingMessage(socket);
  req.url = url;
  req.method = method;
  req.httpVersion = '1.1';
  req.httpVersionMajor = req.httpVersionMinor = 1;
  req.rawHeaders = [...rawHeaders];
  for (let i = 0; i < rawHeaders.length; i += 2) req.headers[rawHeaders[i]!.toLowerCase()] ??= rawHeaders[i + 1]!;
  req.complete = true;
  req.push(null);
  return req;
}

/** Puts a request through an app; resolves with the status when the answer has ended. */
export function answer(app: App, request: InMemoryRequest): Promise<number> {
  const req = createRequest(request);
  const res = new ServerResponse(req);
  return new Promise((resolve) => {
    const end = res.end.bind(res) as (...args: unknown[]) => ServerResponse;
    Object.assign(res, {
      end: (...args: unknown[]) => {
        resolve(res.statusCode);
        return end(...args);
      },
    });
    app(req, res);
  });
}
