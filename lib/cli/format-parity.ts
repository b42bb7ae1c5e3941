import type { Difference } from '../migrate/parity/compare-answers';
import type { ParityRow } from '../migrate/parity/run-parity';
import { formatTable } from './format-table';
import type { Paint } from './paint';

const maxDifferences = 10;

/** A line for each request, and below them what is not the same. */
export function formatParity(rows: readonly ParityRow[], width: number, paint: Paint): string {
  const cells = rows.map(({ method, path, old, new: next, isSame }) => [
    isSame ? 'same' : 'differs',
    method,
    path,
    statusText(old),
    statusText(next),
  ]);
  const pieces = [/.+/g, /.+/g, /\/?[^/]+|\//g, /.+/g, /.+/g];
  const table = formatTable(['', 'METHOD', 'URL', 'OLD', 'NEW'], cells, pieces, width);
  const painted = table.replaceAll(/^(?:same|differs)\b/gm, (word) => paint(word === 'same' ? 'green' : 'red', word));
  const red = rows.filter(({ isSame }) => !isSame);
  const details = red.map((row) => `\n${paint('bold', `${row.method} ${row.path}`)}\n${formatDifferences(row, paint)}`);
  return `${painted}\n${details.join('')}\n${summarize(rows.length, red.length, paint)}\n`;
}

function formatDifferences({ differences }: ParityRow, paint: Paint): string {
  const lines = differences.slice(0, maxDifferences).map((difference) => formatDifference(difference, paint));
  const more = differences.length - maxDifferences;
  return `${lines.join('')}${more > 0 ? `  and ${more} more\n` : ''}`;
}

function formatDifference({ place, old, new: next }: Difference, paint: Paint): string {
  const lines = [
    ...(old === undefined ? [] : [paint('red', `    - ${old}`)]),
    ...(next === undefined ? [] : [paint('green', `    + ${next}`)]),
  ];
  return `  ${place}\n${lines.join('\n')}\n`;
}

function summarize(count: number, red: number, paint: Paint): string {
  const requests = `${count} ${count === 1 ? 'request' : 'requests'}`;
  if (red === 0) return paint('green', `${requests}, all the same`);
  return paint('red', `${requests}, ${red} ${red === 1 ? 'differs' : 'differ'}`);
}

function statusText(status: number): string {
  return status === 0 ? '-' : String(status);
}
