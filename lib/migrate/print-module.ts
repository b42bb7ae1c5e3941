import path from 'node:path';
import type { ts } from 'ts-morph';
import { type CodeStyle, indentOf, reindent, templateLines } from './code-style';
import type { FreeName } from './free-names';
import type { Homes, Source } from './homes';
import { type ImportNeed, printImports, relativeSpecifier } from './print-imports';
import type { Syntax } from './sources';
import { applyEdits, type TextEdit } from './text-edits';

/** A module that is written: takes code from others, and with it the imports that it needs. */
export class ModuleText {
  readonly #needs: ImportNeed[] = [];
  /** What a local name of this module stands for. */
  readonly #locals = new Map<string, string>();
  readonly #syntax: Syntax;

  constructor(
    readonly file: string,
    readonly kind: 'esm' | 'cjs',
    readonly style: CodeStyle,
    readonly homes: Homes,
    /** Names that stand for themselves, such as those the module declares. */
    reserved: Iterable<string> = [],
  ) {
    this.#syntax = homes.sources.ts;
    for (const name of reserved) this.#locals.set(name, name);
  }

  printImports(): string[] {
    return printImports(this.#needs, this.style);
  }

  /** Code of another module, with the names it has here. */
  take(node: ts.Node, names: readonly FreeName[], indent: string): string {
    const file = node.getSourceFile();
    const start = node.getStart();
    const edits = names
      .filter((name) => name.node.getStart() >= start && name.node.end <= node.end)
      .flatMap((name) => this.#rename(name, start));
    const text = applyEdits(file.text.slice(start, node.end), edits).replaceAll('\r\n', '\n');
    const fixed = templateLines(node, this.#syntax);
    return reindent(text, indentOf(node), indent, (line) => fixed.has(line));
  }

  #rename({ node, binding }: FreeName, offset: number): TextEdit[] {
    if (binding.kind === 'global' || binding.kind === 'local') return [];
    const file = node.getSourceFile().fileName;
    let local: string;
    if (binding.kind === 'import') {
      const { form, imported, isTypeOnly } = binding;
      local = this.#localFor(
        { specifier: this.#moveSpecifier(binding.specifier, file), form, imported, isTypeOnly },
        node.text,
      );
    } else {
      local = this.importFrom(
        this.homes.give(binding.declaration, node.text),
        node.text,
        isType(binding.declaration, this.#syntax),
      );
    }
    if (local === node.text) return [];
    const text = this.#syntax.isShorthandPropertyAssignment(node.parent) ? `${node.text}: ${local}` : local;
    return [{ start: node.getStart() - offset, end: node.end - offset, text }];
  }

  /** The local name of an export of another module of the project. */
  importFrom({ file, imported }: Source, wanted: string, isTypeOnly = false): string {
    if (file === this.file) return wanted;
    const specifier = this.#specifierOf(file);
    const form = this.kind === 'esm' ? 'import' : 'require';
    return this.#localFor({ specifier, form, imported, isTypeOnly }, wanted);
  }

  importPackage(specifier: string, imported: string): string {
    const form = this.kind === 'esm' ? 'import' : 'require';
    return this.#localFor({ specifier, form, imported, isTypeOnly: false }, imported);
  }

  #localFor(need: Omit<ImportNeed, 'local'>, wanted: string): string {
    const known = this.#needs.find(
      (other) =>
        other.specifier === need.specifier && other.imported === need.imported && other.isTypeOnly === need.isTypeOnly,
    );
    if (known) return known.local;
    let local = wanted;
    for (let i = 2; this.#locals.has(local); i++) local = `${wanted}${i}`;
    this.#locals.set(local, need.specifier);
    this.#needs.push({ ...need, local });
    return local;
  }

  /** A specifier as it stands in another file, seen from this one. */
  #moveSpecifier(specifier: string, from: string): string {
    if (!specifier.startsWith('.')) return specifier;
    return relativeSpecifier(this.file, path.resolve(path.dirname(from), specifier));
  }

  /** Extensions are written where the module that is imported, or Node, wants them. */
  #specifierOf(file: string): string {
    const bare = relativeSpecifier(this.file, file.replace(/\.[cm]?[jt]sx?$/, ''));
    const extension = path.extname(file);
    if (this.kind === 'cjs') return /^\.[cm]/.test(extension) ? bare + extension.replace('t', 'j') : bare;
    if (/^\.[cm]?js$/.test(extension)) return bare + extension;
    if (/^\.[cm]ts$/.test(extension)) return bare + extension.replace('t', 'j');
    return bare + this.homes.extensionStyle(file);
  }
}

function isType(declaration: ts.Declaration, syntax: Syntax): boolean {
  return syntax.isInterfaceDeclaration(declaration) || syntax.isTypeAliasDeclaration(declaration);
}
