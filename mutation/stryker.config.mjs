import parts from './parts.cjs';

/** Mutation testing of one part of lib/, named by MUTATION_PART; `mutation/run.mjs` runs one after the other. */
const part = process.env.MUTATION_PART;

export default {
  mutate: parts[part].mutate,
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  jest: { configFile: 'mutation/jest.config.cjs', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  incremental: true,
  incrementalFile: `mutation/reports/${part}-incremental.json`,
  allowConsoleColors: false,
  reporters: ['clear-text', 'progress-append-only', 'json'],
  jsonReporter: { fileName: `mutation/reports/${part}.json` },
  clearTextReporter: { allowColor: false, logTests: false, reportScoreTable: true },
  thresholds: { high: 90, low: 80, break: 80 },
  tempDirName: `mutation/.stryker-${part}`,
  ignorePatterns: [
    'bench',
    'coverage',
    'dist',
    'docs',
    'conformance/next',
    'conformance/astro*',
    'mutation/reports',
    'mutation/.stryker-*',
  ],
  // A mutant that never answers fails a test sooner than it would with the default.
  timeoutMS: 8_000,
  disableTypeChecks: 'lib/**/*.ts',
};
