import http from 'node:http';
import https from 'node:https';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { Answer } from './parity-request';

/** A request that is ready to be sent. */
export interface ReadyRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

const decoders: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/**
 * Sends a request as it is, on a connection of its own, and follows no redirect. An answer that does
 * not end in time counts as far as it has come.
 */
export function sendRequest(origin: string, ready: ReadyRequest, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve) => {
    const { hostname, port, protocol } = new URL(origin);
    const chunks: Buffer[] = [];
    let head: http.IncomingMessage | undefined;
    const finish = (error: string | undefined): void => {
      clearTimeout(timer);
      resolve({
        status: head?.statusCode ?? 0,
        headers: readHeaders(head),
        body: decode(Buffer.concat(chunks), head?.headers['content-encoding']),
        error,
      });
      req.destroy();
    };
    const { request } = protocol === 'https:' ? https : http;
    const { method, path, headers, body } = ready;
    const length = body === undefined ? {} : { 'content-length': String(body.length) };
    const req = request({
      hostname: hostname.replace(/^\[|\]$/g, ''),
      port,
      method,
      path,
      headers: { ...headers, ...length },
      agent: false,
    });
    // Not before there is a request: what cannot be sent is thrown here.
    const timer = setTimeout(() => finish('timeout'), timeoutMs);
    req.on('response', (res) => {
      head = res;
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () => finish(undefined));
      res.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
    });
    req.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
    req.end(body);
  });
}

function readHeaders(head: http.IncomingMessage | undefined): Answer['headers'] {
  const entries = Object.entries(head?.headersDistinct ?? {});
  return Object.fromEntries(
    entries.map(([name, values = []]) => [name, name === 'set-cookie' ? values : values.join(', ')]),
  );
}

/** What is compared is what was compressed. */
function decode(body: Buffer, encoding: string | undefined): Buffer {
  const decoder = encoding === undefined ? undefined : decoders[encoding];
  try {
    return decoder ? decoder(body) : body;
  } catch {
    return body;
  }
}
