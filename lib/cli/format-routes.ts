import type { RouteInfo } from '../route-info';
import type { SkippedFile } from '../routes/route';
import { formatTable } from './format-table';
import { type Paint, plain } from './paint';
import { paintMethods } from './paint-methods';
import { shownMethods } from './shown-methods';

/** Where a cell may be broken: between methods, before a slash, between middleware. */
const pieces = {
  METHOD: / ?[^ ]+/g,
  URL: /\/?[^/]+|\//g,
  FILE: /\/?[^/]+/g,
  STYLE: /.+/g,
  MIDDLEWARE: /[^ ]+ ?/g,
};
type Column = keyof typeof pieces;

/** The route table as text of at most `width` columns; what does not fit is wrapped. */
export function formatRoutes(routes: readonly RouteInfo[], width: number, paint: Paint = plain): string {
  if (routes.length === 0) return 'No routes.\n';
  const hasMiddleware = routes.some(({ middleware }) => middleware.length > 0);
  const head: Column[] = ['METHOD', 'URL', 'FILE', 'STYLE', ...(hasMiddleware ? (['MIDDLEWARE'] as const) : [])];
  const rows = routes.map((route) => {
    const cells = { METHOD: methodsOf(route), URL: route.pattern, FILE: route.path, STYLE: route.style };
    return head.map((column) => (column === 'MIDDLEWARE' ? middlewareOf(route) : cells[column]));
  });
  const table = formatTable(
    head,
    rows,
    head.map((column) => pieces[column]),
    width,
  );
  return `${paintMethods(table, paint)}\n\n${routes.length} ${routes.length === 1 ? 'route' : 'routes'}\n`;
}

export function formatSkipped(skipped: readonly SkippedFile[]): string {
  if (skipped.length === 0) return 'Every file is a route or middleware.\n';
  const lines = skipped.map(({ path, reason }) => `  ${path}\n    ${reason}\n`);
  return `Not routes:\n${lines.join('')}`;
}

function methodsOf(route: RouteInfo): string {
  const methods = shownMethods(route);
  return methods.includes('*') ? 'any' : methods.join(' ');
}

/** A function without a name is known by its file. */
function middlewareOf({ middleware }: RouteInfo): string {
  return middleware.map(({ name, file }) => (name === 'anonymous' ? file.replace(/\.\w+$/, '') : name)).join(', ');
}
