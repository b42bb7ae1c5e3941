import type { ts } from 'ts-morph';
import { requiredBy } from './free-names';
import { isModuleExports } from './module-exports';
import { removeStatement } from './edit-source';
import type { Syntax } from './sources';
import { applyEdits, type TextEdit } from './text-edits';

/**
 * Takes out the imports, and the `require`s, that nothing uses any more, and routers that were only
 * mounted. What was unused before stays as it is.
 */
export function removeUnused(before: string, after: string, file: string, syntax: Syntax): string {
  let text = after;
  const wasUsed = countNames(parse(before, file, syntax), syntax);
  for (;;) {
    const source = parse(text, file, syntax);
    const counts = countNames(source, syntax);
    const isUnused = (name: string): boolean => counts.get(name) === 1 && (wasUsed.get(name) ?? 0) > 1;
    const edits = findUnused(source, isUnused, syntax);
    if (edits.length === 0) return text;
    text = applyEdits(text, edits);
  }
}

export function parse(text: string, file: string, syntax: Syntax): ts.SourceFile {
  return syntax.createSourceFile(file, text, syntax.ScriptTarget.Latest, true);
}

/** How often each name occurs, its declaration counted; names of properties are others. */
function countNames(source: ts.SourceFile, syntax: Syntax): Map<string, number> {
  const counts = new Map<string, number>();
  const visit = (node: ts.Node): void => {
    if (syntax.isIdentifier(node) && !isPropertyName(node, syntax))
      counts.set(node.text, (counts.get(node.text) ?? 0) + 1);
    syntax.forEachChild(node, visit);
  };
  visit(source);
  return counts;
}

function isPropertyName(node: ts.Identifier, syntax: Syntax): boolean {
  const { parent } = node;
  if (syntax.isPropertyAccessExpression(parent)) return parent.name === node;
  if (syntax.isPropertyAssignment(parent)) return parent.name === node;
  if (syntax.isBindingElement(parent) || syntax.isImportSpecifier(parent)) return parent.propertyName === node;
  return false;
}

function findUnused(source: ts.SourceFile, isUnused: (name: string) => boolean, syntax: Syntax): TextEdit[] {
  for (const statement of source.statements) {
    if (syntax.isImportDeclaration(statement) && statement.importClause) {
      const edits = tidyImport(statement, statement.importClause, isUnused, syntax);
      if (edits.length > 0) return edits;
    } else if (syntax.isVariableStatement(statement)) {
      const edits = tidyVariables(statement, isUnused, syntax);
      if (edits.length > 0) return edits;
    }
  }
  return [];
}

function tidyImport(
  statement: ts.ImportDeclaration,
  clause: ts.ImportClause,
  isUnused: (name: string) => boolean,
  syntax: Syntax,
): TextEdit[] {
  const { name, namedBindings: bindings } = clause;
  const named = bindings && syntax.isNamedImports(bindings) ? [...bindings.elements] : [];
  const namespace = bindings && syntax.isNamespaceImport(bindings) ? bindings : undefined;
  const kept = named.filter((element) => !isUnused(element.name.text));
  const keepsDefault = name !== undefined && !isUnused(name.text);
  const keepsNamespace = namespace !== undefined && !isUnused(namespace.name.text);
  const total = named.length + Number(name !== undefined) + Number(namespace !== undefined);
  const left = kept.length + Number(keepsDefault) + Number(keepsNamespace);
  if (left === total) return [];
  if (left === 0) return [removeStatement(statement, syntax)];
  const type = clause.isTypeOnly ? 'type ' : '';
  const parts = [
    ...(keepsDefault ? [name.text] : []),
    ...(keepsNamespace ? [namespace.getText()] : []),
    ...(kept.length > 0 ? [`{ ${kept.map((element) => element.getText()).join(', ')} }`] : []),
  ];
  return [{ start: clause.getStart(), end: clause.end, text: type + parts.join(', ') }];
}

function tidyVariables(
  statement: ts.VariableStatement,
  isUnused: (name: string) => boolean,
  syntax: Syntax,
): TextEdit[] {
  const { declarations } = statement.declarationList;
  for (const declaration of declarations) {
    const { name, initializer } = declaration;
    if (!initializer || !isHarmless(initializer, syntax)) continue;
    if (syntax.isIdentifier(name)) {
      if (!isUnused(name.text)) continue;
      if (declarations.length === 1) return [removeStatement(statement, syntax)];
      const kept = declarations.filter((other) => other !== declaration).map((other) => other.getText());
      return [{ start: declarations[0]!.getStart(), end: declarations.at(-1)!.end, text: kept.join(', ') }];
    }
    if (!syntax.isObjectBindingPattern(name) || name.elements.some(({ dotDotDotToken }) => dotDotDotToken)) continue;
    const kept = name.elements.filter((element) => !syntax.isIdentifier(element.name) || !isUnused(element.name.text));
    if (kept.length === name.elements.length) continue;
    if (kept.length === 0 && declarations.length === 1) return [removeStatement(statement, syntax)];
    return [
      { start: name.getStart(), end: name.end, text: `{ ${kept.map((element) => element.getText()).join(', ')} }` },
    ];
  }
  return [];
}

/** `require('x')`, and `express.Router()`: a router that hangs nowhere does nothing. */
function isHarmless(value: ts.Expression, syntax: Syntax): boolean {
  if (syntax.isPropertyAccessExpression(value)) return isHarmless(value.expression, syntax);
  if (requiredBy(syntax, value) !== undefined) return true;
  return isRouterCall(value, syntax);
}

export function isRouterCall(value: ts.Expression, syntax: Syntax): boolean {
  if (!syntax.isCallExpression(value) && !syntax.isNewExpression(value)) return false;
  const { expression } = value;
  if (syntax.isIdentifier(expression)) return expression.text === 'Router';
  return syntax.isPropertyAccessExpression(expression) && expression.name.text === 'Router';
}

/** `module.exports = router` and `export default router`, for the router that a file makes. */
export function findRouterExport(
  source: ts.SourceFile,
  syntax: Syntax,
): { statement: ts.Statement; name: string } | undefined {
  for (const statement of source.statements) {
    const value = exportedValue(statement, syntax);
    if (value && syntax.isIdentifier(value) && isRouterName(source, value.text, syntax))
      return { statement, name: value.text };
  }
  return undefined;
}

function exportedValue(statement: ts.Statement, syntax: Syntax): ts.Expression | undefined {
  if (syntax.isExportAssignment(statement)) return statement.expression;
  if (!syntax.isExpressionStatement(statement) || !syntax.isBinaryExpression(statement.expression)) return undefined;
  const { left, right } = statement.expression;
  return isModuleExports(left, syntax) ? right : undefined;
}

function isRouterName(source: ts.SourceFile, name: string, syntax: Syntax): boolean {
  const declared = source.statements
    .filter((statement) => syntax.isVariableStatement(statement))
    .flatMap((statement) => [...statement.declarationList.declarations])
    .find((declaration) => syntax.isIdentifier(declaration.name) && declaration.name.text === name);
  const isUsedElsewhere = (countNames(source, syntax).get(name) ?? 0) > 2;
  return declared?.initializer !== undefined && isRouterCall(declared.initializer, syntax) && !isUsedElsewhere;
}
