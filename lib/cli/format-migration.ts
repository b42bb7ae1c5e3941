import type { MigrationReport, RouteReport } from '../migrate/report';
import { formatTable } from './format-table';

const words: Record<RouteReport['status'], string> = { moved: 'moved', 'moved-with-note': 'note', left: 'left' };
const whole = /.+/g;
const pathParts = /[^/]+\/?|\//g;
const phrase = /\S+\s*/g;

export interface MigrationTableOptions {
  readonly isWritten: boolean;
  readonly width: number;
  /** Where the report was written. */
  readonly report: string;
}

/** The report as a table, and below it what to know. */
export function formatMigration(
  report: MigrationReport,
  { isWritten, width, report: file }: MigrationTableOptions,
): string {
  const rows = report.routes.map(({ status, method, urls, from, files }) => [
    words[status],
    method,
    urls.join(', '),
    from,
    files.join(', '),
  ]);
  const head = ['', 'METHOD', 'URL', 'FROM', 'TO'];
  const parts = [formatTable(head, rows, [whole, phrase, pathParts, pathParts, pathParts], width)];
  const told = report.routes.filter(({ notes }) => notes.length > 0);
  for (const status of ['left', 'moved-with-note'] as const) {
    const routes = told.filter((route) => route.status === status);
    if (routes.length === 0) continue;
    const lines = routes.map(({ method, urls, from, notes, at }) => {
      const where = at === undefined ? '' : ` (${at})`;
      return `  ${method} ${urls.join(', ')}  ${from}\n    ${notes.join('\n    ')}${where}\n`;
    });
    parts.push(`${status === 'left' ? 'Left, and why' : 'Moved, with a note'}:\n${lines.join('')}`);
  }
  if (report.notes.length > 0) parts.push(`For all files:\n${report.notes.map((note) => `  ${note}\n`).join('')}`);
  const { moved, movedWithNote, left } = report.counts;
  const total = moved + movedWithNote + left;
  parts.push(
    `${total} ${total === 1 ? 'route' : 'routes'}: ${moved} moved, ${movedWithNote} moved with a note, ${left} left\n${formatEnd(report, isWritten, file)}`,
  );
  return parts.map((part) => `${part.trimEnd()}\n`).join('\n');
}

function formatEnd({ files }: MigrationReport, isWritten: boolean, report: string): string {
  const count = `${files.length} ${files.length === 1 ? 'file' : 'files'}`;
  if (files.length === 0) return 'Nothing to change.';
  return isWritten
    ? `${count} written or changed; the report is in ${report}`
    : `Nothing written; --apply would write or change ${count}`;
}
