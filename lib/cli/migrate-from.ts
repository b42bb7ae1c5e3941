import path from 'node:path';
import { applyChanges, recoverChanges } from '../migrate/apply-changes';
import { assertCleanTree } from '../migrate/clean-tree';
import { findFolder } from '../migrate/framework-project';
import { type FrameworkFileReport, type FrameworkReport, planFrameworkCopy } from '../migrate/from-framework';
import { exitWithError, finish } from './exit';
import { createPaint, type Paint, type Style } from './paint';

export interface MigrateFromFlags {
  readonly out: string;
  readonly apply?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

const marks: Record<FrameworkFileReport['status'], readonly [mark: string, style: Style]> = {
  ready: ['ready', 'green'],
  'ready-with-note': ['ready, with a note', 'yellow'],
  'needs-a-hand': ['needs a hand', 'red'],
};

/** `migrate --from next|astro`: reports on the endpoint files of another framework, and copies them when told to. */
export function migrateFrom(framework: string, directory: string, flags: MigrateFromFlags): void {
  try {
    if (framework !== 'next' && framework !== 'astro') {
      throw new TypeError(`--from is next or astro, not "${framework}".`);
    }
    const root = findFolder(path.resolve(flags.out));
    recoverChanges(root);
    const { report, changes } = planFrameworkCopy(framework, directory, flags.out);
    const count = changes.length;
    if (flags.apply && count > 0) {
      assertCleanTree(root, flags.force ?? false);
      applyChanges(changes, root);
    }
    if (flags.json) return finish(`${JSON.stringify({ ...report, written: flags.apply ? count : 0 }, null, 2)}\n`);
    finish(formatReport(report, createPaint(process.stdout)) + formatEnd(count, flags));
  } catch (error) {
    exitWithError(error);
  }
}

function formatReport({ files, carried, settings, from }: FrameworkReport, paint: Paint): string {
  const lines = [`Endpoint files below ${show(from)}:`, ''];
  for (const { path: file, status, findings } of files) {
    const [mark, style] = marks[status];
    lines.push(`  ${file}  ${paint(style, mark)}`);
    lines.push(...findings.map((finding) => `    ${finding.file}:${finding.line}  ${finding.text}`));
  }
  if (carried.length > 0)
    lines.push('', 'Copied along, because endpoints import them:', ...carried.map((file) => `  ${file}`));
  if (settings.length > 0) lines.push('', 'Beside the endpoints:');
  lines.push(...settings.map(({ file, line, text }) => `  ${file}:${line}  ${text}`));
  const counts = Object.keys(marks).map((status) => {
    const number = files.filter((file) => file.status === status).length;
    return `${number} ${marks[status as FrameworkFileReport['status']][0]}`;
  });
  return `${lines.join('\n')}\n\n${files.length} files: ${counts.join(', ')}\n`;
}

function formatEnd(count: number, { out, apply }: MigrateFromFlags): string {
  const files = `${count} ${count === 1 ? 'file' : 'files'}`;
  if (count === 0) return 'Nothing to write.\n';
  return apply ? `Wrote ${files} to ${out}\n` : `Nothing written; --apply would write ${files} to ${out}\n`;
}

function show(file: string): string {
  return path.relative(process.cwd(), file) || '.';
}
