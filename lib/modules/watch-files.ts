import { realpathSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';

export interface FileWatcher {
  /** Watches the folders of these files too, where they lie outside the directory. */
  follow(files: Iterable<string>): void;
  close(): void;
}

export interface FileListeners {
  /** Files have changed. @param isStructural Whether some came or went, perhaps. */
  readonly onChange: (isStructural: boolean) => void;
  /** Changes are not seen any more, or not all of them. */
  readonly onError: (error: Error) => void;
}

/** Long enough for an editor that empties a file and then writes it, and for `git checkout`. */
const quietMs = 25;
const longestWaitMs = 250;
/** When to look again after a folder was added: nothing says when its watcher has begun to see. */
const secondLooksMs = [50, 250, 1000];

/** Tells of changes below a directory, and beside files outside it; keeps no process alive. */
export function watchFiles(directory: string, { onChange, onError }: FileListeners): FileWatcher {
  // Loaded on demand: only development needs it.
  const { watch } = require('chokidar') as typeof import('chokidar');
  const root = realpathSync(directory);
  /** Those watched outside the directory, and those wanted there, which may not exist yet. */
  const folders = new Set<string>();
  let wanted = new Set<string>();
  const isIgnored = (name: string, stats?: Stats): boolean => {
    if (isBelow(name, root)) return /[\\/](?:node_modules|\.git)(?:[\\/]|$)/.test(name.slice(root.length));
    if (folders.has(name) || [...wanted].some((folder) => isBelow(folder, name))) return false;
    return !folders.has(path.dirname(name)) || stats?.isDirectory() === true;
  };
  const options = { ignoreInitial: true, persistent: false, followSymlinks: false, atomic: false, ignored: isIgnored };
  const watcher = watch(root, options);
  const signal = createSignal(onChange);
  // Its own events leave out what happens to a file within 100 ms of another event.
  watcher.on('raw', (event) => signal.raise(event !== 'change'));
  watcher.on('all', (event) => signal.raise(event !== 'change'));
  // What changed before it looked is found by whoever compares.
  watcher.on('ready', () => signal.raise(true));
  watcher.on('error', (error) => onError(error as Error));
  return {
    follow(files) {
      // The directory itself may go, and come back in the one above it.
      const watched = [root, ...files].map((file) => path.dirname(file));
      wanted = new Set(watched.filter((folder) => !isBelow(folder, root)));
      const existing = new Set([...wanted].map(nearestFolder));
      for (const folder of folders) {
        if (existing.has(folder)) continue;
        folders.delete(folder);
        watcher.unwatch(folder);
      }
      for (const folder of existing) {
        if (folders.has(folder)) continue;
        folders.add(folder);
        watcher.add(folder);
        for (const delay of secondLooksMs) setTimeout(() => signal.raise(true), delay).unref();
      }
    },
    close() {
      signal.stop();
      void watcher.close();
    },
  };
}

/** Many events, one call: after the last one, but not later than `longestWaitMs` after the first. */
function createSignal(onChange: FileListeners['onChange']): { raise(isStructural: boolean): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let deadline = 0;
  let isStructural = false;
  let isStopped = false;
  const fire = (): void => {
    timer = undefined;
    const hasMoved = isStructural;
    isStructural = false;
    onChange(hasMoved);
  };
  return {
    raise(hasMoved) {
      if (isStopped) return;
      isStructural ||= hasMoved;
      const now = performance.now();
      if (timer) clearTimeout(timer);
      else deadline = now + longestWaitMs;
      timer = setTimeout(fire, Math.min(quietMs, Math.max(deadline - now, 0))).unref();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

function isBelow(folder: string, root: string): boolean {
  return folder === root || folder.startsWith(root + path.sep);
}

/** A folder that is gone comes back in the one above it. */
function nearestFolder(folder: string): string {
  const parent = path.dirname(folder);
  const exists = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  return exists || parent === folder ? folder : nearestFolder(parent);
}
