const { writeFileSync } = require('node:fs');

/** A reporter for every Mocha that Express's two lines use: counts, and the names of what failed, into a file. */
module.exports = function SuiteReporter(runner) {
  const counts = { passed: 0, failed: 0, pending: 0 };
  const failures = [];
  runner.on('pass', () => counts.passed++);
  runner.on('pending', () => counts.pending++);
  runner.on('fail', (test) => {
    counts.failed++;
    failures.push(test.fullTitle());
  });
  runner.on('end', () => writeFileSync(process.env.SUITE_REPORT, JSON.stringify({ counts, failures })));
};
