const { TestEnvironment } = require('jest-environment-node');

/** Times say nothing about code that counts its own steps. */
const timedTests = /\btime of a match\b/;

/** A mutant is dead with its first failed test; Jest itself stops only between files. */
module.exports = class FailFastEnvironment extends TestEnvironment {
  #hasFailed = false;

  handleTestEvent(event) {
    if (event.name === 'test_fn_failure' || event.name === 'hook_failure') this.#hasFailed = true;
    if (event.name === 'test_start' && (this.#hasFailed || timedTests.test(event.test.parent.name))) {
      event.test.mode = 'skip';
    }
  }
};
