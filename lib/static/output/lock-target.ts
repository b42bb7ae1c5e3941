import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkWritable } from './check-target';
import { isAlive } from './is-alive';
import { lockName } from './names-beside';
import { removeAtExit } from './remove-at-exit';

/** What a build may take from making its lock to writing into it. */
const writingMs = 5000;
/** The clock of the start is read in two steps. */
const sameStartMs = 1000;

/**
 * Keeps other builds away from the target, of other processes, of other threads and of this one,
 * until the function that it returns is called. What a killed build has locked is free again.
 */
export function lockTarget(target: string): () => void {
  checkWritable(path.dirname(target), target);
  const lock = lockName(target);
  if (existsSync(lock)) {
    refuseHeld(lock, target);
    rmSync(lock, { force: true });
  }
  try {
    writeFileSync(lock, `${process.pid} ${readStartMs()}`, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw createLockedError(target, 0, lock);
    rmSync(lock, { force: true });
    throw error;
  }
  const keep = removeAtExit(lock);
  return function unlock() {
    keep();
    rmSync(lock, { force: true });
  };
}

/** Throws unless the build that made the lock is no more. */
function refuseHeld(lock: string, target: string): void {
  const text = readFileSync(lock, 'utf8');
  const [, pid, startMs] = /^([1-9]\d*) (\d+)$/.exec(text) ?? [];
  if (pid !== undefined) {
    if (isHolding(Number(pid), Number(startMs))) throw createLockedError(target, Number(pid), lock);
  } else if (text !== '') {
    throw new Error(`outDir: ${lock} is in the way, and no build has made it; move it away.`);
  } else if (Date.now() - statSync(lock).mtimeMs < writingMs) {
    throw createLockedError(target, 0, lock);
  }
}

/** In a container, a build often has the number that the one before it had. */
function isHolding(pid: number, startMs: number): boolean {
  return pid === process.pid ? Math.abs(startMs - readStartMs()) < sameStartMs : isAlive(pid);
}

/** When this process began, the same for all of its threads, by a clock that nobody sets. */
function readStartMs(): number {
  return Math.round(Number(process.hrtime.bigint()) / 1e6 - process.uptime() * 1000);
}

/** Number 0 stands for a build that has just begun. */
function createLockedError(target: string, pid: number, lock: string): Error {
  const builder = pid === 0 ? 'another build' : `another build (process ${pid})`;
  return new Error(`outDir: ${builder} is writing ${target}. Wait for it; if there is none, remove ${lock}.`);
}
