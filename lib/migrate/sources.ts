import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Project, ts } from 'ts-morph';
import type { Place } from './recorded-app';

export type Syntax = typeof ts;

/** ts-morph, loaded when somebody migrates and not before. */
export interface Compiler {
  readonly ts: Syntax;
  readonly Project: typeof Project;
}

/** @throws Error with the line that installs it. */
export function loadCompiler(): Compiler {
  try {
    return require('ts-morph') as Compiler;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw cause;
    throw new Error(
      'Migrating needs ts-morph, which is not installed. Install it:\n\n  npm install --save-dev ts-morph\n',
      {
        cause,
      },
    );
  }
}

const sourceExtensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.jsx'];

/** The source files of an app as syntax trees. Files are read once; nothing is written. */
export class Sources {
  readonly ts: Syntax;
  readonly #project: Project;
  readonly #files = new Map<string, ts.SourceFile | undefined>();

  constructor({ ts, Project }: Compiler, files: Iterable<string>) {
    this.ts = ts;
    this.#project = new Project({
      // Names are looked up within a file; what lies behind an import is not asked for.
      compilerOptions: { allowJs: true, noLib: true, noResolve: true, types: [], target: ts.ScriptTarget.ESNext },
      skipAddingFilesFromTsConfig: true,
      skipFileDependencyResolution: true,
      skipLoadingLibFiles: true,
    });
    // All at once: each file that comes later makes the checker start again.
    for (const file of files) this.#add(file);
  }

  #add(file: string): void {
    if (!isSource(file) || !existsSync(file)) return;
    this.#project.createSourceFile(file, readFileSync(file, 'utf8'), { overwrite: true });
  }

  open(file: string): ts.SourceFile | undefined {
    if (!this.#files.has(file)) {
      if (!this.#project.getSourceFile(file)) this.#add(file);
      this.#files.set(file, this.#project.getSourceFile(file)?.compilerNode);
    }
    return this.#files.get(file);
  }

  /** Where a name is declared, when it is declared in this file. */
  declarationOf(name: ts.Identifier): ts.Declaration | undefined {
    const checker = this.#project.getTypeChecker().compilerObject;
    const symbol = this.ts.isShorthandPropertyAssignment(name.parent)
      ? checker.getShorthandAssignmentValueSymbol(name.parent)
      : this.ts.isExportSpecifier(name.parent)
        ? checker.getExportSpecifierLocalTargetSymbol(name.parent)
        : checker.getSymbolAtLocation(name);
    return symbol?.declarations?.find((declaration) => declaration.getSourceFile() === name.getSourceFile());
  }

  /** The call whose name, or whose first character, stands at a place. */
  callAt(place: Place): ts.CallExpression | undefined {
    const node = this.nodeAt(place);
    const position = node && positionOf(node.getSourceFile(), place);
    return ancestors(node).find(
      (current): current is ts.CallExpression =>
        this.ts.isCallExpression(current) &&
        position !== undefined &&
        calledAt(this.ts, current) <= position &&
        // V8 points to the parenthesis where the name is a keyword, as in `.delete(`.
        position < current.arguments.pos,
    );
  }

  /** The innermost node at a place. */
  nodeAt(place: Place): ts.Node | undefined {
    const file = this.open(place.file);
    const position = file && positionOf(file, place);
    return position === undefined ? undefined : nodeAt(this.ts, file!, position);
  }

  /** The innermost function around a place: V8 and compilers differ in which token they point to. */
  functionAt(place: Place): ts.FunctionLikeDeclaration | undefined {
    return ancestors(this.nodeAt(place)).find(
      (node): node is ts.FunctionLikeDeclaration =>
        this.ts.isFunctionLike(node) && 'body' in node && node.body !== undefined,
    );
  }
}

export function isSource(file: string): boolean {
  return sourceExtensions.includes(path.extname(file)) && !/\.d\.[cm]?ts$/.test(file);
}

/** The name of a call's method, or the start of the function that is called. */
function calledAt(syntax: Syntax, { expression }: ts.CallExpression): number {
  return syntax.isPropertyAccessExpression(expression) ? expression.name.getStart() : expression.getStart();
}

function positionOf(file: ts.SourceFile, { line, column }: Place): number | undefined {
  const starts = file.getLineStarts();
  const start = starts[line - 1];
  return start === undefined ? undefined : Math.min(start + column - 1, file.end);
}

export function placeOf(node: ts.Node): Place {
  const file = node.getSourceFile();
  const { line, character } = file.getLineAndCharacterOfPosition(node.getStart());
  return { file: file.fileName, line: line + 1, column: character + 1 };
}

function nodeAt(syntax: Syntax, file: ts.SourceFile, position: number): ts.Node {
  let found: ts.Node = file;
  for (;;) {
    const inner: ts.Node | undefined = syntax.forEachChild(found, (child) =>
      child.pos <= position && position < child.end && child.getStart() <= position ? child : undefined,
    );
    if (!inner) return found;
    found = inner;
  }
}

export function ancestors(node: ts.Node | undefined): ts.Node[] {
  const list: ts.Node[] = [];
  for (let current = node; current; current = current.parent) list.push(current);
  return list;
}

/** The file that a relative specifier leads to. */
export function resolveRelative(from: string, specifier: string): string | undefined {
  const target = path.resolve(path.dirname(from), specifier);
  const swapped = /\.[cm]?js$/.test(target) ? [target.replace(/\.([cm]?)js$/, '.$1ts')] : [];
  const candidates = [
    target,
    ...swapped,
    ...sourceExtensions.map((extension) => target + extension),
    `${target}.json`,
    ...sourceExtensions.map((extension) => path.join(target, `index${extension}`)),
  ];
  return candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
}
