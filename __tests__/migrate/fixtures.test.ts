import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { MigrationReport } from '../../lib/migrate/report';
import { describeMajors, writeAppProject } from '../support/app-project';
import { runCli } from '../support/run-cli';

/** What the migration of a fixture app must come to. */
interface Expected {
  /** Idioms of Express that the app stands for. */
  readonly idioms: readonly string[];
  /** Major versions that it is written for. @default both */
  readonly express?: readonly number[];
  /** @default app.js */
  readonly entry?: string;
  /** Every file that is written. */
  readonly files: readonly string[];
  /** Why routes stay, by method and URL. */
  readonly left: Readonly<Record<string, string>>;
  /** What is to know about routes that moved. */
  readonly notes?: Readonly<Record<string, string>>;
  /** Places that parity cannot compare, such as times of files. */
  readonly ignore?: readonly string[];
}

const fixtures = path.join(__dirname, 'fixtures');
const own = ['expected.json', 'requests.json'];

function readFiles(name: string): Record<string, string> {
  const folder = path.join(fixtures, name);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(path.join(folder, file)).isFile(),
  );
  return Object.fromEntries(
    files.filter((file) => !own.includes(file)).map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]),
  );
}

function snapshot(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => !file.startsWith('node_modules') && statSync(path.join(folder, file)).isFile(),
  );
  return Object.fromEntries(files.map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]));
}

async function migrate(folder: string, entry: string): Promise<MigrationReport> {
  const run = await runCli(['migrate', entry, '--out', 'pages/api', '--apply', '--json'], folder);
  if (run.code !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as MigrationReport;
}

describeMajors('an app of every idiom', (major) => {
  const cases = readdirSync(fixtures).map((name): [string, Expected] => [
    name,
    JSON.parse(readFileSync(path.join(fixtures, name, 'expected.json'), 'utf8')) as Expected,
  ]);
  const fitting = cases.filter(([, { express = [4, 5] }]) => express.includes(major));

  it.each(fitting)(
    '%s: moves what it can, says why it leaves the rest, and answers as before',
    async (name, { entry = 'app.js', files, left, notes = {}, ignore = [] }) => {
      const before = writeAppProject(readFiles(name), major);
      const after = writeAppProject(readFiles(name), major);
      const { routes, files: changes } = await migrate(after, entry);
      expect(reasons(routes)).toEqual(left);
      expect(changes.filter(({ change }) => change === 'created').map(({ file }) => file)).toEqual(
        expect.arrayContaining([...files]),
      );
      expect(changes.filter(({ change }) => change === 'created')).toHaveLength(files.length);
      expect(firstNotes(routes)).toEqual(notes);
      const requests = path.join(fixtures, name, 'requests.json');
      const args = ['parity', path.join(before, entry), path.join(after, entry), '--requests', requests];
      const { code, stdout, stderr } = await runCli(
        [...args, ...ignore.flatMap((place) => ['--ignore', place])],
        after,
      );
      expect(code === 0 ? '' : stdout + stderr).toBe('');
    },
    120_000,
  );

  it('changes nothing the second time', async () => {
    const folder = writeAppProject(readFiles('middleware-between'), major);
    await migrate(folder, 'app.js');
    const first = snapshot(folder);
    await migrate(folder, 'app.js');
    expect(snapshot(folder)).toEqual(first);
  }, 60_000);
});

function reasons(routes: MigrationReport['routes']): Record<string, string | undefined> {
  return Object.fromEntries(
    routes.filter(({ status }) => status === 'left').map((route) => [nameOf(route), route.code]),
  );
}

function firstNotes(routes: MigrationReport['routes']): Record<string, string | undefined> {
  const noted = routes.filter(({ status }) => status === 'moved-with-note');
  return Object.fromEntries(noted.map((route) => [nameOf(route), route.notes[0]]));
}

function nameOf({ method, urls }: MigrationReport['routes'][number]): string {
  return `${method} ${urls.join(', ')}`;
}

describe('the fixtures', () => {
  it('ask for something of every app', () => {
    for (const name of readdirSync(fixtures)) {
      const requests = JSON.parse(readFileSync(path.join(fixtures, name, 'requests.json'), 'utf8')) as object[];
      expect(requests.length).toBeGreaterThan(1);
    }
  });
});
