import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** A file as it is and as it will be; undefined where there is none. */
export interface FileChange {
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What is under way, on disk: enough to put every file back. */
interface Journal {
  /** Names the run, for a guard that is late must not take back the run after its own. */
  readonly run: string;
  readonly files: readonly { readonly file: string; readonly existed: boolean }[];
  /** Folders that were made, outermost first. */
  readonly folders: readonly string[];
}

/** The change that makes a file have a text, whether it is there or not. */
export function changeTo(file: string, after: string): FileChange {
  return { file, before: existsSync(file) ? readFileSync(file, 'utf8') : undefined, after };
}

const folderName = '.pages-api-migrate';

/**
 * Writes all changes or none. Everything is written beside the sources first; then files are renamed
 * into place under a journal that says how to put them back. When this process dies on the way, a
 * second one does so.
 *
 * @param root Folder in which the journal is kept while writing.
 */
export function applyChanges(changes: readonly FileChange[], root: string): void {
  const folder = path.join(root, folderName);
  recoverChanges(root);
  mkdirSync(folder);
  // Before there is a journal: one that nobody watches would wait for the next run.
  const run = randomUUID();
  const release = startGuard(root, run);
  try {
    stageChanges(changes, root, run);
    changes.forEach(({ file, after }, i) => {
      if (after === undefined) return rmSync(file);
      mkdirSync(path.dirname(file), { recursive: true });
      renameSync(path.join(folder, `after-${i}`), file);
    });
    // From here on everything is new.
    rmSync(journalIn(root));
  } catch (error) {
    recoverChanges(root);
    throw error;
  } finally {
    release();
  }
  rmSync(folder, { recursive: true, force: true });
}

/** Copies what is and writes what will be into the journal's folder, and then the journal. */
function stageChanges(changes: readonly FileChange[], root: string, run: string): void {
  const folder = path.join(root, folderName);
  changes.forEach(({ file, before, after }, i) => {
    if (before !== undefined) copyFileSync(file, path.join(folder, `before-${i}`));
    if (after !== undefined) writeFileSync(path.join(folder, `after-${i}`), after);
    if (before !== undefined && after !== undefined) chmodSync(path.join(folder, `after-${i}`), statSync(file).mode);
  });
  const files = changes.map(({ file, before }) => ({ file, existed: before !== undefined }));
  writeWhole(journalIn(root), JSON.stringify({ run, files, folders: missingFolders(changes) } satisfies Journal));
}

/** Puts back what a run that died has left half-written; tells whether there was anything. */
export function recoverChanges(root: string): boolean {
  const folder = path.join(root, folderName);
  const journal = readJournal(root);
  journal?.files.forEach(({ file, existed }, i) => {
    if (!existed) return rmSync(file, { force: true });
    const backup = path.join(folder, `before-${i}`);
    copyFileSync(backup, `${backup}.copy`);
    chmodSync(`${backup}.copy`, statSync(backup).mode);
    renameSync(`${backup}.copy`, file);
  });
  for (const made of journal?.folders.toReversed() ?? []) removeEmpty(made);
  rmSync(folder, { recursive: true, force: true });
  return journal !== undefined;
}

/** Puts back what the given run has not finished. */
export function recoverRun(root: string, run: string): void {
  if (readJournal(root)?.run === run) recoverChanges(root);
}

function journalIn(root: string): string {
  return path.join(root, folderName, 'journal.json');
}

function readJournal(root: string): Journal | undefined {
  const file = journalIn(root);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Journal) : undefined;
}

/** A journal is there whole or not at all. */
function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

function missingFolders(changes: readonly FileChange[]): string[] {
  const missing = new Set<string>();
  for (const { file, after } of changes) {
    if (after === undefined) continue;
    for (let folder = path.dirname(file); !existsSync(folder); folder = path.dirname(folder)) missing.add(folder);
  }
  return [...missing].sort((a, b) => a.length - b.length);
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** A process that waits for this one to end, however it does, and puts back what it has not finished. */
function startGuard(root: string, run: string): () => void {
  const child = spawn(process.execPath, [path.join(__dirname, 'apply-guard.js'), root, run], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    windowsHide: true,
  });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.unref();
  (child.stdin as unknown as { unref?: () => void }).unref?.();
  return () => child.stdin.destroy();
}
