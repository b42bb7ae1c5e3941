import { spawnSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { describeValue } from '../errors/http-error';
import type { RouteProblem } from '../errors/route-error';
import { ModuleShapeError } from './module-shape-error';

/** The file that could not be loaded: where it is, and how messages name it. */
interface LoadedFile {
  readonly file: string;
  readonly label: string;
}

const checkTimeoutMs = 5000;

/** What went wrong with a file, in words that say where and what to do. */
export function toLoadProblem({ file, label }: LoadedFile, error: unknown): RouteProblem {
  if (error instanceof ModuleShapeError) return { file: label, message: error.message, remedy: error.remedy };
  if (isSyntaxError(error)) {
    const message = [`It could not be read: ${describeError(error)}`, findPlace(error, file)]
      .filter(Boolean)
      .join('\n');
    return { file: label, message, remedy: 'Correct the syntax.', cause: error };
  }
  return {
    file: label,
    message: `It threw while loading: ${describeError(error)}`,
    remedy: isAwaitInCommonJs(error)
      ? 'Name the file .mts or .mjs, or set "type": "module" in package.json.'
      : 'Correct the error; the cause has the stack.',
    cause: error,
  };
}

/** Compilers colour their messages, which a log file does not show. */
function describeError(error: unknown): string {
  return isErrorLike(error)
    ? stripVTControlCharacters(`${error.name}: ${error.message}`).trimEnd()
    : describeValue(error);
}

/** Test runners load files in a realm with an `Error` of its own. */
function isErrorLike(value: unknown): value is Error {
  const { name, message } = (value ?? {}) as Partial<Error>;
  return typeof name === 'string' && typeof message === 'string';
}

function isSyntaxError(error: unknown): error is Error {
  // The second is ts-jest's and ts-node's, the third jiti's.
  return isErrorLike(error) && (/^(SyntaxError|TSError)$/.test(error.name) || error.message.startsWith('ParseError'));
}

/** tsx compiles a .ts file of a CommonJS package to CommonJS. */
function isAwaitInCommonJs(error: unknown): boolean {
  return isErrorLike(error) && /top-level await is .*not supported/i.test(error.message);
}

/** The top of the stack has it, but for an ES module Node tells only who asks for nothing else. */
function findPlace({ message, stack = '' }: Error, file: string): string | undefined {
  if (message.includes(file)) return undefined;
  const place = readPlace(stack);
  if (place !== undefined || !/\.m?js$/.test(file)) return place && `at ${place}`;
  const { status, stderr } = spawnSync(process.execPath, ['--check', file], {
    encoding: 'utf8',
    timeout: checkTimeoutMs,
  });
  const found = readPlace(stderr ?? '');
  if (found !== undefined) return `at ${found}`;
  return status === 0 ? 'in a module that it imports' : undefined;
}

// Accepted: `/a/b.js:3`, `C:\a.js:3`, `file:///a.mjs:3`; refused: `    at f (/a/b.js:3:1)`.
const placeLine = /^(?:\/|[A-Z]:\\|file:).*:\d+$/m;

function readPlace(text: string): string | undefined {
  return placeLine.exec(text)?.[0];
}
