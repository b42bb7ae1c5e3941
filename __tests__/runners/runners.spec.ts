import { spawnSync } from 'node:child_process';
import path from 'node:path';

const binaries = path.resolve(__dirname, '../../node_modules');

/** Runs a test runner on its suite in this folder, until it ends by itself. */
function run(args: readonly string[]): { status: number | null; output: string } {
  const { NODE_OPTIONS: _, JEST_WORKER_ID: __, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: __dirname,
    env: { ...env, NO_COLOR: '1', FORCE_COLOR: '0' },
    encoding: 'utf8',
    timeout: 100_000,
  });
  return { status, output: stdout + stderr };
}

describe('express-pages-api/testing', () => {
  it('works in Jest and leaves no handle open', () => {
    const jest = path.join(binaries, 'jest/bin/jest.js');
    const { status, output } = run([jest, '-c', 'user-jest.config.cjs', '--detectOpenHandles', '--runInBand']);
    expect(output).toMatch(/Tests: +3 passed, 3 total/);
    expect(output).not.toMatch(/open handle|did not exit/i);
    expect(status).toBe(0);
  });

  it('works in Vitest, sharing modules with the test through importModule', () => {
    const vitest = path.join(binaries, 'vitest/vitest.mjs');
    const { status, output } = run([vitest, 'run', '--root', __dirname, '--config', 'user-vitest.config.mjs']);
    expect(output).toMatch(/Tests +4 passed \(4\)/);
    expect(output).not.toMatch(/close timed out|unhandled/i);
    expect(status).toBe(0);
  });

  it('works in node:test with tsx', () => {
    const { status, output } = run(['--import', 'tsx', '--test', '--test-reporter=tap', 'tasks.tsx-node.ts']);
    expect(output).toMatch(/^# pass 2$/m);
    expect(output).toMatch(/^# fail 0$/m);
    expect(status).toBe(0);
  });

  it('works in node:test without anything else that loads TypeScript', () => {
    const { status, output } = run(['--test', '--test-reporter=tap', 'tasks.node.mjs']);
    expect(output).toMatch(/^# pass 2$/m);
    expect(output).toMatch(/^# fail 0$/m);
    // Node's own type stripping refuses ES module syntax in a package of type "commonjs", and warns.
    expect(output).not.toMatch(/Failed to load the ES module/);
    expect(status).toBe(0);
  });
});
