import type { Config } from 'jest';

/** Apart from the other tests, because it needs Chromium: `npm run test:browser`. */
const config: Config = {
  testEnvironment: 'node',
  rootDir: '.',
  testMatch: ['<rootDir>/*.spec.ts'],
  transform: { '\\.ts$': 'ts-jest' },
  // The first test waits for `npm start`, which builds.
  testTimeout: 60_000,
};

export default config;
