import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Framework } from './replay/case';
import { type DifferenceRule, differenceRules } from './replay/differences';
import { replay, type Replayed } from './replay/replay';
import { type ServerName, serverNames } from './replay/start-server';

const frameworks: readonly Framework[] = ['next', 'astro'];
/** The files that show the list, and how they reach its pages. */
const tables = [
  { file: path.join(__dirname, '../README.md'), pages: 'docs/decisions' },
  { file: path.join(__dirname, '../docs/differences.md'), pages: 'decisions' },
];
const [begin, end] = ['<!-- differences:begin -->', '<!-- differences:end -->'];

// Usage: npm run conformance [-- --table]. Ends with 1 when an answer differs that no rule explains.
async function main(): Promise<void> {
  if (process.argv.includes('--table')) return writeTables();
  let hasFailed = false;
  for (const server of serverNames) {
    const replayed = (await Promise.all(frameworks.map((framework) => replay(framework, server)))).flat();
    report(server, replayed);
    hasFailed ||= count(replayed, 'different') > 0;
  }
  process.exitCode = hasFailed ? 1 : 0;
}

function report(server: ServerName, replayed: readonly Replayed[]): void {
  const onPurpose = count(replayed, 'on purpose');
  const compared = replayed.length - count(replayed, 'left out');
  const share = ((100 * onPurpose) / compared).toFixed(1);
  console.log(`${server}: ${compared} requests compared`);
  console.log(`  identical             ${count(replayed, 'identical')}`);
  console.log(`  different on purpose  ${onPurpose} (${share} %)`);
  for (const { id } of differenceRules) {
    const covered = replayed.filter(({ verdict }) => verdict.kind === 'on purpose' && verdict.rule.id === id).length;
    console.log(`    ${id.padEnd(22)}${covered}`);
  }
  console.log(`  different             ${count(replayed, 'different')}`);
  for (const { recorded, verdict } of replayed) {
    if (verdict.kind !== 'different') continue;
    console.log(`    ${recorded.name}: ${recorded.method} ${recorded.path}`);
    for (const { field, theirs, ours } of verdict.differences) console.log(`      ${field}: ${theirs} is now ${ours}`);
  }
  const leftOut = replayed.flatMap(({ verdict }) => (verdict.kind === 'left out' ? [verdict.why] : []));
  if (leftOut.length === 0) return;
  const refused = leftOut.filter((why) => why === 'refused').length;
  console.log(
    `  left out              ${leftOut.length} (${refused} refused by express.json(), ${leftOut.length - refused} read by it first)`,
  );
}

function count(replayed: readonly Replayed[], kind: Replayed['verdict']['kind']): number {
  return replayed.filter(({ verdict }) => verdict.kind === kind).length;
}

async function writeTables(): Promise<void> {
  const { format, resolveConfig } = await import('prettier');
  for (const { file, pages } of tables) {
    const text = readFileSync(file, 'utf8');
    const [before, rest] = text.split(begin);
    const after = rest?.split(end)[1];
    if (before === undefined || after === undefined) throw new Error(`${file} needs ${begin} and ${end}`);
    const filled = `${before}${begin}\n\n${toTable(differenceRules, pages)}\n${end}${after}`;
    writeFileSync(file, await format(filled, { ...(await resolveConfig(file)), parser: 'markdown' }));
  }
}

function toTable(rules: readonly DifferenceRule[], pages: string): string {
  const head = '| there | here | why | |\n|---|---|---|---|\n';
  return head + rules.map((rule) => toRow(rule, pages)).join('');
}

function toRow({ theirs, ours, reason, restore, decision }: DifferenceRule, pages: string): string {
  const option = restore
    ? `; \`${JSON.stringify(restore).replace(/["{}]/g, '').replace(':', ': ')}\` gives theirs`
    : '';
  return `| ${theirs} | ${ours}${option} | ${reason} | [more](${pages}/${decision}.md) |\n`;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
