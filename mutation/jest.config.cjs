const path = require('node:path');

/** The tests of one folder in one file, so that a mutant loads Express and lib/ once. */
module.exports = {
  rootDir: path.resolve(__dirname, '..'),
  testEnvironment: path.join(__dirname, 'fail-fast-environment.cjs'),
  testMatch: ['<rootDir>/mutation/tests.cjs'],
  testTimeout: 5000,
  watchman: false,
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  transform: { '\\.[cm]?tsx?$': 'ts-jest' },
  moduleFileExtensions: ['ts', 'js', 'mts', 'cts', 'mjs', 'cjs', 'json'],
  moduleNameMapper: {
    '^express-pages-api$': '<rootDir>/lib/index.ts',
    '^express-pages-api/static$': '<rootDir>/lib/static.ts',
    '^express-pages-api/testing$': '<rootDir>/lib/testing.ts',
  },
};
