import { rmSync } from 'node:fs';

const unfinished = new Set<string>();

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
    try {
      // Something may still be written to it by another thread.
      rmSync(file, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // The next build tries again, and says so.
    }
  }
}
