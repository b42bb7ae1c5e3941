import { readFileSync } from 'node:fs';
import nodeModule, { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  compileBody,
  compileTransformed,
  createModuleRequire,
  createNativeImport,
  type RunModule,
} from './compile-source';
import { type FreshModule, waitsFor } from './fresh-module';
import type { ImportGraph } from './import-graph';
import { loadModule } from './load-module';
import { findModulePaths, forgetPaths, noteChild } from './node-module-cache';
import { realPathOf, resolveSource } from './resolve-source';
import { isModuleFormat, sourceKindOf } from './source-kind';
import { toNamespace } from './to-namespace';

interface Compiled {
  readonly text: string;
  readonly isAsync: boolean;
  readonly run: RunModule;
}

/** Codes of `require()` for a package that is an ES module only. */
const onlyImported: readonly unknown[] = [
  'ERR_REQUIRE_ESM',
  'ERR_REQUIRE_ASYNC_MODULE',
  'ERR_PACKAGE_PATH_NOT_EXPORTED',
];

/**
 * The modules of the app in their latest versions.
 *
 * What has not changed is loaded as ever, by Node or by whoever loads TypeScript: it is the very
 * module that the rest of the app has, and keeps its state. What has changed, and what imports it,
 * is run by this store from then on, which can forget it: Node never forgets an ES module.
 */
export class ModuleStore {
  /** Files that have changed, or import one that has. */
  readonly #changed = new Set<string>();
  readonly #fresh = new Map<string, FreshModule>();
  /** An importer of a changed file is run again, not compiled again. */
  readonly #compiled = new Map<string, Compiled>();
  readonly #nativeImports = new Map<string, (specifier: string) => Promise<object>>();

  constructor(
    private readonly graph: ImportGraph,
    /** Told when the graph has grown by what is known only when a module runs. */
    private readonly onGrowth: () => void,
  ) {}

  /**
   * What a file exports, or the promise of it.
   *
   * @throws whatever the file throws.
   */
  load(name: string): unknown {
    const file = realPathOf(name);
    if (!this.#changed.has(file)) {
      const loaded = loadModule(file);
      return loaded instanceof Promise ? loaded.then(({ namespace }) => namespace) : loaded.namespace;
    }
    const fresh = this.#start(file, true);
    return fresh.running ? fresh.running.then(() => fresh.module.exports as unknown) : fresh.module.exports;
  }

  /** Compiles a file that Node runs as it is, as it will have to be compiled when it changes. */
  warmUp(file: string): void {
    const text = readFileSync(file, 'utf8');
    if (sourceKindOf(file, text) === 'module') this.#compile(file, text, true);
  }

  /** Forgets these files; whoever asks for one gets it from disk. */
  drop(files: ReadonlySet<string>): void {
    const dropped = new Set<NodeJS.Module>();
    for (const file of files) {
      this.#changed.add(file);
      this.#fresh.delete(file);
      const cached = require.cache[file];
      if (cached) dropped.add(cached);
      delete require.cache[file];
    }
    // A parent's list would keep every version alive.
    for (const parent of Object.values(require.cache)) {
      if (parent?.children.some((child) => dropped.has(child))) {
        parent.children = parent.children.filter((child) => !dropped.has(child));
      }
    }
    forgetPaths(files);
  }

  /** Lets what has failed, or never ended, be tried again. */
  dropFailed(): void {
    for (const [file, { hasFailed }] of this.#fresh) if (hasFailed) this.#fresh.delete(file);
  }

  /** Gives up on a file whose top-level await does not end, and on what it waits for. */
  giveUp(name: string): void {
    let fresh: FreshModule | undefined = this.#fresh.get(realPathOf(name));
    for (; fresh?.running; fresh = fresh.waitingFor) this.#fresh.delete(fresh.file);
  }

  #start(file: string, mayWait: boolean): FreshModule {
    const known = this.#fresh.get(file);
    if (known) return known;
    const module = new nodeModule(file);
    Object.assign(module, { filename: file, paths: findModulePaths(file) });
    const fresh: FreshModule = { file, module, isModule: false };
    this.#fresh.set(file, fresh);
    try {
      const ended = this.#run(fresh, mayWait);
      if (ended instanceof Promise) this.#finishLater(fresh, ended);
      else module.loaded = true;
    } catch (error) {
      this.#fail(fresh);
      throw error;
    }
    return fresh;
  }

