import path from 'node:path';
import { packageTypeOf } from './resolve-source';
import { hasDynamicImport, hasModuleSyntax } from './scan-imports';

/**
 * How a file of the app is run again.
 * - `commonjs`: by the handler that `require()` has for its extension
 * - `script`: CommonJS with an `import()`, which is made to reach the latest version
 * - `module`: an ES module, or TypeScript that no loader of the process compiles
 */
export type SourceKind = 'json' | 'commonjs' | 'script' | 'module';

const typeScript = /\.[cm]?tsx?$/;

export function sourceKindOf(file: string, text: string): SourceKind {
  const extension = path.extname(file);
  if (extension === '.json') return 'json';
  if (typeScript.test(file)) return hasCompiler(extension) ? 'commonjs' : 'module';
  if (isModuleFormat(file, text) || extension === '.jsx') return 'module';
  return hasDynamicImport(text) ? 'script' : 'commonjs';
}

/** Whether packages are to be found by the conditions of `import`, or else by those of `require()`. */
export function isModuleFormat(file: string, text: string): boolean {
  const extension = path.extname(file);
  if (extension === '.mjs' || extension === '.mts') return true;
  if (extension === '.cjs' || extension === '.cts') return false;
  const type = packageTypeOf(file);
  if (type !== undefined) return type === 'module';
  // Node looks at the syntax where no package.json decides; compilers of TypeScript do not.
  return hasModuleSyntax(text) && (!typeScript.test(file) || isStripping());
}

/** Whether Node takes the types out of TypeScript itself. */
export function isStripping(): boolean {
  return Boolean((process.features as { typescript?: unknown }).typescript);
}

/** A `require` hook such as those of tsx and ts-node; Node's own, which strips types, has one of these names. */
function hasCompiler(extension: string): boolean {
  const handler = require.extensions[extension];
  return handler !== undefined && !/^load[CM]?TS$/.test(handler.name);
}
