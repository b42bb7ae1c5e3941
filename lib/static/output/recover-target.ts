import { existsSync, readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { isAlive } from './is-alive';
import { readTemporaryName } from './names-beside';
import { removeBackup, removeOrWarn, type Warn } from './remove-folder';

/**
 * Puts right what a build that was killed has left behind: the old output under its backup name
 * becomes the output again if there is none, and half-built folders go. What is not of a build's
 * making is left alone. The target must be locked: no other build of this process is at it then.
 */
export async function recoverTarget(target: string, warn: Warn): Promise<void> {
  const parent = path.dirname(target);
  for (const entry of readdirSync(parent, { withFileTypes: true })) {
    const found = entry.isDirectory() ? readTemporaryName(target, entry.name) : undefined;
    const folder = path.join(parent, entry.name);
    if (found?.kind === 'backup') {
      if (existsSync(target)) await removeBackup(folder, target, warn);
      else renameSync(folder, target);
    } else if (found && (found.pid === process.pid || !isAlive(found.pid))) {
      await removeOrWarn(folder, warn);
    }
  }
}
