import Table from 'cli-table3';
import type { RouteInfo } from '../route-info';
import type { SkippedFile } from '../routes/route';

const noBorders = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle',
  ].map((name) => [name, '']),
);
const gap = 2;
const smallestColumn = 12;

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
export function formatRoutes(routes: readonly RouteInfo[], width: number): string {
  if (routes.length === 0) return 'No routes.\n';
  const hasMiddleware = routes.some(({ middleware }) => middleware.length > 0);
  const head: Column[] = ['METHOD', 'URL', 'FILE', 'STYLE', ...(hasMiddleware ? (['MIDDLEWARE'] as const) : [])];
  const rows = routes.map((route) => {
    const cells = { METHOD: methodsOf(route), URL: route.pattern, FILE: route.path, STYLE: route.style };
    return head.map((column) => (column === 'MIDDLEWARE' ? middlewareOf(route) : cells[column]));
  });
  const colWidths = fitColumns(head, rows, width);
  const table = new Table({
    chars: noBorders,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
    colWidths,
    head,
  });
  table.push(...rows.map((row) => row.map((cell, i) => wrap(cell, pieces[head[i]!], colWidths[i]! - gap))));
  return `${trimLines(table.toString())}\n\n${routes.length} ${routes.length === 1 ? 'route' : 'routes'}\n`;
}

export function formatSkipped(skipped: readonly SkippedFile[]): string {
  if (skipped.length === 0) return 'Every file is a route or middleware.\n';
  const lines = skipped.map(({ path, reason }) => `  ${path}\n    ${reason}\n`);
  return `Not routes:\n${lines.join('')}`;
}

/** HEAD and OPTIONS come by themselves and would only fill the line. */
function methodsOf({ methods }: RouteInfo): string {
  if (methods.includes('*')) return 'any';
  return methods.filter((method) => method !== 'OPTIONS' && method !== 'HEAD').join(' ') || methods.join(' ');
}

/** A function without a name is known by its file. */
function middlewareOf({ middleware }: RouteInfo): string {
  return middleware.map(({ name, file }) => (name === 'anonymous' ? file.replace(/\.\w+$/, '') : name)).join(', ');
}

/** Takes from the widest columns until the table fits, first from those that can be broken between words. */
function fitColumns(head: readonly Column[], rows: readonly (readonly string[])[], width: number): number[] {
  const columns = head.map((name, i) => [name, ...rows.map((row) => row[i]!)]);
  const widths = columns.map((cells) => longest(cells) + gap);
  const whole = columns.map(
    (cells, i) => longest(cells.flatMap((cell) => cell.match(pieces[head[i]!]) ?? [])) + 2 * gap,
  );
  shrink(widths, whole, width);
  shrink(
    widths,
    columns.map(() => smallestColumn),
    width,
  );
  return widths;
}

function shrink(widths: number[], least: readonly number[], width: number): void {
  for (let total = sum(widths); total > width; total--) {
    const slack = widths.map((columnWidth, i) => (columnWidth > least[i]! ? columnWidth : 0));
    const widest = slack.indexOf(Math.max(...slack));
    if (slack[widest] === 0) return;
    widths[widest]!--;
  }
}

/** Breaks a cell between its pieces, or within one that is wider than its column. */
function wrap(cell: string, piece: RegExp, width: number): string {
  const lines = [''];
  for (const text of cell.match(piece) ?? []) {
    const joined = lines.at(-1)! + text;
    if (joined.trimEnd().length <= width) lines[lines.length - 1] = joined;
    else lines.push(`  ${text.trimStart()}`);
    for (let last = lines.at(-1)!; last.length > width; last = lines.at(-1)!) {
      lines.splice(-1, 1, last.slice(0, width), `  ${last.slice(width)}`);
    }
  }
  return lines.filter((line) => line.trim() !== '').join('\n');
}

function longest(texts: readonly string[]): number {
  return Math.max(...texts.map((text) => text.length));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function trimLines(text: string): string {
  return text.replaceAll(/[ \t]+$/gm, '');
}
