import { setTimeout as wait } from 'node:timers/promises';
import type { FollowRoutes } from '../create-middleware';
import type { ServedRoute } from '../handlers/served-route';
import { discover, joinRoutes, type LoadedRoutes, loadRoutes, locate } from '../load-routes';
import { ImportGraph } from '../modules/import-graph';
import { loadModules } from '../modules/load-modules';
import { ModuleStore } from '../modules/module-store';
import { type FileWatcher, watchFiles } from '../modules/watch-files';
import type { ResolvedOptions } from '../options';
import { prerenderRoutes } from '../prerender';
import { LiveTable } from './live-table';
import { createProblemReport, type ProblemReport } from './problem-report';
import { WatchedFiles, type WatchedFile } from './watched-files';

/** How long files that load at once wait for one that does not. */
const patienceMs = 150;
const warmUpMs = 200;
const warmUpFiles = 3;

export interface Reload {
  /** Files that changed, as absolute paths; those that import them are not among them. */
  readonly files: readonly string[];
  /** Whether something that was loaded anew is at fault, so that what loaded last is kept for it. */
  readonly isBroken: boolean;
  readonly milliseconds: number;
}

export interface WatchOptions {
  /** Starts with files that cannot be loaded: their URLs answer with what is wrong. */
  readonly servesProblems?: boolean;
  /** Told when a new table answers. */
  readonly onReload?: (reload: Reload) => void;
}

/** Routes that follow their files. */
export interface WatchedRoutes {
  readonly boot: readonly ServedRoute[] | Promise<readonly ServedRoute[]>;
  /** Watches from now on, and hands over each new table as a whole. */
  readonly follow: FollowRoutes;
  /** What is wrong with files in their latest versions; undefined when nothing is. */
  readonly readProblem: () => string | undefined;
}

/**
 * Loads a directory and follows its changes: what has changed, and what imports it, is loaded
 * again; what cannot be loaded keeps its last good version.
 *
 * @throws RouteError that lists every file that cannot be served, unless problems are served.
 */
export function watchRoutes(settings: ResolvedOptions, options: WatchOptions = {}): WatchedRoutes {
  const reloader = new Reloader(settings, options);
  return {
    boot: reloader.boot(),
    follow: (replace) => reloader.follow(replace),
    readProblem: () => reloader.report.text,
  };
}

class Reloader {
  readonly #settings: ResolvedOptions;
  readonly #options: WatchOptions;
  readonly #files: WatchedFiles;
  readonly #table: LiveTable;
  readonly #graph = new ImportGraph();
  readonly #store = new ModuleStore(this.#graph, () => this.#watch());
  #watcher: FileWatcher | undefined;
  #replace: ((routes: readonly ServedRoute[]) => void) | undefined;
  #isClosed = false;
  readonly report: ProblemReport;

  constructor(settings: ResolvedOptions, options: WatchOptions) {
    this.#settings = settings;
    this.#options = options;
    this.#files = new WatchedFiles(settings);
    this.#table = new LiveTable(this.#files, settings, options.servesProblems === true);
    this.report = createProblemReport(settings);
  }

