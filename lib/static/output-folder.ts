import { randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { mkdir, mkdtemp, opendir, rename, rm, rmdir, unlink, writeFile } from 'node:fs/promises';
import path, { type PlatformPath } from 'node:path';
import { manifestName } from './output-path';

/** A folder beside the target that takes its place when it is whole. */
export interface OutputFolder {
  write(file: string, content: Uint8Array | Iterable<string>): Promise<void>;
  /** Puts the new output in the place of the old one. */
  replace(): Promise<void>;
  /** Removes what was written; the old output stays. */
  discard(): Promise<void>;
}

/** Refuses a target that must not be replaced at all. */
export function checkLocation(target: string, routes: string): void {
  const parent = path.dirname(target);
  if (!existsSync(parent)) throw new Error(`outDir: there is no folder ${parent}; create it.`);
  const [real, cwd, source] = [realLocation(target), realLocation(process.cwd()), realLocation(routes)];
  if (isWithin(cwd, real) || isWithin(source, real) || isWithin(real, source)) {
    throw new Error(
      `outDir: ${target} holds the working directory or the route files, or lies among them; choose another.`,
    );
  }
}

/** Refuses a target that was not built here, or that cannot be replaced. */
export function checkContents(target: string, isForced: boolean): void {
  const parent = path.dirname(target);
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

/** @param rules Those of another system, in tests. */
export function isWithin(inner: string, outer: string, rules: PlatformPath = path): boolean {
  const relative = rules.relative(outer, inner);
  return (
    relative === '' || (!relative.startsWith(`..${rules.sep}`) && relative !== '..' && !rules.isAbsolute(relative))
  );
}

/** Targets that this process is building. */
const locked = new Set<string>();

/**
 * Keeps other builds away from the target until the function that it returns is called. What a
 * killed build has locked is free again.
 */
export function lockTarget(target: string): () => void {
  checkWritable(path.dirname(target), target);
  const { lock } = namesBeside(target);
  if (locked.has(target)) throw createLockedError(target, process.pid, lock);
  if (existsSync(lock)) {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (isAlive(pid)) throw createLockedError(target, pid, lock);
    rmSync(lock, { force: true });
  }
  function unlock(): void {
    locked.delete(target);
    rmSync(lock, { force: true });
  }
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    locked.add(target);
    return unlock;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw createLockedError(target, 0, lock);
    unlock();
    throw error;
  }
}

/** Number 0 stands for a build that has just begun. */
function createLockedError(target: string, pid: number, lock: string): Error {
  const builder = pid === 0 ? 'another build' : `another build (process ${pid})`;
  return new Error(`outDir: ${builder} is writing ${target}. Wait for it; if there is none, remove ${lock}.`);
}

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

function namesBeside(target: string): { backup: string; lock: string; strays: string } {
  const name = path.basename(target);
  const beside = (suffix: string): string => path.join(path.dirname(target), `.${name}.${suffix}`);
  return { backup: beside('backup'), lock: beside('lock'), strays: `.${name}.build-` };
}

/** Enough for paths in order; a build may have a folder for each path. */
const rememberedFolders = 1000;

export async function createOutputFolder(target: string): Promise<OutputFolder> {
  const { strays } = namesBeside(target);
  const folder = await mkdtemp(path.join(path.dirname(target), `${strays}${process.pid}-`));
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
  await removeFolder(stray);
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
