import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ExplorerView, renderExplorerPage } from './explorer-page';
import { explorerScript } from './explorer-script';
import { explorerStyle } from './explorer-style';

const pagePath = '/_routes';
const jsonPath = '/_routes.json';

const commonHeaders = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** Nothing runs or loads but the style and the script of the page itself. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src ${sourceOf(explorerStyle)}`,
  `script-src ${sourceOf(explorerScript)}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

function sourceOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/**
 * Serves the route table for people at `/_routes` and for programs at `/_routes.json`; no file can
 * have these URLs, as names with an underscore are no routes. For development only: it tells file names.
 *
 * @param readView Called for every request, so that the page shows what is served now.
 */
export function createRouteExplorer(readView: () => ExplorerView) {
  return function routeExplorer(req: IncomingMessage, res: ServerResponse, next: () => void): void {
    const [path] = req.url!.split('?');
    if (path !== pagePath && path !== jsonPath) return next();
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      res.writeHead(405, { ...commonHeaders, Allow: 'GET, HEAD' }).end();
      return;
    }
    const isPage = path === pagePath;
    const body = isPage ? renderExplorerPage(readView()) : `${JSON.stringify(readView(), null, 2)}\n`;
    res.writeHead(200, {
      ...commonHeaders,
      ...(isPage && { 'Content-Security-Policy': contentSecurityPolicy }),
      'Content-Type': isPage ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
    });
    res.end(req.method === 'HEAD' ? undefined : body);
  };
}
