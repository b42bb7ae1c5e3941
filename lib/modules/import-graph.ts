import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { isFound, isSource, resolveSource, toPath } from './resolve-source';
import { scanImports } from './scan-imports';

interface GraphNode {
  readonly imports: Set<string>;
  /** Where a file was looked for that does not exist, yet. */
  readonly missing: readonly string[];
}

const absent = 'absent';

/** Which file of the app imports which, and what each looked like when it was read. */
export class ImportGraph {
  readonly #nodes = new Map<string, GraphNode>();
  /** Of files that have left the graph, too: Node, or a store, has them as they were, and they may come back. */
  readonly #signatures = new Map<string, string>();

  /** Every file in the graph, those that do not exist (yet) among them. */
  get files(): string[] {
    return [...this.#nodes].flatMap(([file, { missing }]) => [file, ...missing]);
  }

  /**
   * Adds a file and whatever it imports.
   *
   * @returns The new ones among these that somebody may have loaded in another version: those that were
   * other ones when they left the graph, and those that were never in it and have changed since the process began.
   */
  add(file: string): string[] {
    const waiting = [file];
    const seen = new Set(waiting);
    const outdated: string[] = [];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      let node = this.#nodes.get(next);
      if (!node) {
        // Before the text: a change in between is seen as one, then.
        if (this.#sign(next)) outdated.push(next);
        this.#nodes.set(next, (node = readNode(next)));
      }
      for (const target of [...node.imports, ...requiredBy(next)]) {
        if (!seen.has(target)) waiting.push(target);
        seen.add(target);
      }
    }
    return outdated;
  }

  has(file: string): boolean {
    return this.#nodes.has(file);
  }

  /** Notes an import that the text does not tell. */
  note(importer: string, file: string): void {
    this.#nodes.get(importer)?.imports.add(file);
  }

  /** Forgets the files that have changed on disk since they were added, or whose imports exist now, and names them. */
  takeChanged(): string[] {
    const changed = [...this.#nodes.keys()].filter((file) => {
      const { missing } = this.#nodes.get(file)!;
      return this.#sign(file) || missing.some(isFound);
    });
    for (const file of changed) this.#nodes.delete(file);
    return changed;
  }

  /** Notes what a file looks like, and says whether it may have looked otherwise to whoever loaded it. */
  #sign(file: string): boolean {
    const before = this.#signatures.get(file);
    const signature = readSignature(file);
    this.#signatures.set(file, signature);
    return before === undefined ? isNewerThanProcess(file) : before !== signature;
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
  const imports = new Set<string>();
  const missing: string[] = [];
  for (const specifier of file.endsWith('.json') ? [] : scanImports(readText(file))) {
    const found = resolveSource(specifier, file);
    if (found !== undefined) imports.add(found);
    else if (toPath(specifier, file) !== undefined) missing.push(toPath(specifier, file)!);
  }
  return { imports, missing };
}

function readSignature(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : absent;
}

/** By the time that no program can set. */
function isNewerThanProcess(file: string): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats !== undefined && stats.ctimeMs > performance.timeOrigin;
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
