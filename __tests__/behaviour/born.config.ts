import type { Config } from 'jest';
import config from '../../jest.config';

/** The behaviour tests once more, with every Express app under `createServer`: `npm run test:born`. */
const bornConfig: Config = {
  ...config,
  rootDir: '../..',
  testMatch: ['<rootDir>/__tests__/behaviour/**/*.test.ts', '<rootDir>/__tests__/behaviour/born.spec.ts'],
  // One compares the two ways to serve, of which there is one here; the others serve from processes of their own.
  testPathIgnorePatterns: [...config.testPathIgnorePatterns!, '/behaviour/(create-server|watch[\\w-]*)\\.test\\.ts$'],
  setupFiles: ['<rootDir>/__tests__/support/serve-born.ts'],
};

export default bornConfig;
