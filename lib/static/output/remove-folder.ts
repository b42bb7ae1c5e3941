import { renameSync } from 'node:fs';
import { opendir, rm, rmdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { createTemporaryName } from './names-beside';
import { removeAtExit } from './remove-at-exit';

/** Told what went wrong and is no reason to fail. */
export type Warn = (message: string) => void;

/** Under the name of half a build first: a backup that is there is always whole. */
export async function removeBackup(backup: string, target: string, warn: Warn): Promise<void> {
  const half = createTemporaryName(target, 'build');
  try {
    renameSync(backup, half);
  } catch (error) {
    return warnOfLeftover(backup, error, warn);
  }
  await removeOrWarn(half, warn);
}

/** A part of it may belong to another user; the output itself is none the worse. */
export async function removeOrWarn(folder: string, warn: Warn): Promise<void> {
  const keep = removeAtExit(folder);
  try {
    await removeFolder(folder);
  } catch (error) {
    warnOfLeftover(folder, error, warn);
  }
  keep();
}

function warnOfLeftover(folder: string, error: unknown, warn: Warn): void {
  warn(`outDir: ${folder} could not be removed (${(error as Error).message}); the output does not need it.`);
}

/** Entry by entry: `rm` takes 100 MB for the names of 40,000 files. */
async function removeFolder(folder: string): Promise<void> {
  try {
    for await (const entry of await opendir(folder, { bufferSize: 256 })) {
      const full = path.join(folder, entry.name);
      await (entry.isDirectory() ? removeFolder(full) : unlink(full));
    }
    await rmdir(folder);
  } catch {
    // Some file systems pass over names while others go, and some entries want to be tried again.
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
