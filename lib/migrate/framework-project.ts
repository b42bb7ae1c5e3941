import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { discoverFiles } from '../routes/discover-files';

export type Framework = 'next' | 'astro';

/** An endpoint file of another framework. */
export interface FrameworkFile {
  /** Below the folder of endpoints, with `/` on every system. */
  readonly path: string;
  /** Why a file of that name answers there and not here. */
  readonly problem: string | undefined;
}

/** A Next or Astro project: where its endpoints are. */
export interface FrameworkProject {
  readonly framework: Framework;
  /** Folder of its `package.json`. */
  readonly root: string;
  /** `pages/api`, `src/pages/api` or `src/pages`. */
  readonly pages: string;
  readonly files: readonly FrameworkFile[];
}

const folders: Record<Framework, readonly string[]> = {
  next: ['pages/api', 'src/pages/api'],
  astro: ['src/pages', 'pages'],
};

/** What each framework serves; Astro's components and pages are no endpoints. */
const endpointExtensions: Record<Framework, readonly string[]> = {
  next: ['js', 'ts', 'jsx', 'tsx', 'mjs'],
  astro: ['js', 'ts', 'mjs', 'mts'],
};

/**
 * Finds the endpoint files of a project.
 *
 * @param directory The project, or its folder of endpoints.
 * @throws TypeError when there is no such folder.
 */
export function findFrameworkProject(framework: Framework, directory: string): FrameworkProject {
  const given = path.resolve(directory);
  if (!isFolder(given)) throw new TypeError(`${directory} is no directory.`);
  const pages = folders[framework].map((folder) => path.join(given, folder)).find(isFolder) ?? given;
  const isPages = pages !== given || folders[framework].some((folder) => `${given}/`.endsWith(`/${folder}/`));
  if (!isPages && existsSync(path.join(given, 'package.json'))) {
    throw new TypeError(`${directory} has no folder ${folders[framework].join(' or ')}. Name the folder of endpoints.`);
  }
  return { framework, root: findPackage(pages), pages, files: listFiles(framework, pages) };
}

/** The nearest folder above with a `package.json`, or the folder itself. */
export function findPackage(directory: string): string {
  for (let current = directory; ; current = path.dirname(current)) {
    if (existsSync(path.join(current, 'package.json'))) return current;
    if (current === path.dirname(current)) return directory;
  }
}

/** The nearest folder that is there, from a path on up. */
export function findFolder(directory: string): string {
  return existsSync(directory) ? directory : findFolder(path.dirname(directory));
}

function listFiles(framework: Framework, pages: string): FrameworkFile[] {
  const extensions = endpointExtensions[framework];
  const { routes, middleware, skipped } = discoverFiles(pages, { extensions, ignore: [] });
  const isEndpoint = (file: string): boolean => extensions.includes(path.extname(file).slice(1));
  const served: FrameworkFile[] = routes.map((file) => ({ path: file, problem: extensionProblem(file) }));
  // Astro leaves out what begins with an underscore; Next serves every file.
  if (framework === 'astro') return served;
  const others = [...middleware.map((file) => ({ path: file, reason: 'it would be middleware here' })), ...skipped]
    .filter((file) => isEndpoint(file.path) && !/\.d\.ts$/.test(file.path))
    .map((file) => ({ path: file.path, problem: `no route here: ${file.reason}; Next serves it. Rename it` }));
  return [...served, ...others].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function extensionProblem(file: string): string | undefined {
  const extension = path.extname(file);
  if (!['.jsx', '.tsx'].includes(extension)) return undefined;
  return `${extension} files are no routes here; rename it to ${extension.replace('x', '')} when it holds no JSX`;
}

function isFolder(directory: string): boolean {
  return statSync(directory, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
