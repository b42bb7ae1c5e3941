import { rmSync } from 'node:fs';

const unfinished = new Set<string>();
const mostAttempts = 10;
const pauseMs = 100;

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
    for (let attempt = 1; !tryToRemove(file) && attempt < mostAttempts; attempt++) pause();
  }
}

/** Other threads may be writing into a folder still: it is not empty when its turn comes. */
function tryToRemove(file: string): boolean {
  try {
    rmSync(file, { recursive: true, force: true });
    return true;
  } catch {
    // After the last attempt, the next build tries again, and says so.
    return false;
  }
}

/** No timer runs any more. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
}
