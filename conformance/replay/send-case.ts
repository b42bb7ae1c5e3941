import { request, type IncomingHttpHeaders } from 'node:http';
import type { Case } from './case';

export interface Answer {
  /** 0 when the connection ended without an answer. */
  readonly status: number;
  readonly statusMessage: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Whether the body stopped before its end. */
  readonly isBroken: boolean;
}

type Sendable = Omit<Case, 'expect' | 'name'>;

/** Sends a recorded request on a connection of its own. */
export async function sendCase(port: number, host: string, recorded: Sendable): Promise<Answer> {
  const { etagOf, etagWrap = 'ETAG' } = recorded;
  if (etagOf === undefined) return send(port, host, recorded);
  const first = await send(port, host, { method: 'GET', path: etagOf });
  const tag = etagWrap.replace('ETAG', first.headers.etag ?? '');
  return send(port, host, { ...recorded, headers: { ...recorded.headers, 'if-none-match': tag } });
}

function send(port: number, host: string, recorded: Sendable): Promise<Answer> {
  const body = readBody(recorded);
  const headers: Record<string, string | number> = { host, ...recorded.headers };
  // Node frames a body of its own accord for some methods only.
  if (body && recorded.chunked) headers['transfer-encoding'] = 'chunked';
  else if (body) headers['content-length'] ??= body.length;
  return new Promise((resolve) => {
    const { method, path } = recorded;
    let isAnswered = false;
    const req = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (res) => {
      isAnswered = true;
      const chunks: Buffer[] = [];
      const finish = (isBroken: boolean): void =>
        resolve({
          status: res.statusCode!,
          statusMessage: res.statusMessage!,
          headers: res.headers,
          body: Buffer.concat(chunks),
          isBroken,
        });
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () => finish(false));
      res.on('error', () => finish(true));
    });
    // After an early answer the server may close while the body is still being sent.
    req.on('error', () => {
      if (!isAnswered) resolve({ status: 0, statusMessage: '', headers: {}, body: Buffer.alloc(0), isBroken: true });
    });
    req.setTimeout(10_000, () => req.destroy());
    if (body && recorded.chunked) writeChunks(req, body);
    else req.end(body);
  });
}

function writeChunks(req: ReturnType<typeof request>, body: Buffer): void {
  for (let i = 0; i < body.length; i += 65_536) req.write(body.subarray(i, i + 65_536));
  req.end();
}

function readBody({ body, hex, bodyRepeat }: Sendable): Buffer | undefined {
  if (body !== undefined) return Buffer.from(body);
  if (hex !== undefined) return Buffer.from(hex, 'hex');
  return bodyRepeat && Buffer.from(bodyRepeat[0].repeat(bodyRepeat[1]));
}
