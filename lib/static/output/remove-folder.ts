import { opendir, rename, rm, rmdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { createTemporaryName } from './names-beside';

/** Under a stray's name first: a backup that is there is always whole. */
export async function removeWhole(backup: string, target: string): Promise<void> {
  const stray = createTemporaryName(target, 'build');
  await rename(backup, stray);
  await removeFolder(stray);
}

/** Entry by entry: `rm` takes 100 MB for the names of 40,000 files. */
export async function removeFolder(folder: string): Promise<void> {
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
