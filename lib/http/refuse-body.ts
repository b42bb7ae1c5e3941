import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { HttpError } from '../errors/http-error';

const maxDrainedBytes = 64 * 2 ** 20;
const maxDrainIdleMs = 500;
const maxDrainMs = 2000;

/**
 * Reads what is left of a body that is too long, and says so in an error.
 *
 * @param label The limit as the developer wrote it.
 */
export function refuseBody(req: IncomingMessage, res: ServerResponse, label: string): HttpError {
  const headers: Record<string, string> = {};
  if (req.httpVersionMajor === 1) {
    headers['Connection'] = 'close';
    if (!res.headersSent) res.setHeader('Connection', 'close');
    // Express's own error handler would wait for the rest of the body; `on-finished`, which it asks, takes this for its end.
    Object.assign(req, { finished: true });
    closeBehindBody(req);
  }
  req.resume();
  return new HttpError(413, `Body exceeded ${label} limit`, { code: 'body_too_large', headers });
}

/**
 * Node closes the connection as soon as its last answer is written. That resets it under a client
 * that is still writing, and the answer is lost: the rest is read first, within bounds (RFC 9112 §9.6).
 */
function closeBehindBody(req: IncomingMessage): void {
  const { socket } = req;
  let isAnswered = false;
  let left = maxDrainedBytes;
  const idleTimer = setTimeout(stop, maxDrainIdleMs).unref();
  const deadline = setTimeout(stop, maxDrainMs).unref();
  socket.destroySoon = () => {
    isAnswered = true;
    // To a rest that breaks the framing Node would answer, too, where it may write.
    allowWriting(socket, false);
  };
  req
    .on('data', onData)
    .on('close', stop)
    .on('error', () => {});

  function onData(chunk: Buffer): void {
    idleTimer.refresh();
    left -= chunk.length;
    if (left < 0) stop();
  }
  function stop(): void {
    clearTimeout(idleTimer);
    clearTimeout(deadline);
    req.off('data', onData).off('close', stop).pause();
    Reflect.deleteProperty(socket, 'destroySoon');
    if (!isAnswered) return;
    allowWriting(socket, true);
    socket.destroySoon();
  }
}

function allowWriting(socket: Socket, isAllowed: boolean): void {
  // Streams let whoever owns them set it; their types do not.
  Object.assign(socket, { writable: isAllowed });
}
