import type { ts } from 'ts-morph';
import type { Syntax } from './sources';

/** A place in a file that names another module. */
export interface ModuleReference {
  readonly specifier: string;
  /** The text literal, quotes included. */
  readonly literal: ts.Node;
  /** The names that an import or export declaration takes by name; undefined when it takes more, or is a call. */
  readonly names: readonly ts.ImportSpecifier[] | undefined;
  /** The import declaration that has no `type` yet, though all it takes are names. */
  readonly declaration: ts.ImportDeclaration | undefined;
  readonly isTypeOnly: boolean;
}

/** Lists every `import`, `export from`, `import()`, `require()` and `import('x').Type` of a file. */
export function findModuleReferences(syntax: Syntax, file: ts.SourceFile): ModuleReference[] {
  const found: ModuleReference[] = [];
  const visit = (node: ts.Node): void => {
    const reference = readReference(syntax, node);
    if (reference) found.push(reference);
    syntax.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Calls of `import()` and `require()` whose module is known at run time only. */
export function isUnknownImport(syntax: Syntax, node: ts.Node): boolean {
  return syntax.isCallExpression(node) && isLoader(syntax, node) && literalOf(syntax, node.arguments[0]) === undefined;
}

function readReference(syntax: Syntax, node: ts.Node): ModuleReference | undefined {
  if (syntax.isImportDeclaration(node)) {
    const clause = node.importClause;
    const bindings = clause?.namedBindings;
    const names = !clause?.name && bindings && syntax.isNamedImports(bindings) ? [...bindings.elements] : undefined;
    const isTypeOnly = clause?.isTypeOnly ?? false;
    return toReference(node.moduleSpecifier, names, isTypeOnly || !names ? undefined : node, isTypeOnly);
  }
  if (syntax.isExportDeclaration(node) && node.moduleSpecifier) {
    return toReference(node.moduleSpecifier, undefined, undefined, node.isTypeOnly);
  }
  if (syntax.isExternalModuleReference(node)) return toReference(node.expression, undefined, undefined, false);
  if (syntax.isImportTypeNode(node) && syntax.isLiteralTypeNode(node.argument)) {
    return toReference(node.argument.literal, undefined, undefined, true);
  }
  if (!syntax.isCallExpression(node) || !isLoader(syntax, node)) return undefined;
  const literal = literalOf(syntax, node.arguments[0]);
  return literal && toReference(literal, undefined, undefined, false);
}

function toReference(
  literal: ts.Node,
  names: ModuleReference['names'],
  declaration: ts.ImportDeclaration | undefined,
  isTypeOnly: boolean,
): ModuleReference {
  return { specifier: (literal as ts.StringLiteral).text, literal, names, declaration, isTypeOnly };
}

function isLoader(syntax: Syntax, { expression }: ts.CallExpression): boolean {
  if (expression.kind === syntax.SyntaxKind.ImportKeyword) return true;
  return syntax.isIdentifier(expression) && expression.text === 'require';
}

function literalOf(syntax: Syntax, node: ts.Expression | undefined): ts.StringLiteralLike | undefined {
  return node && syntax.isStringLiteralLike(node) ? node : undefined;
}
