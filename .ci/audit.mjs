// Asks the registry for advisories about the packages that come with this one; exits with 1 when there are any.
// Some registries, mirrors above all, do not answer: that is said, and is no failure of this package.
import { spawnSync } from 'node:child_process';

const { stdout, stderr } = spawnSync('npm', ['audit', '--omit', 'dev', '--json'], {
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
const report = parse(stdout);
if (report?.metadata?.vulnerabilities === undefined) {
  const reason = report?.message ?? stderr.trim().split('\n').at(-1);
  console.log(`NOT CHECKED: the registry did not answer the audit (${reason})`);
} else if (report.metadata.vulnerabilities.total > 0) {
  for (const { name, severity, range } of Object.values(report.vulnerabilities)) {
    console.error(`${severity}: ${name} ${range}`);
  }
  process.exitCode = 1;
} else {
  console.log(`No advisory about ${report.metadata.dependencies.prod} packages`);
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
