import path from 'node:path';
import type { FileChange } from '../migrate/apply-changes';

const contextLines = 3;

/** Changes as a unified diff, which `git apply` and `patch -p1` take. */
export function formatDiff(changes: readonly FileChange[], root: string): string {
  return changes
    .map(({ file, before, after }) => {
      const name = path.relative(root, file).split(path.sep).join('/');
      const head = `--- ${before === undefined ? '/dev/null' : `a/${name}`}\n+++ ${after === undefined ? '/dev/null' : `b/${name}`}\n`;
      return head + formatHunks(splitLines(before ?? ''), splitLines(after ?? ''));
    })
    .join('');
}

function splitLines(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

interface Line {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

function formatHunks(before: readonly string[], after: readonly string[]): string {
  const lines = diffLines(before, after);
  let text = '';
  let [oldLine, newLine] = [1, 1];
  for (let i = 0; i < lines.length;) {
    const next = lines.findIndex(({ sign }, at) => at >= i && sign !== ' ');
    if (next === -1) break;
    const start = Math.max(i, next - contextLines);
    oldLine += start - i;
    newLine += start - i;
    const end = endOfHunk(lines, next);
    const hunk = lines.slice(start, end);
    const olds = hunk.filter(({ sign }) => sign !== '+').length;
    const news = hunk.filter(({ sign }) => sign !== '-').length;
    text += `@@ -${olds === 0 ? oldLine - 1 : oldLine},${olds} +${news === 0 ? newLine - 1 : newLine},${news} @@\n`;
    text += hunk.map((line) => `${line.sign}${line.text}\n`).join('');
    oldLine += olds;
    newLine += news;
    i = end;
  }
  return text;
}

/** Changes with little between them share a hunk. */
function endOfHunk(lines: readonly Line[], start: number): number {
  let last = start;
  for (let i = start; i < lines.length && i - last <= 2 * contextLines; i++) if (lines[i]!.sign !== ' ') last = i;
  return Math.min(lines.length, last + 1 + contextLines);
}

/** The longest common lines stay; files here are sources, so a table of lengths is small enough. */
function diffLines(before: readonly string[], after: readonly string[]): Line[] {
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      lengths[i]![j] =
        before[i] === after[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      lines.push({ sign: ' ', text: before[i++]! });
      j++;
    } else if (j >= after.length || (i < before.length && lengths[i + 1]![j]! >= lengths[i]![j + 1]!)) {
      lines.push({ sign: '-', text: before[i++]! });
    } else lines.push({ sign: '+', text: after[j++]! });
  }
  return lines;
}
