import Table from 'cli-table3';

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

/**
 * Rows under a head as text of at most `width` columns, without borders; what does not fit is wrapped.
 *
 * @param pieces For each column, what a cell consists of: it is broken between these first.
 */
export function formatTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  pieces: readonly RegExp[],
  width: number,
): string {
  const colWidths = fitColumns(head, rows, pieces, width);
  const table = new Table({
    chars: noBorders,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
    colWidths,
    head: [...head],
  });
  table.push(...rows.map((row) => row.map((cell, i) => wrap(cell, pieces[i]!, colWidths[i]! - gap))));
  return trimLines(table.toString());
}

/** Takes from the widest columns until the table fits, first from those that can be broken between words. */
function fitColumns(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  pieces: readonly RegExp[],
  width: number,
): number[] {
  const columns = head.map((name, i) => [name, ...rows.map((row) => row[i]!)]);
  const widths = columns.map((cells) => longest(cells) + gap);
  const whole = columns.map((cells, i) => longest(cells.flatMap((cell) => cell.match(pieces[i]!) ?? [])) + 2 * gap);
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

export function terminalWidth(): number {
  return Math.max(process.stdout.columns ?? 80, 60);
}
