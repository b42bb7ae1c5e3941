import { rmSync } from 'node:fs';

const unfinished = new Set<string>();
/** With a tenth of a second between them: what other threads were writing when the process ended. */
const mostAttempts = 10;

/** Removes a file or a folder when the process ends before the function that it returns is called. */
export function removeAtExit(file: string): () => void {
  if (unfinished.size === 0) process.on('exit', removeUnfinished);
  unfinished.add(file);
  return function keep() {
    unfinished.delete(file);
    if (unfinished.size === 0) process.off('exit', removeUnfinished);
  };
}

function removeUnfinished(): void {
  for (const file of unfinished) {
    let isGone = false;
    for (let attempt = 0; attempt < mostAttempts && !isGone; attempt++) isGone = tryToRemove(file);
  }
}

/** Node's own retries do not look into the folder again, where a file has come from another thread. */
function tryToRemove(file: string): boolean {
  try {
    rmSync(file, { recursive: true, force: true, maxRetries: 1 });
    return true;
  } catch {
    // After the last attempt, the next build tries again, and says so.
    return false;
  }
}
