import { types } from 'node:util';

const typeScript = /\.[cm]?tsx?$/;

/**
 * What `import` gives for a module, whatever it is: the default of CommonJS is its
 * `module.exports`. Compiled code means `exports.default` by it, where TypeScript imports it.
 *
 * @param source The file of the module when it is one of the app's.
 */
export function toNamespace(exports: unknown, importer: string, source?: string): unknown {
  if (types.isModuleNamespaceObject(exports)) return exports;
  const isObject = (typeof exports === 'object' && exports !== null) || typeof exports === 'function';
  if (!isObject) return { default: exports };
  const isCompiled = '__esModule' in exports;
  if (isCompiled && (typeScript.test(importer) || (source !== undefined && !isCommonJs(source)))) return exports;
  // A view, not a copy: members that a cycle has not set yet, or that warn when they are read, stay as they are.
  return new Proxy(exports, {
    get: (target, name) => (name === 'default' ? exports : (Reflect.get(target, name) as unknown)),
    has: (target, name) => name === 'default' || Reflect.has(target, name),
  });
}

/** By the module that Node or a store has run for it. */
function isCommonJs(source: string): boolean {
  return require.cache[source] !== undefined && !typeScript.test(source);
}
