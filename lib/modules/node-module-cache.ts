import { existsSync } from 'node:fs';
import nodeModule from 'node:module';
import path from 'node:path';

/** What Node's loader has, and its types do not. */
interface ModuleInternals {
  readonly _nodeModulePaths?: (folder: string) => string[];
  readonly _pathCache?: Record<string, string>;
}

const internals = nodeModule as unknown as ModuleInternals;

/** Where a file looks for packages. */
export function findModulePaths(file: string): string[] {
  return internals._nodeModulePaths?.(path.dirname(file)) ?? [];
}

/** Lets `require()` look again for files that are gone: it remembers where it once found them. */
export function forgetPaths(files: ReadonlySet<string>): void {
  const gone = new Set([...files].filter((file) => !existsSync(file)));
  const found = internals._pathCache;
  if (gone.size === 0 || !found) return;
  for (const [request, file] of Object.entries(found)) if (gone.has(file)) delete found[request];
}

/** Keeps the list of what a module has required, as Node does for its own. */
export function noteChild(parent: NodeJS.Module, child: NodeJS.Module | undefined): void {
  if (child && !parent.children.includes(child)) parent.children.push(child);
}
