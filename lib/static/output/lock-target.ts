import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkWritable } from './check-target';
import { isAlive } from './is-alive';
import { lockName } from './names-beside';
import { removeAtExit } from './remove-at-exit';

/** Targets that this process is building. */
const locked = new Set<string>();

/**
 * Keeps other builds away from the target until the function that it returns is called. What a
 * killed build has locked is free again.
 */
export function lockTarget(target: string): () => void {
  checkWritable(path.dirname(target), target);
  const lock = lockName(target);
  if (locked.has(target)) throw createLockedError(target, process.pid, lock);
  if (existsSync(lock)) {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (isAlive(pid)) throw createLockedError(target, pid, lock);
    rmSync(lock, { force: true });
  }
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw createLockedError(target, 0, lock);
    rmSync(lock, { force: true });
    throw error;
  }
  locked.add(target);
  const keep = removeAtExit(lock);
  return function unlock() {
    keep();
    locked.delete(target);
    rmSync(lock, { force: true });
  };
}

/** Number 0 stands for a build that has just begun. */
function createLockedError(target: string, pid: number, lock: string): Error {
  const builder = pid === 0 ? 'another build' : `another build (process ${pid})`;
  return new Error(`outDir: ${builder} is writing ${target}. Wait for it; if there is none, remove ${lock}.`);
}
