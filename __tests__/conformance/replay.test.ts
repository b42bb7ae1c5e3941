import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readCases, type Framework } from '../../conformance/replay/case';
import { differenceRules } from '../../conformance/replay/differences';
import { replay, type Replayed } from '../../conformance/replay/replay';
import { serverNames } from '../../conformance/replay/start-server';

const frameworks: Framework[] = ['next', 'astro'];
const maxShareOnPurpose = 0.05;
const leftOutByParsers = { next: 34, astro: 15 };

describe.each(frameworks)('requests recorded from %s', (framework) => {
  it.each(serverNames)(
    'have the same answers on %s, but for the listed differences',
    async (server) => {
      const replayed = await replay(framework, server);
      expect(different(replayed)).toEqual([]);
      expect(replayed).toHaveLength(readCases(framework).length);
      // What Express's parsers refuse themselves, or have read before the endpoint could in its own way.
      const leftOut = replayed.filter(({ verdict }) => verdict.kind === 'left out');
      expect(leftOut).toHaveLength(server === 'parsers' ? leftOutByParsers[framework] : 0);
    },
    60_000,
  );
});

describe('the list of differences', () => {
  it('covers at most one case in twenty', async () => {
    const all = (await Promise.all(frameworks.map((framework) => replay(framework, 'express5')))).flat();
    const onPurpose = all.filter(({ verdict }) => verdict.kind === 'on purpose');
    expect(onPurpose.length / all.length).toBeLessThanOrEqual(maxShareOnPurpose);
  }, 60_000);

  it('has no rule without a case', async () => {
    const all = (await Promise.all(frameworks.map((framework) => replay(framework, 'express5')))).flat();
    const used = all.map(({ verdict }) => (verdict.kind === 'on purpose' ? verdict.rule.id : undefined));
    expect(differenceRules.map(({ id }) => id).filter((id) => !used.includes(id))).toEqual([]);
  }, 60_000);

  it.each(differenceRules)('has a page and a row for $id', ({ decision, reason }) => {
    const docs = path.join(__dirname, '../../docs');
    expect(readFileSync(path.join(docs, `decisions/${decision}.md`), 'utf8')).toContain('somebody who migrates');
    expect(readFileSync(path.join(docs, 'differences.md'), 'utf8')).toContain(reason);
  });

  it('says which options restore the answers of Astro', async () => {
    const options = Object.assign({}, ...differenceRules.map(({ restore }) => restore ?? {})) as object;
    const replayed = await replay('astro', 'express5', options);
    const left = replayed.flatMap(({ verdict }) => (verdict.kind === 'on purpose' ? [verdict.rule] : []));
    expect(left.filter(({ restore }) => restore)).toEqual([]);
    expect(different(replayed)).toEqual([]);
  }, 60_000);
});

/** Only what helps whoever reads the failure. */
function different(replayed: readonly Replayed[]): object[] {
  return replayed.flatMap(({ recorded, verdict }) =>
    verdict.kind === 'different'
      ? [{ name: recorded.name, method: recorded.method, path: recorded.path, differences: verdict.differences }]
      : [],
  );
}
