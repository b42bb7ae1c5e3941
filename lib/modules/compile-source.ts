import { createRequire } from 'node:module';
import nodeModule from 'node:module';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import type { createJiti } from 'jiti';

/** Runs a module once more: in its own scope, with what it reaches other modules by. */
export type RunModule = (
  exports: unknown,
  require: NodeJS.Require,
  module: NodeJS.Module,
  filename: string,
  dirname: string,
  importModule: (specifier: string) => unknown,
  resolveImport: (specifier: string) => string,
) => unknown;

/** How jiti reports what it cannot parse: as code that does nothing else. */
const errorMark = 'exports.__JITI_ERROR__ = ';

interface ParseFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Babel notes every node it has seen in tables that never shrink: 16 MB between two collections. */
const forgetSeen = ({ traverse }: { readonly traverse: { readonly cache: { clear(): void } } }) => ({
  post: () => traverse.cache.clear(),
});
const typeScript = /\.[cm]?tsx?$/;
const jitiOptions = { fsCache: false, transformOptions: { babel: { plugins: [forgetSeen] } } };

/** Lengths of the last texts that were compiled. */
const lengths = new Set<number>();
const maxLengths = 1000;

/**
 * What stands before the first line of a file where it runs, in columns, by the name that a stack has for
 * it: `eval` knows no offset. Undefined where the line itself was written anew.
 */
const firstColumns = new Map<string, number | undefined>();

let jiti: ReturnType<typeof createJiti> | undefined;

/**
 * Turns an ES module or TypeScript into a function body, line by line: `import` becomes
 * `await jitiImport()`, or `require()` where it must not wait.
 *
 * @throws SyntaxError that says where.
 */
export function transformSource(source: string, file: string, isAsync: boolean): string {
  // Loaded on demand: whoever writes CommonJS only never needs it.
  jiti ??= (require('jiti') as typeof import('jiti')).createJiti(__filename, jitiOptions);
  const ts = typeScript.test(file);
  const jsx = /\.[jt]sx$/.test(file);
  const code = jiti.transform({ source, filename: file, ts, jsx, async: isAsync, retainLines: true });
  if (!code.startsWith(errorMark)) return code;
  const { line, column, message } = JSON.parse(code.slice(errorMark.length)) as ParseFault;
  throw createSyntaxError(message.trim(), `${file}:${line}:${column}`);
}

/** Compiles an ES module or TypeScript. */
export function compileTransformed(source: string, file: string, isAsync: boolean): RunModule {
  const run = compileBody(transformSource(source, file, isAsync), file, isAsync);
  firstColumns.set(nameSource(file), undefined);
  return run;
}

/**
 * Compiles a function body. `eval`, because V8 keeps what `vm.Script` and Node's own loader compile in a
 * cache that only memory pressure empties, 50 KB for each reload of a 20 KB file. What `eval` compiles
 * is kept too when its text was seen before.
 *
 * @throws SyntaxError that says where.
 */
export function compileBody(code: string, file: string, isAsync: boolean): RunModule {
  const head = `(${isAsync ? 'async ' : ''}function (exports, require, module, __filename, __dirname, jitiImport, jitiESMResolve) {`;
  const body = code.startsWith('#!') ? `//${code}` : code;
  const indirectEval = eval;
  try {
    const text = `${head}${body}\n})\n//# sourceURL=${nameSource(file)}`;
    const run = indirectEval(text + padToNewLength(text.length)) as RunModule;
    firstColumns.set(nameSource(file), typeScript.test(file) ? undefined : head.length);
    return run;
  } catch (error) {
    throw findFault(`${head}${body}\n})`, file, head.length) ?? error;
  }
}

// Accepted: `/a/b.js:1:3`, `file:///a.mjs:1:3`, `C:\\a.js:1:3`; refused: `/a/b.js:2:3`, `a.js:1:3`.
const firstLinePlace = /((?:file:|[A-Z]:[\\/]|\/)[^\s()]*):1:(\d+)\b/g;

/** A stack with the columns that first lines have in their files, or none where nobody knows. */
export function correctColumns(stack: string): string {
  return stack.replaceAll(firstLinePlace, (place, name: string, column: string) => {
    if (!firstColumns.has(name)) return place;
    const before = firstColumns.get(name);
    if (before === undefined) return `${name}:1`;
    // Node's own version of the file may be at fault yet.
    return Number(column) > before ? `${name}:1:${Number(column) - before}` : place;
  });
}

/** Line ends that give a text a length of its own: V8 tells texts over 16,383 characters apart by nothing else. */
function padToNewLength(length: number): string {
  let padded = length;
  while (lengths.has(padded)) padded++;
  lengths.add(padded);
  const [oldest] = lengths;
  if (lengths.size > maxLengths) lengths.delete(oldest!);
  return '\n'.repeat(padded - length);
}

/** A name with spaces is ignored. */
function nameSource(file: string): string {
  return /[\s'"]/.test(file) ? pathToFileURL(file).href : file;
}

/** The same error again, from a compiler that says where. */
function findFault(text: string, filename: string, headLength: number): unknown {
  try {
    new vm.Script(text, { filename, columnOffset: -headLength });
    return undefined;
  } catch (error) {
    return error;
  }
}

function createSyntaxError(message: string, place: string): SyntaxError {
  const error = new SyntaxError(message);
  error.stack = `${place}\n${error.stack}`;
  return error;
}

/** `import()` as the file itself would call it: by its packages and its conditions. */
export function createNativeImport(file: string): (specifier: string) => Promise<object> {
  const module = new nodeModule(file) as NodeJS.Module & { _compile(code: string, file: string): void };
  module.filename = file;
  module._compile('module.exports = (specifier) => import(specifier);', file);
  return module.exports as (specifier: string) => Promise<object>;
}

/** `require` as a file has it, with another way to get a module. */
export function createModuleRequire(file: string, load: (specifier: string) => unknown): NodeJS.Require {
  const { resolve, cache, main, extensions } = createRequire(file);
  return Object.assign(load as (specifier: string) => any, { resolve, cache, main, extensions });
}
