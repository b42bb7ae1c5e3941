import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { openSocket, serve, until } from './serve';

export interface AcceptedRequest {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** The client's end of the connection. */
  readonly socket: Socket;
  /** All that have come on the server, this one first. */
  readonly requests: readonly (readonly [IncomingMessage, ServerResponse])[];
  /** What the client has got so far. */
  readonly received: () => string;
}

/** A POST as the server has it when its head has arrived: nobody has looked at the body. */
export async function acceptRequest(headers: string, body = ''): Promise<AcceptedRequest> {
  const requests: [IncomingMessage, ServerResponse][] = [];
  const { port } = await serve((req, res) => void requests.push([req, res]));
  const socket = await openSocket(port);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.write(`POST / HTTP/1.1\r\nHost: a\r\n${headers && `${headers}\r\n`}\r\n${body}`);
  await until(() => requests.length > 0, 'the request');
  const [req, res] = requests[0]!;
  return { req, res, socket, requests, received: () => Buffer.concat(chunks).toString() };
}
