import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const script = path.resolve(__dirname, '../bench/soak/run.mjs');
const testTimeoutMs = 300_000;

/** The soak in a short form; what it found is in its output. */
async function soak(...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [script, '--seed', '1', ...args]);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

describe('the soak', () => {
  it(
    'finds nothing left behind by 2,000 clients that leave and 2,000 broken bodies',
    async () => {
      const { code, output } = await soak('--warm-up', '4000', '--aborts', '2000', '--broken', '2000');
      expect(code === 0 ? 'kept' : output).toBe('kept');
      expect(output).toContain('| requests | 4000 | 4000 | 4000 | 4000 | 4000 |');
    },
    testTimeoutMs,
  );

  it(
    'finds that every client of a mixed load gets its own answer',
    async () => {
      const { code, output } = await soak('--warm-up', '4000', '--minutes', '0.05');
      expect(code === 0 ? 'kept' : output).toBe('kept');
      expect(output).toMatch(/^\| GET astro(?: \| \d+){5} \|$/m);
    },
    testTimeoutMs,
  );

  it(
    'notices each promise that a server breaks',
    async () => {
      const faults = ['heap', 'object', 'handle', 'listener', 'process listener', 'rejection', 'exception', 'lost'];
      const args = ['--serve', 'alone', '--warm-up', '0', '--broken', '300'];
      const { code, output } = await soak(...args, '--fault', [...faults, 'mixed-up'].join());
      for (const found of [
        'lost: ',
        'mixed up: ',
        'uncaught: unhandledRejection: Error: planted',
        'uncaughtException: Error: planted',
        'requests and answers still in memory: ',
        'handles left: Timeout: 1',
        'listeners left: process exit: 1, a socket that was used again: ',
        'heap: grown by ',
      ]) {
        expect(output).toContain(found);
      }
      expect(code).toBe(1);
    },
    testTimeoutMs,
  );
});
