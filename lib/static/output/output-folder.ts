import { existsSync } from 'node:fs';
import { chmod, mkdir, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTemporaryName } from './names-beside';
import { removeFolder, removeWhole } from './remove-folder';

/** A folder beside the target that takes its place when it is whole. */
export interface OutputFolder {
  write(file: string, content: Uint8Array | Iterable<string>): Promise<void>;
  /** Puts the new output in the place of the old one. */
  replace(): Promise<void>;
  /** Removes what was written; the old output stays. */
  discard(): Promise<void>;
}

/** Enough for paths in order; a build may have a folder for each path. */
const rememberedFolders = 1000;

export async function createOutputFolder(target: string): Promise<OutputFolder> {
  const folder = createTemporaryName(target, 'build');
  // Not `mkdtemp`, whose folders are for nobody else: a web server runs as another user.
  await mkdir(folder);
  const made = new Set<string>();
  return {
    async write(file, content) {
      const full = path.join(folder, file);
      const parent = path.dirname(full);
      if (!made.has(parent)) {
        await mkdir(parent, { recursive: true });
        if (made.size === rememberedFolders) made.clear();
        made.add(parent);
      }
      // Where capitals do not count, A.json must not overwrite a.json.
      await writeFile(full, content, { flag: 'wx' });
    },
    async replace() {
      await swapIn(folder, target);
    },
    async discard() {
      await removeFolder(folder);
    },
  };
}

/** Two renames: at any moment the target is whole, or its backup is. */
async function swapIn(folder: string, target: string): Promise<void> {
  const backup = createTemporaryName(target, 'backup');
  if (!existsSync(target)) return rename(folder, target);
  await copyMode(target, folder);
  await rename(target, backup);
  try {
    await rename(folder, target);
  } catch (error) {
    await rename(backup, target);
    throw error;
  }
  await removeWhole(backup, target);
}

async function copyMode(from: string, to: string): Promise<void> {
  const [wanted, given] = [await stat(from), await stat(to)];
  // Where files have no modes, all have the same, and none can be set.
  if (wanted.mode !== given.mode) await chmod(to, wanted.mode & 0o7777);
}
