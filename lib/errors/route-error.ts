/** One thing that is wrong at start-up, and what to do about it. */
export interface RouteProblem {
  /** The file that is at fault, as the developer would name it; several when they are at odds. */
  readonly file: string;
  readonly message: string;
  readonly remedy: string;
  readonly cause?: unknown;
}

/**
 * Thrown at start-up: everything that is wrong with the route files, in one message.
 * `problems` holds the same list for programs.
 */
export class RouteError extends Error {
  override readonly name = 'RouteError';
  readonly problems: readonly RouteProblem[];

  constructor(directory: string, problems: readonly RouteProblem[], uncheckedFiles = 0) {
    const cause = problems.find((problem) => problem.cause !== undefined)?.cause;
    super(formatProblems(directory, problems, uncheckedFiles), cause === undefined ? undefined : { cause });
    this.problems = problems;
  }
}

function formatProblems(directory: string, problems: readonly RouteProblem[], uncheckedFiles: number): string {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  const list = problems.map(
    ({ file, message, remedy }) => `\n\n  ${file}\n    ${indent(message)}\n    -> ${indent(remedy)}`,
  );
  const unchecked =
    uncheckedFiles === 0
      ? ''
      : `\n\n  ${uncheckedFiles} more ${uncheckedFiles === 1 ? 'file uses' : 'files use'} top-level await and could not be checked yet.`;
  return `apiRoutes(${JSON.stringify(directory)}) found ${count}:${list.join('')}${unchecked}\n`;
}

function indent(text: string): string {
  return text.replaceAll('\n', '\n    ');
}
