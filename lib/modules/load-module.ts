import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { createJiti } from 'jiti';
import { ModuleShapeError } from './module-shape-error';
import { packageTypeOf } from './resolve-source';
import { hasModuleSyntax } from './scan-imports';
import { isStripping } from './source-kind';

/** Loads a module some other way than Node would, such as `(file) => import(file)` under Vitest. */
export type ImportModule = (file: string) => unknown;

type Jiti = ReturnType<typeof createJiti>;

export type Namespace = Readonly<Record<string, unknown>>;

/** A module, or the promise of one when it can only be loaded asynchronously. */
export type LoadedModule = { readonly namespace: Namespace } | Promise<{ readonly namespace: Namespace }>;

const typeScript = /\.[cm]?tsx?$/;

/**
 * Loads a route file, at once where the module system allows it. TypeScript goes to whatever
 * already loads it in this process (tsx, ts-node, Jest, Node's own type stripping), otherwise to jiti.
 *
 * @throws whatever the file throws.
 */
export function loadModule(file: string, importModule?: ImportModule): LoadedModule {
  if (importModule) return wrap(importModule(file));
  if (typeScript.test(file) && !isTypeScriptLoaded(file)) return loadWithJiti(file);
  try {
    return { namespace: require(file) as Namespace };
  } catch (error) {
    if (isUnsupportedTypeScript(error, file)) return loadWithJiti(file);
    if (!needsImport(error)) throw error;
    return importFile(file);
  }
}

function wrap(result: unknown): LoadedModule {
  if (result instanceof Promise) return result.then((namespace: Namespace) => ({ namespace }));
  return { namespace: result as Namespace };
}

async function importFile(file: string): Promise<{ namespace: Namespace }> {
  try {
    return { namespace: (await import(pathToFileURL(file).href)) as Namespace };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG') throw error;
    throw new ModuleShapeError(
      'Jest cannot load this file: it is an ES module, and Jest runs CommonJS.',
      'Let a transform such as ts-jest or babel-jest compile it, run Jest with NODE_OPTIONS=--experimental-vm-modules, or name the file .cjs or .cts.',
    );
  }
}

/** A `require` without `.js` is not Node's but a test runner's, which transforms files itself. */
export function isForeignRequire(): boolean {
  return require.extensions?.['.js'] === undefined;
}

function isTypeScriptLoaded(file: string): boolean {
  const extension = path.extname(file);
  if (isForeignRequire() || require.extensions[extension] !== undefined) return true;
  return isStripping() && !extension.endsWith('x') && !isModuleSyntaxInCommonJs(file, extension);
}

/** `import` and `export` in a package of type "commonjs": compilers take them, Node refuses them and warns. */
function isModuleSyntaxInCommonJs(file: string, extension: string): boolean {
  if (extension === '.mts') return false;
  const isCommonJs = extension === '.cts' || packageTypeOf(file) === 'commonjs';
  return isCommonJs && hasModuleSyntax(readFileSync(file, 'utf8'));
}

/** Node strips types but compiles nothing, and knows no imports without an extension. */
function isUnsupportedTypeScript(error: unknown, file: string): boolean {
  if (!typeScript.test(file) || isForeignRequire()) return false;
  const { code, message } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX' || code === 'ERR_UNKNOWN_FILE_EXTENSION') return true;
  return (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') && /'[./]/.test(message ?? '');
}

/** Codes of `require()` that mean "only `import()` can load this"; compilers say it in words. */
function needsImport(error: unknown): boolean {
  const { code, message } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === 'ERR_REQUIRE_ESM' || code === 'ERR_REQUIRE_ASYNC_MODULE') return true;
  return /top-level await/i.test(message ?? '');
}

let jiti: Jiti | undefined;

function loadWithJiti(file: string): LoadedModule {
  jiti ??= createLoader();
  try {
    return { namespace: withoutInterop(jiti(file) as Namespace) };
  } catch (error) {
    if (!/await/.test(String(error))) throw error;
    return jiti.import<Namespace>(file).then((namespace) => ({ namespace: withoutInterop(namespace) }));
  }
}

/** What the file exports and no more: jiti mixes the members of a default export in, and invents one where there is none. */
function withoutInterop(namespace: Namespace): Namespace {
  if (typeof namespace !== 'object') return namespace;
  return Object.fromEntries(Object.keys(namespace).map((name) => [name, namespace[name]]));
}

function createLoader(): Jiti {
  // Loaded on demand: most processes have a TypeScript loader, or no TypeScript.
  const { createJiti } = require('jiti') as typeof import('jiti');
  // Without it, `import express from 'express'` gives undefined: the default of CommonJS is its `module.exports`.
  return createJiti(__filename, { interopDefault: true });
}
