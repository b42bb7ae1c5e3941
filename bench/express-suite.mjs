import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

// node bench/express-suite.mjs <folder>: runs the test suite of an Express checkout, whose dependencies
// are installed, as it is, and again with every app in it served by `createServer`.
const checkout = process.argv[2] && path.resolve(process.argv[2]);
if (!checkout) throw new Error('Name the folder of an Express checkout');
const { version } = JSON.parse(readFileSync(path.join(checkout, 'package.json'), 'utf8'));

const plain = runSuite([]);
const born = runSuite(['--require', path.join(import.meta.dirname, 'serve-born.cjs')]);

console.log(`Express ${version}, Node ${process.versions.node}`);
print('http.createServer', plain);
print('createServer', born);
const broken = born.failures.filter((name) => !plain.failures.includes(name));
for (const name of broken) console.log(`only with createServer: ${name}`);
process.exitCode = broken.length > 0 || born.counts.passed < plain.counts.passed ? 1 : 0;

/** What Express's `npm test` runs, with a reporter that can be read. */
function runSuite(more) {
  const folder = mkdtempSync(path.join(tmpdir(), 'express-suite-'));
  try {
    const report = path.join(folder, 'report.json');
    const reporter = ['--reporter', path.join(import.meta.dirname, 'suite-reporter.cjs')];
    const args = ['--require', 'test/support/env', ...more, ...reporter, '--check-leaks', '--exit'];
    const { stderr } = spawnSync(process.execPath, [findMocha(), ...args, 'test/', 'test/acceptance/'], {
      cwd: checkout,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: { ...process.env, SUITE_REPORT: report },
    });
    if (!existsSync(report)) throw new Error(`The suite did not run to its end: ${stderr}`);
    const servers = /(\d+) servers were born/.exec(stderr)?.[1];
    return { ...JSON.parse(readFileSync(report, 'utf8')), servers };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function findMocha() {
  const folder = path.join(checkout, 'node_modules/mocha');
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return path.join(folder, bin.mocha);
}

function print(title, { counts, servers }) {
  const { passed, failed, pending } = counts;
  const born = servers ? `, ${servers} servers` : '';
  console.log(`${title}: ${passed} passed, ${failed} failed, ${pending} pending${born}`);
}
