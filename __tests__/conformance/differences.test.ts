import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { differenceRules } from '../../conformance/replay/differences';

const root = path.resolve(__dirname, '../..');

/** The rows between the markers, without the padding that the formatter adds. */
function rowsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const table = text.split('<!-- differences:begin -->')[1]!.split('<!-- differences:end -->')[0]!;
  return table
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.replaceAll(/ +/g, ' '));
}

describe('the list of differences', () => {
  it.each(differenceRules.map((rule) => [rule.id, rule] as const))(
    'has a page that gives the reason (%s)',
    (_id, rule) => {
      const page = path.join(root, 'docs/decisions', `${rule.decision}.md`);
      expect(existsSync(page)).toBe(true);
      expect(readFileSync(page, 'utf8')).toMatch(/What somebody who migrates must change/);
    },
  );

  it.each([
    ['README.md', 'docs/decisions'],
    ['docs/differences.md', 'decisions'],
  ])('is the one in %s', (file, pages) => {
    const rows = rowsOf(file);
    expect(rows).toHaveLength(differenceRules.length);
    differenceRules.forEach(({ theirs, reason, decision }, i) => {
      expect(rows[i]).toContain(`| ${theirs} |`);
      expect(rows[i]).toContain(`| ${reason} | [more](${pages}/${decision}.md) |`);
    });
  });
});
