const fc = require('fast-check');
const parts = require('./parts.cjs');

// A mutant is dead with the first example that differs; nobody reads the smallest one.
fc.configureGlobal({ endOnFailure: true });

for (const name of parts[process.env.MUTATION_PART].tests) require(`../__tests__/${name}.test`);
