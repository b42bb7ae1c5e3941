import type { IncomingMessage, ServerResponse } from 'node:http';

const loopback: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Refuses requests for other hosts than this machine: a page of any site can point a name of its
 * own at 127.0.0.1 and read what is served there (DNS rebinding), but it cannot choose `Host`.
 *
 * @param allowed Further host names or addresses, without a port.
 */
export function createHostCheck(allowed: readonly string[]) {
  const names = new Set([...loopback, ...allowed.map(normalize)]);
  return function checkHost(req: IncomingMessage, res: ServerResponse, next: () => void): void {
    const name = readHostName(req.headers.host ?? '');
    if (name !== undefined && (names.has(name) || name.endsWith('.localhost'))) return next();
    res.writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' });
    res.end(
      name === undefined
        ? 'The Host header names no host.\n'
        : `The host "${name}" is not allowed here. If it is yours, start with --allowed-host ${name}\n`,
    );
  };
}

// Accepted: `localhost`, `a.b:80`, `[::1]:3000`; refused: `a b`, `a/b`, `user@a`, `::1`.
const hostHeader = /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d*)?$/i;

function readHostName(header: string): string | undefined {
  const name = hostHeader.exec(header)?.[1];
  return name === undefined ? undefined : normalize(name);
}

/** `LocalHost.` is `localhost`; an IPv6 address stands in brackets in a Host header. */
function normalize(name: string): string {
  const lower = name.toLowerCase().replace(/\.$/, '');
  return lower.includes(':') && !lower.startsWith('[') ? `[${lower}]` : lower;
}
