import type { Logger } from '../handlers/exchange';
import { createCodeFrame } from '../modules/code-frame';
import { correctColumns } from '../modules/compile-source';
import { showLines } from './log-requests';
import type { Paint } from './paint';
import { wrapText } from './wrap-text';

/** Frames of Node and of packages say nothing about the app. */
const foreignFrame = /^\s+at .*(?:node:|[\\/]node_modules[\\/])/;

/**
 * Prints warnings and errors for a person: errors with the lines of code where they arose.
 *
 * @param readWidth Columns of the terminal, which may change; none where there is no terminal.
 */
export function createDevLogger(
  paint: Paint,
  write: (text: string) => void,
  readWidth: () => number | undefined,
): Logger {
  // Before it is painted: a line is known by its beginning.
  const fit = (text: string): string => wrapText(showLines(text), readWidth());
  return {
    warn: (message) => write(`${paint('yellow', fit(message))}\n`),
    error: (message) =>
      write(
        `${message instanceof Error ? showError(message, paint, fit) : paintProblem(fit(String(message)), paint)}\n`,
      ),
  };
}

function showError(error: Error, paint: Paint, fit: (text: string) => string): string {
  const { stack = String(error) } = error;
  const [head = '', ...frames] = correctColumns(stack).split(/\n(?=\s+at )/);
  const own = frames.filter((frame) => !foreignFrame.test(frame) && !frame.includes(ownFolder));
  const frame = createCodeFrame(error);
  return [
    paint('red', fit(head)),
    ...(frame === undefined ? [] : [paintFrame(fit(frame), paint)]),
    ...own.map(fit),
  ].join('\n');
}

/** This package, compiled: `dist` or `lib`. */
const ownFolder = __dirname.replace(/cli$/, '');

/** The first line says what, the others where and how to go on. */
export function paintProblem(text: string, paint: Paint): string {
  const [head = '', ...rest] = text.trimEnd().split('\n');
  return [paint('red', head), ...rest.map((line) => paintLine(line, paint))].join('\n');
}

function paintFrame(frame: string, paint: Paint): string {
  return frame
    .split('\n')
    .map((line) => `    ${paintLine(line, paint)}`)
    .join('\n');
}

function paintLine(line: string, paint: Paint): string {
  if (/^\s*> +\d+ \|/.test(line)) return paint('bold', line);
  if (/^\s*\d* \|/.test(line)) return paint('dim', line);
  return /^\s*-> /.test(line) ? paint('cyan', line) : line;
}
