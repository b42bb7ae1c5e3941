import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** What is kept of a 20 KB file has 50 KB compiled, and 100 KB transformed. */
const maxBytesPerRun = 25_000;

interface Repetition {
  /** Code that may use `text`, which differs each time and is always as long. */
  readonly run: string;
  readonly runs: number;
  /** What each line of the text begins with. */
  readonly prefix: string;
  readonly flags?: readonly string[];
}

/** What a process keeps, per run, of compiling texts of 20 KB. */
function measureGrowth({ run, runs, prefix, flags = [] }: Repetition): number {
  const script = `
    const { compileBody, transformSource } = require(${JSON.stringify(path.resolve('dist/modules/compile-source'))});
    const heap = async () => {
      for (let i = 0; i < 12; i++) {
        gc();
        await new Promise(setImmediate);
      }
      return process.memoryUsage().heapUsed;
    };
    const write = (i) =>
      Array.from({ length: 160 }, (_, n) =>
        '${prefix}helper' + n + ' = (value) => { const parts = [value, ' + (1000 + i) + ']; return parts.map((part) => String(part)).join(); };\\n',
      ).join('');
    const run = (i) => {
      const text = write(i);
      ${run}
    };
    (async () => {
      for (let i = 0; i < 20; i++) run(i);
      const before = await heap();
      for (let i = 20; i < ${20 + runs}; i++) run(i);
      console.log((await heap() - before) / ${runs});
    })();`;
  return Number(execFileSync(process.execPath, ['--expose-gc', ...flags, '-e', script], { encoding: 'utf8' }));
}

describe('the memory of a process that compiles a file again and again', () => {
  it('does not grow with long texts of one length', () => {
    const growth = measureGrowth({ run: `compileBody(text, '/app/a.cjs', false)({});`, runs: 200, prefix: 'exports.' });
    expect(growth).toBeLessThan(maxBytesPerRun);
  });

  it('does not grow with what is transformed between two collections', () => {
    const growth = measureGrowth({
      run: `transformSource(text, '/app/a.ts', true);`,
      runs: 80,
      prefix: 'export const ',
      // No collection in between: what the compiler notes of each run is there all at once.
      flags: ['--initial-heap-size=2000'],
    });
    expect(growth).toBeLessThan(maxBytesPerRun);
  }, 120_000);
});