  boot(): WatchedRoutes['boot'] {
    const { servesProblems } = this.#options;
    if (!servesProblems) {
      // Before anything is loaded, so that no change can slip in between.
      this.#files.readNames();
      this.#follow();
      const loaded = loadRoutes(this.#settings);
      return loaded instanceof Promise ? loaded.then((late) => this.#adopt(late)) : this.#adopt(loaded);
    }
    return this.#start();
  }

  follow(replace: (routes: readonly ServedRoute[]) => void): () => void {
    const { logger, directory } = this.#settings;
    this.#replace = replace;
    this.#watcher = watchFiles(directory, {
      onChange: (isStructural) => this.#reload(isStructural),
      onError: (error) =>
        logger.error(
          `Some changes below ${directory} will not be seen: ${error.message}\nRaise the limit of the system (on Linux fs.inotify.max_user_watches), or set CHOKIDAR_USEPOLLING=1.`,
        ),
    });
    // Again, as CommonJS tells only now what it has required by computed names.
    this.#follow();
    setTimeout(() => this.#warmUp(), warmUpMs).unref();
    return () => {
      this.#isClosed = true;
      this.#watcher?.close();
      this.report.stop();
    };
  }

  /** A compiler is slow at first: not when somebody waits for his change. */
  #warmUp(): void {
    try {
      for (const { source } of this.#files.all.slice(0, warmUpFiles)) if (!this.#isClosed) this.#store.warmUp(source);
    } catch {
      // A file that is broken, or gone, is reported by whoever loads it.
    }
  }

  #adopt(loaded: LoadedRoutes): WatchedRoutes['boot'] {
    const take = (served: readonly ServedRoute[]): readonly ServedRoute[] => {
      this.#files.adopt(loaded, served);
      return served;
    };
    const served = prerenderRoutes(joinRoutes(loaded, this.#settings), this.#settings);
    return served instanceof Promise ? served.then(take) : take(served);
  }

  /** Loads everything as if it had just come. */
  async #start(): Promise<readonly ServedRoute[]> {
    discover(this.#settings);
    this.#files.readNames();
    this.#follow();
    await Promise.all(this.#loadStale(new Set()));
    await this.#table.join();
    this.#showProblems();
    return this.#table.routes;
  }

  /** Runs without a pause up to what has to be waited for; a later one does not wait for it. */
  #reload(isStructural: boolean): void {
    if (this.#isClosed) return;
    const start = performance.now();
    const changed = this.#graph.takeChanged();
    const haveNamesChanged = isStructural && this.#files.readNames();
    const stale = this.#dropImportersOf(changed);
    this.#store.dropFailed();
    // What somebody imports again may have changed meanwhile.
    const outdated = this.#follow();
    if (outdated.length > 0) for (const file of this.#dropImportersOf(outdated)) stale.add(file);
    if (stale.size === 0 && !haveNamesChanged) return this.#showProblems();
    const added = this.#files.all.filter(({ turn }) => turn === 0).map(({ source }) => source);
    const files = [...new Set([...changed, ...added])];
    const loads = this.#loadStale(stale);
    const publish = async (): Promise<void> => {
      const isJoined = await this.#table.join();
      if (this.#isClosed) return;
      this.#follow();
      this.#replace?.(this.#table.routes);
      this.#showProblems();
      const isLoaded = !this.#files.all.some(
        (file) =>
          (file.problem ?? this.#files.conflictOf(file)) && (stale.has(file.source) || files.includes(file.source)),
      );
      this.#options.onReload?.({ files, isBroken: !isLoaded || !isJoined, milliseconds: performance.now() - start });
    };
    this.#publishTwice(loads, publish).catch((error: unknown) => this.#settings.logger.error(error));
  }

  /** What waits for long at its top level does not keep the other files. */
  async #publishTwice(loads: readonly Promise<void>[], publish: () => Promise<void>): Promise<void> {
    const all = Promise.all(loads).then(() => true);
    const areLoaded = loads.length === 0 || (await Promise.race([all, wait(patienceMs, false, { ref: false })]));
    await publish();
    if (areLoaded) return;
    await all;
    await publish();
  }

  #dropImportersOf(files: readonly string[]): Set<string> {
    const stale = this.#graph.importersOf(files);
    this.#store.drop(stale);
    return stale;
  }

  /** What every file imports now, and where that lies; gives back what may be loaded in another version. */
  #follow(): string[] {
    const sources = this.#files.all.map(({ source }) => source);
    const outdated = sources.flatMap((source) => this.#graph.add(source));
    this.#graph.keepOnly(sources);
    this.#watch();
    return outdated;
  }

  #watch(): void {
    this.#watcher?.follow(this.#graph.files);
  }

  #loadStale(stale: ReadonlySet<string>): Promise<void>[] {
    const files = this.#files.all.filter((file) =>
      file.turn === 0 ? !this.#files.conflictOf(file) : stale.has(file.source),
    );
    return files.flatMap((file) => this.#load(file) ?? []);
  }

  #load(watched: WatchedFile): Promise<void> | undefined {
    const { file, path: label, read } = watched;
    const turn = ++watched.turn;
    let value: unknown;
    const request = { file, label, read: (namespace: Parameters<typeof read>[0]) => void (value = read(namespace)) };
    const load = (name: string): unknown => this.#store.load(name);
    const { problems, pending } = loadModules([request], this.#settings.loadTimeoutMs, load);
    const settle = ([problem]: typeof problems): void => {
      if (watched.turn !== turn) return;
      watched.problem = problem;
      if (!problem) watched.good = value;
    };
    const [late] = pending;
    if (!late) return void settle(problems);
    return late.then((found) => {
      if (found.length > 0 && watched.turn === turn) this.#store.giveUp(file);
      settle(found);
    });
  }

  #showProblems(): void {
    const { all, routes, problems } = this.#files;
    const loading = all.flatMap(({ problem }) => problem ?? []);
    const rendering = [...routes.values()].flatMap(({ renderProblem }) => renderProblem ?? []);
    const explained = [...problems, ...loading, ...rendering].map((problem) => this.#table.explain(problem));
    this.report.show(explained.map((problem) => locate(problem, this.#settings)));
  }
}
