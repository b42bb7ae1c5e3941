import type { Config } from 'jest';

/** Apart from the other tests, because it installs from the registry: `npm run test:package`. */
const config: Config = {
  testEnvironment: 'node',
  rootDir: '.',
  testMatch: ['<rootDir>/*.spec.ts'],
  transform: { '\\.ts$': 'ts-jest' },
  testTimeout: 120_000,
};

export default config;
