import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { isFound, isSource, resolveSource, toPath } from './resolve-source';
import { scanImports } from './scan-imports';

interface GraphNode {
  /** Differs when the file does. */
  readonly signature: string;
  readonly imports: ReadonlySet<string>;
  /** Where a file was looked for that does not exist, yet. */
  readonly missing: readonly string[];
}

const absent = 'absent';

/** Which file of the app imports which, and what each looked like when it was read. */
export class ImportGraph {
  readonly #nodes = new Map<string, GraphNode>();

  /** Every file in the graph, those that do not exist (yet) among them. */
  get files(): string[] {
    return [...this.#nodes].flatMap(([file, { missing }]) => [file, ...missing]);
  }

  /** Adds a file and whatever it imports. */
  add(file: string): void {
    const waiting = [file];
    const seen = new Set(waiting);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      let node = this.#nodes.get(next);
      if (!node) this.#nodes.set(next, (node = readNode(next)));
      for (const target of [...node.imports, ...requiredBy(next)]) {
        if (!seen.has(target)) waiting.push(target);
        seen.add(target);
      }
    }
  }

  /** Forgets the files that have changed on disk since they were added, or whose imports exist now, and names them. */
  takeChanged(): string[] {
    const changed = [...this.#nodes].filter(
      ([file, { signature, missing }]) => signature !== readSignature(file) || missing.some(isFound),
    );
    for (const [file] of changed) this.#nodes.delete(file);
    return changed.map(([file]) => file);
  }

  /** These files and every file that imports one of them, directly or not. */
  importersOf(files: Iterable<string>): Set<string> {
    const importers = new Map<string, string[]>();
    for (const [file, { imports }] of this.#nodes) {
      for (const target of [...imports, ...requiredBy(file)]) {
        const known = importers.get(target);
        if (known) known.push(file);
        else importers.set(target, [file]);
      }
    }
    const affected = new Set(files);
    for (const file of affected) for (const importer of importers.get(file) ?? []) affected.add(importer);
    return affected;
  }

  /** Forgets what none of these files needs any more. */
  keepOnly(roots: Iterable<string>): void {
    const needed = new Set(roots);
    for (const file of needed) {
      const node = this.#nodes.get(file);
      if (node) for (const target of [...node.imports, ...requiredBy(file)]) needed.add(target);
    }
    for (const file of this.#nodes.keys()) if (!needed.has(file)) this.#nodes.delete(file);
  }
}

function readNode(file: string): GraphNode {
  // Before the text: a change in between is seen as one, then.
  const signature = readSignature(file);
  const imports = new Set<string>();
  const missing: string[] = [];
  for (const specifier of file.endsWith('.json') ? [] : scanImports(readText(file))) {
    const found = resolveSource(specifier, file);
    if (found !== undefined) imports.add(found);
    else if (toPath(specifier, file) !== undefined) missing.push(toPath(specifier, file)!);
  }
  return { signature, imports, missing };
}

function readSignature(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : absent;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** What a CommonJS module has required by a name that was computed. */
function requiredBy(file: string): string[] {
  const children = require.cache[file]?.children ?? [];
  return children.map(({ filename }) => filename).filter((name) => path.isAbsolute(name ?? '') && isSource(name));
}
