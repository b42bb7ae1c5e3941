import { randomBytes } from 'node:crypto';
import path from 'node:path';

/** What a build needs beside its target. */
export function namesBeside(target: string): { backup: string; lock: string; strays: string } {
  const name = path.basename(target);
  const beside = (suffix: string): string => path.join(path.dirname(target), `.${name}.${suffix}`);
  return { backup: beside('backup'), lock: beside('lock'), strays: `.${name}.build-` };
}

/** Tells whose it is; for a folder that is no output yet, or no longer. */
export function createStrayName(target: string): string {
  const name = `${namesBeside(target).strays}${process.pid}-${randomBytes(4).toString('hex')}`;
  return path.join(path.dirname(target), name);
}
