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

/** The route table as text of at most `width` columns; what does not fit is wrapped. */
export function formatRoutes(routes: readonly RouteInfo[], width: number): string {
  if (routes.length === 0) return 'No routes.\n';
  const hasMiddleware = routes.some(({ middleware }) => middleware.length > 0);
  const head = ['METHOD', 'URL', 'FILE', 'STYLE', ...(hasMiddleware ? ['MIDDLEWARE'] : [])];
  const rows = routes.map((route) => [
    methodsOf(route),
    route.pattern,
    route.path,
    route.style,
    ...(hasMiddleware ? [route.middleware.map(({ name }) => name).join(', ')] : []),
  ]);
  const table = new Table({
    chars: noBorders,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
    colWidths: fitColumns([head, ...rows], width),
    wordWrap: true,
    wrapOnWordBoundary: false,
    head,
  });
  table.push(...rows);
  return `${trimLines(table.toString())}\n\n${routes.length} ${routes.length === 1 ? 'route' : 'routes'}\n`;
}

export function formatSkipped(skipped: readonly SkippedFile[]): string {
  if (skipped.length === 0) return 'Every file is a route or middleware.\n';
  const lines = skipped.map(({ path, reason }) => `  ${path}\n    ${reason}\n`);
  return `No routes:\n${lines.join('')}`;
}

/** HEAD and OPTIONS come by themselves and would only fill the line. */
function methodsOf({ methods }: RouteInfo): string {
  if (methods.includes('*')) return 'any';
  return methods.filter((method) => method !== 'OPTIONS' && method !== 'HEAD').join(' ') || methods.join(' ');
}

/** Takes from the widest columns until the table fits. */
function fitColumns(rows: readonly (readonly string[])[], width: number): number[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)) + gap);
  const smallest = 12;
  for (let total = sum(widths); total > width; total--) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest]! <= smallest) break;
    widths[widest]!--;
  }
  return widths;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function trimLines(text: string): string {
  return text.replaceAll(/[ \t]+$/gm, '');
}
