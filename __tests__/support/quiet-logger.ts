/** A logger that keeps what it is told. */
export interface QuietLogger {
  readonly warnings: string[];
  readonly errors: unknown[];
  warn(message: string): void;
  error(message: unknown): void;
}

export function createQuietLogger(): QuietLogger {
  const warnings: string[] = [];
  const errors: unknown[] = [];
  return {
    warnings,
    errors,
    warn: (message) => void warnings.push(message),
    error: (message) => void errors.push(message),
  };
}
