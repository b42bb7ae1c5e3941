import { spawnSync } from 'node:child_process';
import path from 'node:path';
import parts from './parts.cjs';

// node mutation/run.mjs [names of parts.cjs]: one part after the other; exit code 1 when a score is below 80 %.
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts);
const stryker = path.join(import.meta.dirname, 'node_modules/@stryker-mutator/core/bin/stryker.js');

for (const name of names) {
  const { status } = spawnSync(process.execPath, [stryker, 'run', 'mutation/stryker.config.mjs'], {
    cwd: path.dirname(import.meta.dirname),
    env: { ...process.env, MUTATION_PART: name },
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
