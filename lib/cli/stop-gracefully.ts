import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import net from 'node:net';

const graceMs = 1000;

/**
 * Stops a server on SIGTERM or SIGINT. Requests under way, and those already on their way on open
 * connections, are answered and told that their connection closes; a second signal ends at once.
 */
export function stopGracefully(server: Server): void {
  const active = new Set<ServerResponse>();
  /** Opened ahead of need, as browsers do; `closeIdleConnections` does not count them. */
  const unused = new Set<net.Socket>();
  let isStopping = false;
  server.on('connection', (socket: net.Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
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
    }, server.keepAliveTimeout + graceMs).unref();
  }
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
