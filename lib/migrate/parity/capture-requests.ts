import { appendFileSync } from 'node:fs';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';

// Loaded into every process of a recorded command: notes what arrives at its HTTP servers, and what they answer.

/** One request as a line of the file, before it is made readable. */
export interface CapturedExchange {
  /** The process, and the place of the request in it. */
  readonly pid: number;
  readonly index: number;
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly bodyBase64: string;
  readonly answer: { readonly headers: http.OutgoingHttpHeaders; readonly bodyBase64: string };
}

/** Of larger answers no id is taken over. */
const maxAnswerBytes = 1024 * 1024;

export const captureVariable = 'PAGES_API_CAPTURE_REQUESTS';
const file = process.env[captureVariable];
let count = 0;

if (file !== undefined) {
  for (const { prototype } of [http.Server, https.Server]) {
    // `https.Server` inherits its `emit` from another class.
    const { emit } = prototype as { emit: (this: unknown, event: string, ...args: unknown[]) => boolean };
    prototype.emit = function captureRequests(this: unknown, event: string, ...args: unknown[]): boolean {
      if (event === 'request') capture(args[0] as IncomingMessage, args[1] as ServerResponse, file);
      return emit.call(this, event, ...args);
    };
  }
}

function capture(req: IncomingMessage, res: ServerResponse, target: string): void {
  const index = count++;
  const { method = 'GET', url = '/' } = req;
  const headers = { ...req.headers };
  const body: Buffer[] = [];
  const answer: Buffer[] = [];
  let answerBytes = 0;

  // Node's parser pushes the body into the request: it is seen whether or not anybody reads it.
  const push = req.push.bind(req);
  req.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (Buffer.isBuffer(chunk)) body.push(chunk);
    return push(chunk, encoding);
  };
  const keep = (chunk: unknown, encoding: unknown): void => {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return;
    const bytes = Buffer.from(chunk as string, typeof encoding === 'string' ? (encoding as BufferEncoding) : undefined);
    answerBytes += bytes.length;
    if (answerBytes <= maxAnswerBytes) answer.push(bytes);
  };
  for (const name of ['write', 'end'] as const) {
    const original = res[name].bind(res) as (...args: unknown[]) => never;
    res[name] = (...args: unknown[]) => {
      keep(args[0], args[1]);
      return original(...args);
    };
  }
  res.once('close', () => {
    const exchange: CapturedExchange = {
      pid: process.pid,
      index,
      method,
      url,
      headers,
      bodyBase64: Buffer.concat(body).toString('base64'),
      answer: { headers: res.getHeaders(), bodyBase64: Buffer.concat(answer).toString('base64') },
    };
    appendFileSync(target, `${JSON.stringify(exchange)}\n`);
  });
}
