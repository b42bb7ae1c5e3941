import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  // The first test of a file may wait for compilers on a busy machine.
  testTimeout: 30_000,
  // Jest leaves one core free, half the machine where there are two.
  maxWorkers: '100%',
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/fixtures/'],
  // A copy of the package lies in a sandbox while mutations are tested.
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/mutation/.stryker'],
  transform: { '\\.[cm]?tsx?$': 'ts-jest' },
  moduleFileExtensions: ['ts', 'js', 'mts', 'cts', 'mjs', 'cjs', 'json'],
  // Tests and route files import the package by its name, as a user's do.
  moduleNameMapper: {
    '^express-pages-api$': '<rootDir>/lib/index.ts',
    '^express-pages-api/static$': '<rootDir>/lib/static.ts',
    '^express-pages-api/testing$': '<rootDir>/lib/testing.ts',
  },
  collectCoverageFrom: ['lib/**/*.ts'],
};

export default config;
