import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ts } from 'ts-morph';
import type { FileChange } from './apply-changes';
import { detectStyle } from './code-style';
import { removeStatement } from './edit-source';
import type { Homes } from './homes';
import { insertLine } from './mount-files';
import { readExports } from './module-exports';
import { relativeSpecifier } from './print-imports';
import { isSource, resolveRelative, type Syntax } from './sources';
import { applyEdits, type TextEdit } from './text-edits';
import { findRouterExport, parse, removeUnused } from './tidy-source';

/**
 * Takes out routers that are mounted nowhere any more. A file that holds nothing else goes as a whole;
 * one that does something when it is loaded is loaded as before.
 *
 * @param texts The new text of each file that changes; changed further here.
 * @returns Files to remove.
 */
export function dropRouters(
  texts: Map<string, string>,
  created: readonly FileChange[],
  root: string,
  homes: Homes,
): Set<string> {
  const { ts: syntax } = homes.sources;
  const gone = new Set<string>();
  const others = listSources(root);
  const imports = createImportReader(syntax);
  const isImported = (file: string, textOf: (other: string) => string): string | undefined =>
    others.find((other) => other !== file && imports(other, textOf(other)).has(file));
  const newText = (file: string): string => texts.get(file) ?? readSource(file);
  for (const [file, text] of texts) {
    const source = parse(text, file, syntax);
    const exported = findRouterExport(source, syntax);
    if (!exported || hasRoutes(source, exported.name, syntax) || isImported(file, newText)) continue;
    const cut = applyEdits(text, [removeStatement(exported.statement, syntax), ...joinExports(source, syntax)]);
    const tidy = removeUnused(readSource(file), cut, file, syntax);
    texts.set(file, tidy);
    if (created.some((change) => imports(change.file, change.after!).has(file))) continue;
    const left = parse(tidy, file, syntax);
    const user = isImported(file, readSource);
    if (isHollow(left, syntax)) gone.add(file);
    else if (user !== undefined && texts.has(user) && hasEffects(left, syntax)) {
      texts.set(user, importForEffect(newText(user), user, file, homes));
    }
  }
  return gone;
}

function importForEffect(text: string, file: string, target: string, homes: Homes): string {
  const source = homes.sources.open(file)!;
  const { quote, semicolon } = detectStyle(source, homes.sources.ts);
  const bare = relativeSpecifier(file, target.replace(/\.[cm]?[jt]sx?$/, ''));
  if (readExports(source, homes.sources.ts).kind === 'cjs') {
    return insertLine(text, file, `require(${quote}${bare}${quote})${semicolon}`, source, homes);
  }
  const extension = /\.[cm]?tsx?$/.test(target) ? homes.extensionStyle(file) : path.extname(target);
  return insertLine(text, file, `import ${quote}${bare}${extension}${quote}${semicolon}`, source, homes);
}

/** Statements that do something; declarations and exports do not. */
function hasEffects(source: ts.SourceFile, syntax: Syntax): boolean {
  return source.statements.some((statement) => {
    if (!syntax.isExpressionStatement(statement))
      return syntax.isIfStatement(statement) || syntax.isForOfStatement(statement);
    return !syntax.isStringLiteral(statement.expression) && !/^(module\.)?exports\b/.test(statement.getText());
  });
}

/** `module.exports.a = a` one below the other become one object when nothing else is exported. */
function joinExports(source: ts.SourceFile, syntax: Syntax): TextEdit[] {
  const { semicolon, newline } = detectStyle(source, syntax);
  const list = source.statements.flatMap((statement) => {
    const match = /^module\.exports\.([\w$]+) = ([\w$]+);?$/.exec(statement.getText());
    return match ? [{ statement, name: match[1]!, local: match[2]! }] : [];
  });
  const last = list.at(-1);
  if (!last || last.statement !== source.statements.at(-1)) return [];
  const names = list.map(({ name, local }) => (name === local ? name : `${name}: ${local}`));
  const line = `module.exports = { ${names.join(', ')} }${semicolon}`;
  const lines = [`module.exports = {`, ...names.map((name) => `  ${name},`), `}${semicolon}`].join(newline);
  return [{ start: list[0]!.statement.getStart(), end: last.statement.end, text: line.length > 100 ? lines : line }];
}

function hasRoutes(source: ts.SourceFile, name: string, syntax: Syntax): boolean {
  let count = 0;
  const visit = (node: ts.Node): void => {
    if (syntax.isIdentifier(node) && node.text === name) count++;
    syntax.forEachChild(node, visit);
  };
  visit(source);
  return count > 2;
}

/** Nothing but imports and directives. */
function isHollow(source: ts.SourceFile, syntax: Syntax): boolean {
  return source.statements.every(
    (statement) =>
      syntax.isImportDeclaration(statement) ||
      (syntax.isExpressionStatement(statement) && syntax.isStringLiteral(statement.expression)),
  );
}

/** The files of the project that a text imports; each text is read once. */
function createImportReader(syntax: Syntax): (file: string, text: string) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  return function readImports(file, text) {
    const key = `${file}\0${text}`;
    let targets = known.get(key);
    if (!targets) {
      const { importedFiles } = syntax.preProcessFile(text, true, true);
      const relative = importedFiles.filter(({ fileName }) => fileName.startsWith('.'));
      targets = new Set(relative.flatMap(({ fileName }) => resolveRelative(file, fileName) ?? []));
      known.set(key, targets);
    }
    return targets;
  };
}

function listSources(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(directory, entry.name);
    if (entry.isDirectory())
      return /^(node_modules|dist|build|coverage|\.git)$/.test(entry.name) ? [] : listSources(file);
    return entry.isFile() && isSource(file) ? [file] : [];
  });
}

function readSource(file: string): string {
  return readFileSync(file, 'utf8');
}
