// Lists the licences of the packages that come with this one; exits with 1 when one is not on the list.
import { production } from './production-packages.mjs';

/** Licences that ask for no more than their notice. */
const allowed = new Set(['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']);

const byLicense = new Map();
for (const [path, { version, license = 'no licence' }] of Object.entries(production)) {
  const name = `${path.replace(/^.*node_modules\//, '')}@${version}`;
  byLicense.set(license, [...(byLicense.get(license) ?? []), name]);
}

for (const [license, names] of byLicense) {
  console.log(`${license}: ${names.join(', ')}`);
  if (!isAllowed(license)) {
    console.error(`${license} is not among the licences that are allowed: ${[...allowed].join(', ')}`);
    process.exitCode = 1;
  }
}

/** `(MIT OR CC0-1.0)` is a choice, `MIT AND ISC` is both. */
function isAllowed(expression) {
  const choices = expression.replace(/[()]/g, '').split(' OR ');
  return choices.some((choice) => choice.split(' AND ').every((license) => allowed.has(license)));
}
