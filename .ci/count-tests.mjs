// Sums the results that Jest wrote with --json into a directory, and names what failed; exits with 1 when a test failed or none ran.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const [directory] = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const file of readdirSync(directory)) {
  const result = JSON.parse(readFileSync(path.join(directory, file), 'utf8'));
  passed += result.numPassedTests;
  // A file that could not run counts as one failed test.
  failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  for (const suite of result.testResults) printFailures(path.basename(file, '.json'), suite);
}
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0 || passed === 0) process.exitCode = 1;

function printFailures(run, { name, message, assertionResults }) {
  const file = path.relative('.', name);
  const tests = assertionResults.filter(({ status }) => status === 'failed');
  for (const { fullName, failureMessages } of tests) print(run, `${file}: ${fullName}`, failureMessages.join('\n'));
  if (tests.length === 0 && message !== '') print(run, file, message);
}

function print(run, title, message) {
  const lines = stripVTControlCharacters(message).split('\n');
  const told = lines.filter((line) => line.trim() !== '').slice(0, 4);
  console.log(`${run}: ${title}\n${told.map((line) => `    ${line.trim().slice(0, 200)}`).join('\n')}`);
}