  #finishLater(fresh: FreshModule, ended: Promise<unknown>): void {
    fresh.running = ended.then(
      () => {
        fresh.module.loaded = true;
        delete fresh.running;
      },
      (error: unknown) => {
        fresh.hasFailed = true;
        throw error;
      },
    );
    fresh.running.catch(() => {});
  }

  /** As Node does, a CommonJS module that throws is forgotten. */
  #fail({ file, module }: FreshModule): void {
    this.#fresh.delete(file);
    if (require.cache[file] === module) delete require.cache[file];
  }

  #run(fresh: FreshModule, mayWait: boolean): unknown {
    const { file, module } = fresh;
    const text = readFileSync(file, 'utf8');
    const kind = sourceKindOf(file, text);
    if (kind === 'json') return void (module.exports = JSON.parse(text) as unknown);
    if (kind !== 'commonjs') {
      fresh.isModule = isModuleFormat(file, text);
      return this.#execute(fresh, this.#compile(file, text, mayWait && kind === 'module'));
    }
    // CommonJS: through Node's handler of its extension, which may be a compiler's.
    require.cache[file] = module;
    Object.assign(module, {
      require: (specifier: string) => this.#require(specifier, fresh),
      _compile: (code: string) => this.#execute(fresh, compileBody(code, file, false)),
    });
    const { [path.extname(file)]: handler, '.js': byDefault } = require.extensions;
    (handler ?? byDefault)(module, file);
    return undefined;
  }

  #compile(file: string, text: string, isAsync: boolean): RunModule {
    const known = this.#compiled.get(file);
    if (known?.text === text && known.isAsync === isAsync) return known.run;
    const run = compileTransformed(text, file, isAsync);
    this.#compiled.set(file, { text, isAsync, run });
    return run;
  }

  #execute(fresh: FreshModule, run: RunModule): unknown {
    const { file, module } = fresh;
    const require = createModuleRequire(file, (specifier) => this.#require(specifier, fresh));
    const importModule = (specifier: string): Promise<unknown> => this.#import(specifier, fresh);
    const resolveImport = (specifier: string): string =>
      pathToFileURL(resolveSource(specifier, file) ?? createRequire(file).resolve(specifier)).href;
    return run.call(
      module.exports,
      module.exports,
      require,
      module,
      file,
      path.dirname(file),
      importModule,
      resolveImport,
    );
  }

  /** Follows an import by a computed name, too, which nobody knows before the module runs. */
  #note(importer: string, source: string): void {
    const isKnown = this.graph.has(source);
    const outdated = isKnown ? [] : this.graph.add(source);
    if (outdated.length > 0) this.drop(this.graph.importersOf(outdated));
    this.graph.note(importer, source);
    if (!isKnown) this.onGrowth();
  }

  /** `require()` in a fresh module. */
  #require(specifier: string, { file, module }: FreshModule): unknown {
    const source = resolveSource(specifier, file);
    if (source === undefined) return createRequire(file)(specifier);
    this.#note(file, source);
    if (!this.#changed.has(source)) {
      const loaded = loadModule(source);
      noteChild(module, require.cache[source]);
      if (!(loaded instanceof Promise)) return loaded.namespace;
      throw new Error(`require() cannot load ${source}: it uses top-level await. Import it with import().`);
    }
    const fresh = this.#start(source, false);
    noteChild(module, fresh.module);
    return fresh.module.exports;
  }

  /** `import` and `import()` in a fresh module. */
  async #import(specifier: string, importer: FreshModule): Promise<unknown> {
    const source = resolveSource(specifier, importer.file);
    if (source === undefined) return this.#importPackage(specifier, importer);
    this.#note(importer.file, source);
    if (!this.#changed.has(source)) return toNamespace((await loadModule(source)).namespace, importer.file, source);
    const fresh = this.#start(source, true);
    if (fresh.running && !waitsFor(fresh, importer)) {
      importer.waitingFor = fresh;
      await fresh.running.finally(() => delete importer.waitingFor);
    }
    return toNamespace(fresh.module.exports, importer.file, source);
  }

  async #importPackage(specifier: string, { file, isModule }: FreshModule): Promise<unknown> {
    if (!isModule) {
      try {
        return toNamespace(createRequire(file)(specifier), file);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (!onlyImported.includes(code)) throw error;
      }
    }
    let nativeImport = this.#nativeImports.get(file);
    if (!nativeImport) this.#nativeImports.set(file, (nativeImport = createNativeImport(file)));
    return nativeImport(specifier);
  }
}
