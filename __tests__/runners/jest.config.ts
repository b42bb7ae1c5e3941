import type { Config } from 'jest';

/** Starts other test runners, on the built package: `npm run test:runners`. */
const config: Config = {
  testEnvironment: 'node',
  rootDir: '.',
  testMatch: ['<rootDir>/*.spec.ts'],
  transform: { '\\.ts$': 'ts-jest' },
  testTimeout: 120_000,
};

export default config;
