import { accessSync, constants, existsSync, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path, { type PlatformPath } from 'node:path';
import { manifestName } from '../output-path';

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
  if (stats.dev !== statSync(parent).dev) throw createMountError(target);
  const names = readdirSync(target);
  if (!isForced && names.length > 0 && !names.includes(manifestName)) {
    throw new Error(
      `outDir: ${target} was not built by pages-api (it has no ${manifestName}); choose another, or force it.`,
    );
  }
  checkWritable(parent, target);
  checkWritable(target, target);
}

/** What cannot be renamed, since another file system begins there. */
export function createMountError(target: string, cause?: unknown): Error {
  return new Error(
    `outDir: ${target} cannot be replaced as a whole, since it is a mount point or a part of a container image; give a folder inside of it, such as ${path.join(target, 'site')}.`,
    { cause },
  );
}

/** Renames need the right to write to the folder around. */
export function checkWritable(folder: string, target: string): void {
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
