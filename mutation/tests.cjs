const parts = require('./parts.cjs');

for (const name of parts[process.env.MUTATION_PART].tests) require(`../__tests__/${name}.test`);
