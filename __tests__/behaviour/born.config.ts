import type { Config } from 'jest';
import config from '../../jest.config';

/** The behaviour tests once more, with every Express app under `createServer`: `npm run test:born`. */
const bornConfig: Config = {
  ...config,
  rootDir: '../..',
  testMatch: ['<rootDir>/__tests__/behaviour/**/*.test.ts', '<rootDir>/__tests__/behaviour/born.spec.ts'],
  // Compares the two ways to serve, of which there is one here.
  testPathIgnorePatterns: [...config.testPathIgnorePatterns!, '/create-server\\.test\\.ts$'],
  setupFiles: ['<rootDir>/__tests__/support/serve-born.ts'],
};

export default bornConfig;
