const { TestEnvironment } = require('jest-environment-node');

/**
 * Times say nothing about code that counts its own steps; what fails on Express 4 alone is rare, and 60 MB
 * compressed take as long as a hundred other tests. The suite itself runs all of these.
 */
const leftOut = /\btime of a match\b|\(Express 4\)|whole stream into memory.* compressed: true/;

function fullName({ name, parent }) {
  return parent ? `${fullName(parent)} ${name}` : name;
}

/** A mutant is dead with its first failed test; Jest itself stops only between files. */
module.exports = class FailFastEnvironment extends TestEnvironment {
  #hasFailed = false;

  handleTestEvent(event) {
    if (event.name === 'test_fn_failure' || event.name === 'hook_failure') this.#hasFailed = true;
    if (event.name === 'test_start' && (this.#hasFailed || leftOut.test(fullName(event.test)))) {
      event.test.mode = 'skip';
    }
  }
};
