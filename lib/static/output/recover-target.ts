import { existsSync, readdirSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { isAlive } from './is-alive';
import { namesBeside } from './names-beside';
import { removeFolder, removeWhole } from './remove-folder';

/**
 * Puts right what a build that was killed has left behind: the old output under its backup name
 * becomes the output again if there is none, and half-built folders go.
 */
export async function recoverTarget(target: string): Promise<void> {
  const { backup, strays } = namesBeside(target);
  if (existsSync(backup)) {
    if (existsSync(target)) await removeWhole(backup, target);
    else await rename(backup, target);
  }
  for (const name of readdirSync(path.dirname(target))) {
    if (!name.startsWith(strays)) continue;
    const [, pid] = /^(\d+)-/.exec(name.slice(strays.length)) ?? [];
    if (pid === undefined || !isAlive(Number(pid))) {
      await removeFolder(path.join(path.dirname(target), name));
    }
  }
}
