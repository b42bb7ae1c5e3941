import { statSync } from 'node:fs';
import path from 'node:path';
import { globSync, type Path } from 'glob';
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
 * @throws Error when the directory is missing or is a file.
 */
export function discoverFiles(directory: string, options: DiscoverOptions): DiscoveredFiles {
  if (!statSync(directory).isDirectory()) throw new Error('It is a file, not a directory.');
  const ignored = new Set(
    options.ignore.length === 0 ? [] : globSync([...options.ignore], { cwd: directory, dot: true, posix: true }),
  );
  const entries = globSync('**/*', { cwd: directory, dot: true, withFileTypes: true, ignore: ['**/node_modules/**'] });
  const routes: string[] = [];
  const middleware: string[] = [];
  const skipped: SkippedFile[] = [];
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const file = entry.relativePosix();
    const reason = skipReason(file, entry, options.extensions, ignored);
    if (reason !== undefined) skipped.push({ path: file, reason });
    else if (isMiddlewareFile(file)) middleware.push(file);
    else routes.push(file);
  }
  return {
    routes: routes.sort(),
    middleware: middleware.sort(),
    skipped: skipped.sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

function skipReason(
  file: string,
  entry: Path,
  extensions: readonly string[],
  ignored: ReadonlySet<string>,
): string | undefined {
  if (ignored.has(file)) return 'it matches the ignore option';
  const folders = file.split('/');
  const name = folders.pop()!;
  for (const folder of folders) {
    if (folder.startsWith('_')) return `the folder "${folder}" begins with an underscore`;
    if (folder.startsWith('.') && folder !== '.well-known') return `the folder "${folder}" begins with a full stop`;
  }
  const extension = path.posix.extname(name).slice(1);
  if (name.startsWith('.')) return 'its name begins with a full stop';
  if (entry.isSymbolicLink() && !isLinkToFile(entry)) return 'it is a link, but not to a file; only those are followed';
  if (!extensions.includes(extension)) {
    return extension === ''
      ? 'it has no extension'
      : `".${extension}" is not among the extensions (${extensions.join(', ')})`;
  }
  if (/\.d\.[cm]?ts$/.test(name)) return 'it is a type declaration';
  if (/\.(test|spec)\.[^.]+$/.test(name)) return 'it is a test';
  if (name.startsWith('_') && !isMiddlewareFile(file)) return 'its name begins with an underscore';
  if (!entry.isFile() && !entry.isSymbolicLink()) return 'it is not a regular file';
  return undefined;
}

function isMiddlewareFile(file: string): boolean {
  return /(^|\/)_middleware\.[^./]+$/.test(file);
}

function isLinkToFile(entry: Path): boolean {
  try {
    return statSync(entry.fullpath()).isFile();
  } catch {
    return false;
  }
}
