import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const extensions = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', '.tsx', '.jsx', '.json'];
const isSourceName = /\.(?:[cm]?[jt]s|[jt]sx|json)$/;
/** This package: it is never part of the app, even where the app lies in its repository. */
const ownFolder = path.dirname(__dirname) + path.sep;

/**
 * The file of the app that an import means, links followed. Undefined for what is never reloaded
 * (packages, linked ones too, and Node's own modules) and for what does not exist.
 */
export function resolveSource(specifier: string, importer: string): string | undefined {
  const base = toPath(specifier, importer);
  const found = base === undefined ? resolveAlias(specifier, importer) : findFile(base);
  if (found === undefined) return undefined;
  const file = realpathSync(found);
  return isSource(file) ? file : undefined;
}

/** The absolute path that a specifier spells out; undefined when it is a name. */
export function toPath(specifier: string, importer: string): string | undefined {
  if (/^\.{0,2}\//.test(specifier) || /^\.{1,2}$/.test(specifier))
    return path.resolve(path.dirname(importer), specifier);
  return specifier.startsWith('file:') ? fileURLToPath(specifier) : undefined;
}

/** Where a link leads; the file itself when it is none, or leads nowhere. */
export function realPathOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/** Whether a file is code of the app, which is read from disk again when it changes. */
export function isSource(file: string): boolean {
  const isPackage = file.includes(`${path.sep}node_modules${path.sep}`);
  return isSourceName.test(file) && !isPackage && !file.startsWith(ownFolder);
}

/** Whether there is a file by now that an import of this path would find. */
export function isFound(base: string): boolean {
  return findFile(base) !== undefined;
}

/** TypeScript writes `./a.js` for `a.ts`; ES modules may carry a query, and escapes. */
function findFile(base: string): string | undefined {
  const plain = base.replace(/[?#].*$/, '');
  const names = [...new Set([base, plain, decode(plain)])];
  return names.flatMap(spellings).find(isFile);
}

function spellings(name: string): string[] {
  const asTypeScript = /\.[cm]?js$/.test(name) ? [name.replace(/js$/, 'ts')] : [];
  const asTsx = /\.jsx?$/.test(name) ? [name.replace(/\.jsx?$/, '.tsx')] : [];
  const extended = [name, path.join(name, 'index')].flatMap((stem) => extensions.map((ending) => stem + ending));
  return [name, ...asTypeScript, ...asTsx, ...extended];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isFile(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isFile() === true;
}

/** `#db`, the app's own name, and the `paths` of a tsconfig where a loader knows them. */
function resolveAlias(specifier: string, importer: string): string | undefined {
  if (isBuiltin(specifier) || /^\w[\w+.-]+:/.test(specifier) || isInstalled(specifier, importer)) return undefined;
  try {
    const found = createRequire(importer).resolve(specifier);
    return path.isAbsolute(found) && isFile(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

function isInstalled(specifier: string, importer: string): boolean {
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
  return foldersAbove(importer).some((folder) => existsSync(path.join(folder, 'node_modules', name)));
}

/** `type` of the package.json that a file belongs to. */
export function packageTypeOf(file: string): string | undefined {
  for (const folder of foldersAbove(file)) {
    try {
      return (JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { type?: string }).type;
    } catch {
      // None here, or none that can be read: the next one up.
    }
  }
  return undefined;
}

/** From the folder of a file up to the root. */
function foldersAbove(file: string): string[] {
  const folder = path.dirname(file);
  return folder === file ? [] : [folder, ...foldersAbove(folder)];
}
