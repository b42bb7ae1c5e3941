import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import net from 'node:net';

const signals = ['SIGTERM', 'SIGINT'] as const;
/** What a request may take to arrive on a connection that has just timed out. */
const arrivalMs = 1000;

/**
 * Stops a server on SIGTERM or SIGINT. Requests under way, and those already on their way on open
 * connections, are answered and told that their connection closes; a second signal ends at once.
 *
 * @param graceMs After this time whatever is still open is cut: an endless answer, for instance.
 */
export function stopGracefully(server: Server, graceMs: number): void {
  const active = new Set<ServerResponse>();
  /** Opened ahead of need, as browsers do; `closeIdleConnections` does not count them. */
  const unused = new Set<net.Socket>();
  /** All, those that speak another protocol by now among them. */
  const open = new Set<net.Socket>();
  let isStopping = false;
  server.on('connection', (socket: net.Socket) => {
    unused.add(socket);
    open.add(socket);
    socket.once('close', () => {
      unused.delete(socket);
      open.delete(socket);
    });
  });
  server.prependListener('request', (req: IncomingMessage, res: ServerResponse) => {
    if (isStopping) res.shouldKeepAlive = false;
    unused.delete(req.socket);
    active.add(res);
    res.once('close', () => active.delete(res));
  });

  function stop(): void {
    if (isStopping) process.exit(1);
    isStopping = true;
    for (const res of active) if (!res.headersSent) res.shouldKeepAlive = false;
    // `http.Server.close()` would cut idle connections on which a request may be arriving; these
    // end by keep-alive timeout, of which the client knows.
    net.Server.prototype.close.call(server, () => process.exit(0));
    setTimeout(() => {
      server.closeIdleConnections();
      for (const socket of unused) socket.destroy();
    }, server.keepAliveTimeout + arrivalMs).unref();
    setTimeout(cut, graceMs).unref();
  }
  function cut(): void {
    if (active.size > 0) {
      const answers = active.size === 1 ? '1 answer was' : `${active.size} answers were`;
      process.stderr.write(`Cut off after ${graceMs / 1000} s: ${answers} under way.\n`);
    }
    for (const socket of open) socket.destroy();
  }
  for (const signal of signals) process.off(signal, endAtOnce).on(signal, stop);
}

/** Until there is a server to stop: nobody waits for an answer yet. */
export function stopWhileLoading(): void {
  for (const signal of signals) process.on(signal, endAtOnce);
}

function endAtOnce(): void {
  process.exit(0);
}
