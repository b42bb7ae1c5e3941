import { type Dirent, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { SkippedFile } from './route';

export interface DiscoverOptions {
  /** File extensions without the dot. */
  readonly extensions: readonly string[];
  /** Globs below the directory that are no routes. */
  readonly ignore: readonly string[];
}

export interface DiscoveredFiles {
  /** Paths below the directory, with `/` on every system, sorted. */
  readonly routes: readonly string[];
  /** The `_middleware` files among them. */
  readonly middleware: readonly string[];
  readonly skipped: readonly SkippedFile[];
}

/**
 * Lists what lies below a directory and says of every file whether it is a route, and if not, why.
 *
 * @throws Error when the directory is missing or is a file, or a folder in it cannot be read.
 */
export function discoverFiles(directory: string, options: DiscoverOptions): DiscoveredFiles {
  if (!statSync(directory).isDirectory()) throw new Error('It is a file, not a directory.');
  const ignored = findIgnored(directory, options.ignore);
  const routes: string[] = [];
  const middleware: string[] = [];
  const skipped: SkippedFile[] = [];
  /** `below` ends with a slash, but for the directory itself. */
  const walk = (below: string, folderReason: string | undefined): void => {
    for (const entry of readFolder(directory + path.sep + below, folderReason)) {
      const { name } = entry;
      if (name === 'node_modules') continue;
      const file = below + name;
      if (entry.isDirectory()) {
        walk(`${file}/`, folderReason ?? skipFolderReason(name));
        continue;
      }
      const reason = ignored.has(file) ? ignoredReason : (folderReason ?? skipReason(directory, file, entry, options));
      if (reason !== undefined) skipped.push({ path: file, reason });
      else if (isMiddlewareFile(name)) middleware.push(file);
      else routes.push(file);
    }
  };
  walk('', undefined);
  return {
    routes: routes.sort(),
    middleware: middleware.sort(),
    skipped: skipped.sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

const ignoredReason = 'it matches the ignore option';

function findIgnored(directory: string, globs: readonly string[]): ReadonlySet<string> {
  if (globs.length === 0) return new Set();
  // Loaded on demand: few apps ignore anything.
  const { globSync } = require('glob') as typeof import('glob');
  return new Set(globSync([...globs], { cwd: directory, dot: true, posix: true }));
}

/** A folder that cannot be read may hold routes; one that is skipped, or gone by now, holds none. */
function readFolder(folder: string, reason: string | undefined): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (reason !== undefined || (error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function skipFolderReason(folder: string): string | undefined {
  if (folder.startsWith('_')) return `the folder "${folder}" begins with an underscore`;
  if (folder.startsWith('.') && folder !== '.well-known') return `the folder "${folder}" begins with a full stop`;
  return undefined;
}

function skipReason(
  directory: string,
  file: string,
  entry: Dirent,
  { extensions }: DiscoverOptions,
): string | undefined {
  const { name } = entry;
  const extension = path.posix.extname(name).slice(1);
  if (name.startsWith('.')) return 'its name begins with a full stop';
  if (entry.isSymbolicLink() && !isLinkToFile(path.join(directory, file))) {
    return 'it is a link, but not to a file; only those are followed';
  }
  if (!extensions.includes(extension)) {
    return extension === ''
      ? 'it has no extension'
      : `".${extension}" is not among the extensions (${extensions.join(', ')})`;
  }
  if (/\.d\.[cm]?ts$/.test(name)) return 'it is a type declaration';
  if (/\.(test|spec)\.[^.]+$/.test(name)) return 'it is a test';
  if (name.startsWith('_') && !isMiddlewareFile(name)) return 'its name begins with an underscore';
  if (!entry.isFile() && !entry.isSymbolicLink()) return 'it is not a regular file';
  return undefined;
}

function isMiddlewareFile(name: string): boolean {
  return /^_middleware\.[^.]+$/.test(name);
}

function isLinkToFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
