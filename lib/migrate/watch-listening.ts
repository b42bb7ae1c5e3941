import http from 'node:http';
import https from 'node:https';
import net from 'node:net';

/** Told of each HTTP server that begins to listen. */
export type OnListening = (server: http.Server) => void;

/**
 * Lets every server of this process listen on a free port of the loopback address, whatever it asks
 * for: the app's own port may be in use, and nobody else is to reach it.
 */
export function watchListening(onListening: OnListening): void {
  const prototype = net.Server.prototype as { listen: (this: net.Server, ...args: unknown[]) => net.Server };
  const { listen } = prototype;
  prototype.listen = function listenLocally(...args) {
    if (this instanceof http.Server || this instanceof https.Server) {
      const server = this as http.Server;
      server.once('listening', () => onListening(server));
    }
    const callback = args.at(-1);
    return listen.call(this, { port: 0, host: '127.0.0.1' }, ...(typeof callback === 'function' ? [callback] : []));
  };
}
