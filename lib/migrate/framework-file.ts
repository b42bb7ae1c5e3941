import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ts } from 'ts-morph';
import type { PathAliases } from './framework-aliases';
import { answerModule, ownTypes } from './framework-modules';
import type { FrameworkProject } from './framework-project';
import { findUses, type Level } from './framework-uses';
import { findModuleReferences, isUnknownImport, type ModuleReference } from './module-references';
import { resolveRelative, type Syntax } from './sources';
import type { TextEdit } from './text-edits';

/** What somebody should know about a file. */
export interface Finding {
  readonly level: Level;
  /** Below the folder of endpoints; what lies outside it, below the project's root. */
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** A file that was read for copying. */
export interface CheckedFile {
  readonly text: string;
  readonly findings: readonly Finding[];
  readonly edits: readonly TextEdit[];
  /** Files of the same folder that it imports. */
  readonly carried: readonly string[];
  /** Absolute paths of the other files that it imports; they stay where they are. */
  readonly outside: readonly string[];
}

/** Where files go: what an import must lead to from the new place. */
export interface CopyTarget {
  readonly project: FrameworkProject;
  readonly aliases: PathAliases;
  readonly out: string;
}

/** Reads a file and finds what differs here, without changing anything. */
export function checkFile(syntax: Syntax, target: CopyTarget, below: string): CheckedFile {
  return new FileCheck(syntax, target, below).result;
}

class FileCheck {
  readonly result: CheckedFile;
  readonly #file: ts.SourceFile;
  readonly #findings: Finding[] = [];
  readonly #edits: TextEdit[] = [];
  readonly #carried = new Set<string>();
  readonly #outside = new Set<string>();

  constructor(
    private readonly syntax: Syntax,
    private readonly target: CopyTarget,
    private readonly below: string,
  ) {
    const absolute = path.join(target.project.pages, below);
    const text = readFileSync(absolute, 'utf8');
    this.#file = syntax.createSourceFile(absolute, text, syntax.ScriptTarget.Latest, true);
    for (const reference of findModuleReferences(syntax, this.#file)) this.#checkReference(reference);
    const visit = (node: ts.Node): void => {
      if (isUnknownImport(syntax, node)) this.#add('hand', node, 'loads a module whose name is known at run time only');
      syntax.forEachChild(node, visit);
    };
    visit(this.#file);
    for (const { level, node, text } of findUses(syntax, this.#file, target.project.framework)) {
      this.#add(level, node, text);
    }
    const findings = this.#findings.sort((a, b) => a.line - b.line);
    this.result = { text, findings, edits: this.#edits, carried: [...this.#carried], outside: [...this.#outside] };
  }

  #add(level: Level, node: ts.Node, text: string): void {
    const { line } = this.#file.getLineAndCharacterOfPosition(node.getStart());
    this.#findings.push({ level, file: this.below, line: line + 1, text });
  }

  #checkReference(reference: ModuleReference): void {
    const { specifier, literal } = reference;
    const { framework } = this.target.project;
    if (specifier.includes('?')) return this.#add('hand', literal, `imports '${specifier}', which a bundler resolves`);
    if (specifier.startsWith('.')) {
      return this.#lead(literal, specifier, resolveRelative(this.#file.fileName, specifier));
    }
    const answer = answerModule(framework, specifier);
    if (answer?.kind === 'hand') return this.#add('hand', literal, `imports '${specifier}': ${answer.advice}`);
    if (answer) return this.#replaceTypes(reference);
    const alias = this.target.aliases.resolve(specifier);
    if (alias) this.#lead(literal, specifier, alias.file);
  }

  /** Points an import at the same file from the new place. */
  #lead(literal: ts.Node, specifier: string, file: string | undefined): void {
    if (file === undefined) return this.#add('hand', literal, `imports '${specifier}', which leads to no file`);
    if (!/\.[cm]?[jt]sx?$|\.json$/.test(file)) {
      return this.#add('hand', literal, `imports '${specifier}', which a bundler turns into a module`);
    }
    const { project, out } = this.target;
    const below = path.relative(project.pages, file);
    const isInside = !below.startsWith('..') && !path.isAbsolute(below);
    const inside = below.split(path.sep).join('/');
    if (isInside) this.#carried.add(inside);
    else this.#outside.add(file);
    const from = path.join(out, path.dirname(this.below));
    const next = toSpecifier(from, isInside ? path.join(out, below) : file, specifier);
    if (next !== specifier) this.#replace(literal, next);
  }

  /** Types of the framework are exported here under the same names, so that the compiler finds them. */
  #replaceTypes({ specifier, literal, names, declaration, isTypeOnly }: ModuleReference): void {
    const own = ownTypes[this.target.project.framework];
    const foreign = names?.find(({ name, propertyName }) => !Object.hasOwn(own, (propertyName ?? name).text));
    if (!names || foreign) {
      const what = foreign ? `'${(foreign.propertyName ?? foreign.name).text}' of '${specifier}'` : `'${specifier}'`;
      return this.#add('hand', literal, `imports ${what}, which is not here`);
    }
    for (const { name, propertyName } of names) {
      const wanted = own[(propertyName ?? name).text]!;
      if (wanted !== (propertyName ?? name).text)
        this.#replace(propertyName ?? name, propertyName ? wanted : `${wanted} as ${name.text}`);
    }
    // Node strips types and leaves imports of values: a type must be marked.
    const isMarked = isTypeOnly || names.every((name) => name.isTypeOnly) || !/\.[cm]?tsx?$/.test(this.below);
    if (declaration && !isMarked) this.#insert(declaration.getStart() + 'import'.length, ' type', names);
    this.#replace(literal, 'express-pages-api');
  }

  #insert(start: number, text: string, names: readonly ts.ImportSpecifier[]): void {
    if (names.some(({ isTypeOnly }) => isTypeOnly)) return;
    this.#edits.push({ start, end: start, text });
  }

  #replace(node: ts.Node, text: string): void {
    const isText = this.syntax.isStringLiteralLike(node);
    const start = node.getStart() + (isText ? 1 : 0);
    this.#edits.push({ start, end: node.end - (isText ? 1 : 0), text });
  }
}

/** A relative specifier with the extension, or the lack of one, that the old one had. */
function toSpecifier(from: string, file: string, old: string): string {
  let relative = path.relative(from, file).split(path.sep).join('/');
  if (!relative.startsWith('.')) relative = `./${relative}`;
  const written = path.posix.extname(old);
  if (/^\.([cm]?[jt]sx?|json)$/.test(written)) return relative.replace(/\.[^./]+$/, written);
  const bare = relative.replace(/\.[cm]?[jt]sx?$/, '');
  return /(^|\/)index$/.test(old) || !/\/index$/.test(bare) ? bare : bare.replace(/\/index$/, '');
}
