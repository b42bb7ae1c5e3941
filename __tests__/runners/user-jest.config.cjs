/** Jest as a user of the package has it. */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/*.jest.ts'],
  transform: { '\\.ts$': 'ts-jest' },
};
