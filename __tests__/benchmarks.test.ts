import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '..');
const published = path.join(root, 'docs/benchmarks');
const lines = ['20', '22', '24'];

type Figures = Record<string, Record<string, number[]>>;

const figures = Object.fromEntries(
  lines.map((line) => {
    const text = readFileSync(path.join(published, `node-${line}.json`), 'utf8');
    return [line, (JSON.parse(text) as { figures: Figures }).figures];
  }),
);

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

/** The least and the most that the servers take of another on the Node lines, for any request, as the README has it. */
function rangeOf(servers: string[], other: string, nodeLines: string[]): string {
  const ratios = nodeLines.flatMap((line) =>
    servers.flatMap((name) =>
      Object.entries(figures[line]![name]!).map(
        ([kind, values]) => median(values) / median(figures[line]![other]![kind]!),
      ),
    ),
  );
  return `${Math.min(...ratios).toFixed(1)} to ${Math.max(...ratios).toFixed(1)}`;
}

describe('the published figures', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'benchmarks-'));

  beforeAll(() => {
    for (const line of lines) cpSync(path.join(published, `node-${line}.json`), path.join(folder, `node-${line}.json`));
    const script = `import('./bench/report.mjs').then(({ writeReport }) => writeReport(process.argv[1]))`;
    const { stderr } = spawnSync(process.execPath, ['-e', script, folder], { cwd: root, encoding: 'utf8' });
    expect(stderr).toBe('');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(['results.md', 'chart.svg'])('%s is what the report makes of the raw ones', (name) => {
    expect(readFileSync(path.join(folder, name), 'utf8')).toBe(readFileSync(path.join(published, name), 'utf8'));
  });

  it('are those of the README', () => {
    const readme = readFileSync(path.join(root, 'README.md'), 'utf8').replace(/\s+/g, ' ');
    const mounted = ['next-listen5', 'astro-listen5', 'fast-listen5'];
    expect(readme).toContain(
      `a file route takes ${rangeOf(mounted, 'express5', ['20', '22'])} of the time of the same route written by hand ` +
        `on Node 20 and 22, and ${rangeOf(mounted, 'express5', ['24'])} on Node 24`,
    );
    expect(readme).toContain(
      `hand-written routes take ${rangeOf(['express5-born'], 'express5', ['20', '22'])} of what they take under ` +
        '`app.listen()` on Node 20 and 22',
    );
    expect(readme).toContain(
      `\`FastResponse\` alone on \`http\` takes ${rangeOf(['fast-alone'], 'raw', ['20', '22'])} of raw there, ` +
        `and ${rangeOf(['fast-alone'], 'raw', ['24'])} on Node 24`,
    );
  });
});
