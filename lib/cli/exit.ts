import { paintProblem } from './dev-logger';
import { createPaint } from './paint';
import { wrapText } from './wrap-text';

/** Prints and ends with 0: route files may hold the process open, with a database for instance. */
export function finish(text: string): void {
  process.stdout.write(text, () => process.exit(0));
}

/** What somebody can act on without a stack: the message. Ends with 2 for wrong usage, else with 1. */
export function exitWithError(error: unknown): never {
  const { name, message, stack } = error as Error;
  const isExpected = ['RouteError', 'TypeError', 'Error'].includes(name);
  const text = wrapText(isExpected ? message.trimEnd() : String(stack), process.stderr.columns);
  process.stderr.write(`${paintProblem(text, createPaint(process.stderr))}\n`);
  process.exit(name === 'TypeError' ? 2 : 1);
}
