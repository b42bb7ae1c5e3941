import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { manifestName } from './output-path';

/** A folder beside the target that takes its place when it is whole. */
export interface OutputFolder {
  write(file: string, bytes: Uint8Array | string): Promise<void>;
  /** Puts the new output in the place of the old one. */
  replace(): Promise<void>;
  /** Removes what was written; the old output stays. */
  discard(): Promise<void>;
}

/** Refuses a target that was not built here, or that must not be replaced at all. */
export function checkTarget(target: string, routes: string, isForced: boolean): void {
  const parent = path.dirname(target);
  if (!existsSync(parent)) throw new Error(`outDir: there is no folder ${parent}; create it.`);
  const [real, cwd, source] = [realLocation(target), realLocation(process.cwd()), realLocation(routes)];
  if (isWithin(cwd, real) || isWithin(source, real) || isWithin(real, source)) {
    throw new Error(
      `outDir: ${target} holds the working directory or the route files, or lies among them; choose another.`,
    );
  }
  const stats = lstatSync(target, { throwIfNoEntry: false });
  if (!stats) return checkWritable(parent, target);
  if (stats.isSymbolicLink()) throw new Error(`outDir: ${target} is a symbolic link; give the folder it leads to.`);
  if (!stats.isDirectory()) throw new Error(`outDir: ${target} is a file; give a folder.`);
  const names = readdirSync(target);
  if (!isForced && names.length > 0 && !names.includes(manifestName)) {
    throw new Error(
      `outDir: ${target} was not built by pages-api (it has no ${manifestName}); choose another, or force it.`,
    );
  }
  checkWritable(parent, target);
  checkWritable(target, target);
}

function checkWritable(folder: string, target: string): void {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new Error(`outDir: ${target} cannot be replaced, ${folder} is read-only for this user.`, { cause });
  }
}

/** The real path, also of what does not exist yet. */
function realLocation(file: string): string {
  return existsSync(file) ? realpathSync(file) : path.join(realLocation(path.dirname(file)), path.basename(file));
}

function isWithin(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner);
  return relative === '' || (!relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative));
}

/**
 * Puts right what a build that was killed has left behind: the old output under its backup name
 * becomes the output again if there is none, and half-built folders go.
 */
export async function recoverTarget(target: string): Promise<void> {
  const { backup, strays } = namesBeside(target);
  if (!existsSync(path.dirname(target))) return;
  if (existsSync(backup)) {
    if (existsSync(target)) await removeWhole(backup, target);
    else await rename(backup, target);
  }
  for (const name of readdirSync(path.dirname(target))) {
    if (!name.startsWith(strays)) continue;
    const [, pid] = /^(\d+)-/.exec(name.slice(strays.length)) ?? [];
    if (pid === undefined || !isAlive(Number(pid))) {
      await rm(path.join(path.dirname(target), name), { recursive: true, force: true });
    }
  }
}

/** Another build may be at work on the same target. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function namesBeside(target: string): { backup: string; strays: string } {
  const name = path.basename(target);
  return { backup: path.join(path.dirname(target), `.${name}.backup`), strays: `.${name}.build-` };
}

export async function createOutputFolder(target: string): Promise<OutputFolder> {
  const { strays } = namesBeside(target);
  const folder = await mkdtemp(path.join(path.dirname(target), `${strays}${process.pid}-`));
  const made = new Set<string>();
  return {
    async write(file, bytes) {
      const full = path.join(folder, file);
      const parent = path.dirname(full);
      if (!made.has(parent)) {
        await mkdir(parent, { recursive: true });
        made.add(parent);
      }
      // Where capitals do not count, A.json must not overwrite a.json.
      await writeFile(full, bytes, { flag: 'wx' });
    },
    async replace() {
      await swapIn(folder, target);
    },
    async discard() {
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Two renames: at any moment the target is whole, or its backup is. */
async function swapIn(folder: string, target: string): Promise<void> {
  const { backup } = namesBeside(target);
  if (!existsSync(target)) return rename(folder, target);
  await rename(target, backup);
  try {
    await rename(folder, target);
  } catch (error) {
    await rename(backup, target);
    throw error;
  }
  await removeWhole(backup, target);
}

/** Under a stray's name first: a backup that is there is always whole. */
async function removeWhole(backup: string, target: string): Promise<void> {
  const { strays } = namesBeside(target);
  const stray = path.join(path.dirname(target), `${strays}${process.pid}-${randomBytes(4).toString('hex')}`);
  await rename(backup, stray);
  await rm(stray, { recursive: true, force: true });
}
