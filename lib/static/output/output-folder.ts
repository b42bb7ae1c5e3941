import { existsSync, renameSync } from 'node:fs';
import { chmod, mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createMountError } from './check-target';
import { createTemporaryName } from './names-beside';
import { removeAtExit } from './remove-at-exit';
import { removeBackup, removeOrWarn, type Warn } from './remove-folder';

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

export async function createOutputFolder(target: string, warn: Warn): Promise<OutputFolder> {
  const folder = createTemporaryName(target, 'build');
  // Not `mkdtemp`, whose folders are for nobody else: a web server runs as another user.
  await mkdir(folder);
  const keep = removeAtExit(folder);
  const made = new Set<string>();
  return {
    async write(file, content) {
      const full = path.join(folder, file);
      const parent = path.dirname(full);
      // The folder itself must not come back when it is removed at the end of the process.
      if (parent !== folder && !made.has(parent)) {
        await mkdir(parent, { recursive: true });
        if (made.size === rememberedFolders) made.clear();
        made.add(parent);
      }
      // Where capitals do not count, A.json must not overwrite a.json.
      await writeFile(full, content, { flag: 'wx' });
    },
    async replace() {
      const backup = await swapIn(folder, target);
      keep();
      if (backup !== undefined) await removeBackup(backup, target, warn);
    },
    async discard() {
      await removeOrWarn(folder, warn);
      keep();
    },
  };
}

/**
 * Two renames, one right after the other: at any moment the target is whole, or its backup is.
 *
 * @returns the backup, when there was an old output.
 */
async function swapIn(folder: string, target: string): Promise<string | undefined> {
  if (!existsSync(target)) {
    renameSync(folder, target);
    return undefined;
  }
  const backup = createTemporaryName(target, 'backup');
  await copyMode(target, folder);
  putAside(target, backup);
  try {
    renameSync(folder, target);
  } catch (error) {
    renameSync(backup, target);
    throw error;
  }
  return backup;
}

function putAside(target: string, backup: string): void {
  try {
    renameSync(target, backup);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // On Windows, EBUSY is a file that another program has opened.
    const isMount = code === 'EXDEV' || (code === 'EBUSY' && process.platform !== 'win32');
    throw isMount ? createMountError(target, error) : error;
  }
}

async function copyMode(from: string, to: string): Promise<void> {
  const [wanted, given] = [await stat(from), await stat(to)];
  // Where files have no modes, all have the same, and none can be set.
  if (wanted.mode !== given.mode) await chmod(to, wanted.mode & 0o7777);
}
