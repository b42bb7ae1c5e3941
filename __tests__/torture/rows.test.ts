import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '../..');
const requirements = readFileSync(path.join(root, 'docs/security-requirements.md'), 'utf8');

/** The list of cases: how many there are of each letter, and `H1b`. */
const groups = { U: 30, Q: 9, H: 23, M: 15, F: 31, B: 19, P: 9, C: 13, K: 7, S: 16, X: 43, CS: 8, CR: 5, L: 19 };
/** The static build, and the commands. */
const elsewhere = { D: 14, W: 13 };

function idsOf(counts: Record<string, number>): string[] {
  return Object.entries(counts).flatMap(([letter, count]) =>
    Array.from({ length: count }, (_, i) => `${letter}${i + 1}`),
  );
}

const serverIds = [...idsOf(groups), 'H1b'];

/** The first words of a test: `'F11, S5: a body ...'`, `['L1', 'a syntax error']`, `id: 'K5'`, `refused('U3', ...)`. */
const idInCode = /['"`]((?:[A-Z]{1,2}\d{1,2}b?(?:, )?)+)(?:['"`]|: )/g;

function playedIds(): Set<string> {
  const tests = path.join(root, '__tests__');
  const files = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^(?:torture|fuzz|startup|cli)\/.*\.ts$/.test(file),
  );
  const ids = new Set<string>();
  for (const file of files) {
    if (path.basename(file) === path.basename(__filename)) continue;
    for (const [, found] of readFileSync(path.join(tests, file), 'utf8').matchAll(idInCode)) {
      for (const id of found!.split(', ')) ids.add(id);
    }
  }
  return ids;
}

/** The ids in the first column of a table below a heading; `S10 to S12` are three. */
function listedIds(heading: string): string[] {
  const section = requirements.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const cells = [...section.matchAll(/^\| ([A-Z]+\d[^|]*?) *\|/gm)].map((match) => match[1]!);
  return cells.flatMap((cell) => cell.split(', ')).flatMap(expand);
}

function expand(text: string): string[] {
  const [, letters, first, last] = /^([A-Z]+)(\d+) to \1?[A-Z]*(\d+)$/.exec(text) ?? [];
  if (letters === undefined) return [text];
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => `${letters}${Number(first) + i}`);
}

describe('the list of rows', () => {
  const played = playedIds();
  const leftOut = listedIds('Rows that are left out');
  const overruled = listedIds('Rows that are overruled');

  it('has at least 220 of the rows about a server in the suite', () => {
    expect(serverIds.filter((id) => played.has(id)).length).toBeGreaterThanOrEqual(220);
  });

  it('names each row that is not in the suite, with a reason', () => {
    const missing = [...serverIds, ...idsOf(elsewhere)].filter((id) => !played.has(id));
    expect(leftOut.toSorted()).toEqual(missing.toSorted());
  });

  it('overrules only rows that are played', () => {
    expect(overruled.filter((id) => !played.has(id))).toEqual([]);
  });

  it('says how many there are', () => {
    const count = serverIds.filter((id) => played.has(id)).length;
    expect(requirements).toContain(`${count} of the ${serverIds.length} rows`);
  });

  it('has a line for each requirement from R1 to R64', () => {
    const listed = listedIds('Requirements');
    expect(listed).toEqual(idsOf({ R: 64 }));
  });

  it('names suites that exist', () => {
    const table = requirements.split('\n## Requirements\n')[1]!.split('\n## ')[0]!;
    const folders = { behaviour: 'behaviour', fuzz: 'fuzz', torture: 'torture' };
    const named = [...table.matchAll(/\b(behaviour|fuzz|torture)\/([a-z\d-]+)/g)].map(
      ([, folder, name]) => `__tests__/${folders[folder as keyof typeof folders]}/${name}.test.ts`,
    );
    const paths = [...table.matchAll(/`(__tests__\/[\w./-]+)`/g)].map((match) => match[1]!);
    expect([...named, ...paths].filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
    const ids = [...table.matchAll(/\b(?:[UQHMFBPCKSXL]|CS|CR)\d{1,2}b?\b(?: to (?:[A-Z]+\d+))?/g)].flatMap(([text]) =>
      expand(text),
    );
    expect(ids.filter((id) => !played.has(id))).toEqual([]);
  });
});
