import path from 'node:path';
import type { ListedRoute, RouteShadow } from '../migrate/list-all-routes';
import { formatTable } from './format-table';

/** The table of a whole app, what every route passes, and which routes are hidden. */
export function formatAppRoutes(routes: readonly ListedRoute[], width: number): string {
  if (routes.length === 0) return 'No routes.\n';
  const shared = sharedMiddleware(routes);
  const rows = routes.map((route) => [
    methodOf(route),
    route.path,
    placeOf(route),
    route.middleware.slice(shared.length).join(', '),
  ]);
  const hasMiddleware = rows.some((row) => row[3] !== '');
  const head = ['METHOD', 'URL', 'WHERE', ...(hasMiddleware ? ['MIDDLEWARE'] : [])];
  const pieces = [/.+/g, /\/?[^/]+|\//g, /\/?[^/]+/g, /[^ ]+ ?/g];
  const table = formatTable(
    head,
    rows.map((row) => row.slice(0, head.length)),
    pieces,
    width,
  );
  const files = routes.filter(({ kind }) => kind === 'file').length;
  const count = `${routes.length} ${routes.length === 1 ? 'route' : 'routes'}`;
  const lines = [table, '', `${count}: ${files} from files, ${routes.length - files} written by hand`];
  if (shared.length > 0) lines.push(wrapText(`Before each of them: ${shared.join(', ')}`, width, ''));
  return `${lines.join('\n')}\n${formatShadows(routes, width)}`;
}

function formatShadows(routes: readonly ListedRoute[], width: number): string {
  const hidden = routes.filter(({ shadowedBy }) => shadowedBy);
  if (hidden.length === 0) return '';
  const lines = hidden.map(
    (route) =>
      `  ${methodOf(route)} ${route.path} (${placeOf(route)})\n${wrapText(explain(route, route.shadowedBy!), width)}\n`,
  );
  return `\nWarning: ${hidden.length === 1 ? 'a route gets no request' : `${hidden.length} routes get no request`}:\n${lines.join('')}`;
}

/** What stands in front, and what to do about it. */
function explain(route: ListedRoute, shadow: RouteShadow): string {
  const names = { middleware: `middleware at ${shadow.path}`, file: shadow.path };
  const name = shadow.kind === 'express' ? `${methodOf(shadow)} ${shadow.path}` : names[shadow.kind];
  const by = `${name} (${placeOf(shadow)})`;
  const verb = shadow.certain ? 'is hidden by' : 'may be hidden by';
  if (shadow.refuses) {
    const refusal =
      route.method === '*' ? 'refuses every method that it has not' : `has no ${route.method} and refuses it`;
    return `${verb} ${by}, which ${refusal}: move this route into the file, too, or set methodNotAllowed: 'next'.`;
  }
  const remedy =
    route.kind === 'file'
      ? 'register that one after apiRoutes(), or remove it.'
      : shadow.kind === 'file'
        ? 'remove this one, or register it before apiRoutes().'
        : 'register this one first, or remove it.';
  return `${verb} ${by}, which comes first: ${remedy}`;
}

/** The middleware at the front that all routes have in common. */
function sharedMiddleware([first, ...others]: readonly ListedRoute[]): readonly string[] {
  const names = first!.middleware;
  const end = names.findIndex((name, i) => others.some(({ middleware }) => middleware[i] !== name));
  return end === -1 ? names : names.slice(0, end);
}

function methodOf({ method }: Pick<ListedRoute, 'method'>): string {
  return method === '*' ? 'any' : method;
}

function placeOf({ file, line }: Pick<ListedRoute, 'file' | 'line'>): string {
  if (file === undefined) return '-';
  const relative = path.relative(process.cwd(), file);
  const name = relative.startsWith('..') ? file : relative;
  return line === undefined ? name : `${name}:${line}`;
}

/** A paragraph of at most `width` columns. */
function wrapText(text: string, width: number, indent = '    '): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && indent.length + line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line) => indent + line).join('\n');
}
