// Prints a CycloneDX bill of the packages that come with this one.
//
// `npm sbom --omit dev` leaves out whatever a development dependency needs, too; so it is asked about a lockfile
// that has none.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { lockfile, manifest, production } from './production-packages.mjs';

const { name, version, license, author, description, dependencies } = manifest;
const own = { name, version, license, author, description, dependencies };
const scratch = mkdtempSync(path.join(tmpdir(), 'sbom-'));
try {
  // npm names the component after its folder.
  const directory = path.join(scratch, name);
  mkdirSync(directory);
  writeFileSync(path.join(directory, 'package.json'), JSON.stringify(own));
  writeFileSync(
    path.join(directory, 'package-lock.json'),
    JSON.stringify({ ...lockfile, packages: { '': own, ...production } }),
  );
  const options = ['--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'library'];
  process.stdout.write(
    execFileSync('npm', ['sbom', ...options], { cwd: directory, shell: process.platform === 'win32' }),
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
