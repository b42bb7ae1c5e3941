// Sums the results that Jest wrote with --json into a directory; exits with 1 when a test failed or none ran.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const [directory] = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const file of readdirSync(directory)) {
  const result = JSON.parse(readFileSync(path.join(directory, file), 'utf8'));
  passed += result.numPassedTests;
  // A file that could not run counts as one failed test.
  failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
}
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0 || passed === 0) process.exitCode = 1;
