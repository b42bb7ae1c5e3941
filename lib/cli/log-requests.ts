import type { IncomingMessage, ServerResponse } from 'node:http';
import { stripVTControlCharacters } from 'node:util';
import type { ServedTable } from '../create-middleware';
import type { Paint, Style } from './paint';

interface RoutedRequest extends IncomingMessage {
  readonly originalUrl?: string;
  readonly route?: { readonly path?: unknown };
}

interface RequestLog {
  /** Express middleware that prints a line for each request when its answer is over. */
  readonly middleware: (req: RoutedRequest, res: ServerResponse, next: () => void) => void;
  /** Keeps the route of a request that ends in an error: it has left the route when it is answered. */
  readonly noteRoute: (req: RoutedRequest) => void;
}

interface RequestLogOptions {
  /** The routes there are now. */
  readonly table: () => ServedTable;
  readonly paint: Paint;
  readonly write: (text: string) => void;
}

/** One line for each request: method, URL, status, time, route file. */
export function createRequestLog({ table, paint, write }: RequestLogOptions): RequestLog {
  const patterns = new WeakMap<IncomingMessage, unknown>();
  const fileOf = (req: RoutedRequest): string | undefined => {
    const { routes, find } = table();
    const pattern = patterns.get(req) ?? req.route?.path;
    // A mounted router has shown a route of its own.
    const route =
      routes.find((other) => other.pattern === pattern) ??
      (pattern === undefined ? undefined : find(pathOf(req), req)?.route);
    return route?.path;
  };
  return {
    noteRoute: (req) => void patterns.set(req, req.route?.path),
    middleware(req, res, next) {
      const start = performance.now();
      res.once('close', () => {
        const status = res.headersSent ? String(res.statusCode) : '---';
        const cells = [
          paint('bold', req.method!),
          showText(req.originalUrl ?? req.url!),
          paint(styleOf(res), status),
          `${(performance.now() - start).toFixed(1)} ms`,
          paint('dim', fileOf(req) ?? 'no route'),
          ...(res.writableFinished ? [] : [paint('yellow', '(cut off)')]),
        ];
        write(`${cells.join(' ')}\n`);
      });
      next();
    },
  };
}

function pathOf({ originalUrl, url }: RoutedRequest): string {
  return (originalUrl ?? url!).replace(/\?.*$/s, '');
}

function styleOf({ statusCode }: ServerResponse): Style {
  if (statusCode >= 500) return 'red';
  if (statusCode >= 400) return 'yellow';
  return statusCode >= 300 ? 'cyan' : 'green';
}

/** The same for text of several lines, without the colours that others have given it. */
export function showLines(text: string): string {
  const plain = stripVTControlCharacters(text).replaceAll('\r\n', '\n');
  return plain.replaceAll(/[^\n\t]+/g, showText);
}

/** Control characters of a URL could move the cursor or forge a line. */
export function showText(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    const code = character.codePointAt(0)!.toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u{${code}}`;
  });
}
