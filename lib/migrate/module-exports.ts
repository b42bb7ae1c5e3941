import type { ts } from 'ts-morph';
import type { Syntax } from './sources';

/** What a module gives out, as far as it can be read off its top. */
export interface ModuleExports {
  /** `import` and `export`, or `require` and `module.exports`. */
  readonly kind: 'esm' | 'cjs';
  /** Exported names by local name; `default`, and `*` for `module.exports = name`. */
  readonly names: ReadonlyMap<string, string>;
  /** The last `module.exports = ...`. */
  readonly assignment: ts.BinaryExpression | undefined;
}

const none: ModuleExports = { kind: 'cjs', names: new Map(), assignment: undefined };

export function readExports(file: ts.SourceFile, syntax: Syntax): ModuleExports {
  const isModule = file.statements.some(
    (statement) =>
      syntax.isImportDeclaration(statement) ||
      syntax.isExportDeclaration(statement) ||
      syntax.isExportAssignment(statement) ||
      isExported(statement, syntax),
  );
  return isModule ? readModule(file, syntax) : readCommonJs(file, syntax);
}

export function isExported(statement: ts.Statement, syntax: Syntax): boolean {
  return modifiersOf(statement, syntax).some(({ kind }) => kind === syntax.SyntaxKind.ExportKeyword);
}

function modifiersOf(statement: ts.Statement, syntax: Syntax): readonly ts.Modifier[] {
  return syntax.canHaveModifiers(statement) ? (syntax.getModifiers(statement) ?? []) : [];
}

function readModule(file: ts.SourceFile, syntax: Syntax): ModuleExports {
  const names = new Map<string, string>();
  for (const statement of file.statements) {
    if (isExported(statement, syntax)) {
      const isDefault = modifiersOf(statement, syntax).some(({ kind }) => kind === syntax.SyntaxKind.DefaultKeyword);
      for (const name of declaredNames(statement, syntax)) names.set(name, isDefault ? 'default' : name);
    } else if (syntax.isExportAssignment(statement) && syntax.isIdentifier(statement.expression)) {
      names.set(statement.expression.text, statement.isExportEquals ? '*' : 'default');
    } else if (syntax.isExportDeclaration(statement) && !statement.moduleSpecifier && statement.exportClause) {
      if (!syntax.isNamedExports(statement.exportClause)) continue;
      for (const { propertyName, name } of statement.exportClause.elements)
        names.set((propertyName ?? name).text, name.text);
    }
  }
  return { kind: 'esm', names, assignment: undefined };
}

function readCommonJs(file: ts.SourceFile, syntax: Syntax): ModuleExports {
  let result = none;
  for (const statement of file.statements) {
    const assignment = syntax.isExpressionStatement(statement)
      ? innerAssignment(statement.expression, syntax)
      : undefined;
    if (!assignment) continue;
    const { left, right } = assignment;
    if (isModuleExports(left, syntax)) {
      result = { kind: 'cjs', names: namesIn(right, syntax), assignment };
    } else if (syntax.isPropertyAccessExpression(left) && isExportsObject(left.expression, syntax)) {
      const local = syntax.isIdentifier(right) ? right.text : undefined;
      if (local !== undefined) result = { ...result, names: new Map([...result.names, [local, left.name.text]]) };
    }
  }
  return result;
}

/** `a = b`, and in `exports = module.exports = b` the inner one. */
function innerAssignment(node: ts.Expression, syntax: Syntax): ts.BinaryExpression | undefined {
  if (!syntax.isBinaryExpression(node) || node.operatorToken.kind !== syntax.SyntaxKind.EqualsToken) return undefined;
  const inner = innerAssignment(node.right, syntax);
  return inner && isModuleExports(inner.left, syntax) ? inner : node;
}

function namesIn(value: ts.Expression, syntax: Syntax): Map<string, string> {
  const names = new Map<string, string>();
  if (syntax.isIdentifier(value)) names.set(value.text, '*');
  if (!syntax.isObjectLiteralExpression(value)) return names;
  for (const property of value.properties) {
    if (syntax.isShorthandPropertyAssignment(property)) names.set(property.name.text, property.name.text);
    else if (syntax.isPropertyAssignment(property) && syntax.isIdentifier(property.initializer)) {
      if (syntax.isIdentifier(property.name)) names.set(property.initializer.text, property.name.text);
    }
  }
  return names;
}

export function isModuleExports(node: ts.Node, syntax: Syntax): boolean {
  return (
    syntax.isPropertyAccessExpression(node) &&
    node.name.text === 'exports' &&
    syntax.isIdentifier(node.expression) &&
    node.expression.text === 'module'
  );
}

function isExportsObject(node: ts.Node, syntax: Syntax): boolean {
  return (syntax.isIdentifier(node) && node.text === 'exports') || isModuleExports(node, syntax);
}

/** The names that a statement declares, those of patterns among them. */
export function declaredNames(statement: ts.Statement, syntax: Syntax): string[] {
  if (syntax.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => patternNames(name, syntax));
  }
  const { name } = statement as unknown as { name?: ts.Node };
  return name && syntax.isIdentifier(name) ? [name.text] : [];
}

function patternNames(name: ts.BindingName, syntax: Syntax): string[] {
  if (syntax.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    syntax.isOmittedExpression(element) ? [] : patternNames(element.name, syntax),
  );
}
