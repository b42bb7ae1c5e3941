import type { ts } from 'ts-morph';
import type { Sources } from './sources';

/** A name of an import: `imported` is `default`, `*` for the whole module, or an export's name. */
export interface ImportBinding {
  readonly kind: 'import';
  readonly specifier: string;
  readonly form: 'require' | 'import' | 'import-equals';
  readonly imported: string;
  readonly isTypeOnly: boolean;
  /** Whether it is a `require()` in a function. */
  readonly isInFunction: boolean;
}

/** What a name that an expression uses, but does not declare, stands for. */
export type Binding =
  | ImportBinding
  /** Declared at the top of its module. */
  | { readonly kind: 'own'; readonly name: string; readonly declaration: ts.Declaration }
  /** Declared in a function around the expression. */
  | { readonly kind: 'local'; readonly name: string; readonly declaration: ts.Declaration }
  | { readonly kind: 'global'; readonly name: string };

export interface FreeName {
  readonly node: ts.Identifier;
  readonly binding: Binding;
}

/** What an expression takes from outside itself. */
export interface FreeNames {
  readonly names: readonly FreeName[];
  /** The first `this` (or `super`, `arguments`, `await`, `yield`) that belongs to what is around the expression. */
  readonly context: ts.Node | undefined;
  /** The first thing whose meaning depends on the file it is in: `__dirname`, `require('./x')`, `import.meta`. */
  readonly positional: ts.Node | undefined;
}

const positionalNames = new Set(['__dirname', '__filename', 'require', 'module', 'exports']);

/** Lists the names that a piece of code uses and does not declare itself. */
export function findFreeNames(code: ts.Node, sources: Sources): FreeNames {
  const { ts: syntax } = sources;
  const names: FreeName[] = [];
  let context: ts.Node | undefined;
  let positional: ts.Node | undefined;
  const visit = (node: ts.Node, isOwnFunction: boolean): void => {
    if (syntax.isIdentifier(node)) {
      if (!isReference(syntax, node)) return;
      if (node.text === 'arguments' && !isOwnFunction) context ??= node;
      const declaration = sources.declarationOf(node);
      if (declaration && isInside(declaration, code)) return;
      const binding = bindingOf(node, declaration, sources);
      if (binding.kind === 'global' && positionalNames.has(node.text) && !isPackageRequire(syntax, node))
        positional ??= node;
      names.push({ node, binding });
      return;
    }
    const isContext =
      node.kind === syntax.SyntaxKind.ThisKeyword ||
      node.kind === syntax.SyntaxKind.SuperKeyword ||
      (syntax.isAwaitExpression(node) && !isInsideFunction(syntax, node, code)) ||
      (syntax.isYieldExpression(node) && !isInsideFunction(syntax, node, code));
    if (isContext && !isOwnFunction) context ??= node;
    if (syntax.isMetaProperty(node) && node.keywordToken === syntax.SyntaxKind.ImportKeyword) positional ??= node;
    if (isRelativeImport(syntax, node)) positional ??= node;
    const opens = syntax.isFunctionLike(node) && !syntax.isArrowFunction(node);
    syntax.forEachChild(node, (child) => visit(child, isOwnFunction || opens));
  };
  visit(code, false);
  return { names, context, positional };
}

/** Property names, labels and the names of declarations are no references. */
function isReference(syntax: Sources['ts'], node: ts.Identifier): boolean {
  const { parent } = node;
  if (syntax.isPropertyAccessExpression(parent)) return parent.name !== node;
  if (syntax.isQualifiedName(parent)) return parent.right !== node;
  if (syntax.isPropertyAssignment(parent)) return parent.name !== node;
  if (syntax.isBindingElement(parent)) return parent.propertyName !== node && parent.name !== node;
  if (syntax.isLabeledStatement(parent) || syntax.isBreakOrContinueStatement(parent)) return false;
  if (syntax.isMetaProperty(parent) || syntax.isJsxAttribute(parent) || syntax.isImportAttribute(parent)) return false;
  if (syntax.isNamedTupleMember(parent)) return parent.name !== node;
  if (syntax.isShorthandPropertyAssignment(parent)) return true;
  const { name } = parent as { name?: ts.Node };
  return name !== node;
}

function bindingOf(node: ts.Identifier, declaration: ts.Declaration | undefined, sources: Sources): Binding {
  const { ts: syntax } = sources;
  const name = node.text;
  if (!declaration || (positionalNames.has(name) && !isNamed(declaration, name))) return { kind: 'global', name };
  const imported = readImport(syntax, declaration);
  if (imported) return { ...imported, isInFunction: enclosingFunction(syntax, declaration) !== undefined };
  return { kind: isDeclaredAtTop(syntax, declaration) ? 'own' : 'local', name, declaration };
}

/** A `var` in a block and what a function declares are not. */
function isDeclaredAtTop(syntax: Sources['ts'], declaration: ts.Declaration): boolean {
  const statement = topStatement(declaration);
  if (!statement || enclosingFunction(syntax, declaration)) return false;
  return (statement as ts.Node) === declaration || syntax.isVariableStatement(statement);
}

function isNamed(declaration: ts.Declaration, name: string): boolean {
  return ((declaration as { name?: ts.Node }).name as ts.Identifier | undefined)?.text === name;
}

type ReadImport = Omit<ImportBinding, 'isInFunction'>;

/** Reads `import` declarations, and `const x = require('y')` with all its forms, in a function too. */
export function readImport(syntax: Sources['ts'], declaration: ts.Node): ReadImport | undefined {
  if (syntax.isImportClause(declaration)) return fromImport(declaration.parent, 'default', declaration.isTypeOnly);
  if (syntax.isNamespaceImport(declaration)) {
    return fromImport(declaration.parent.parent, '*', declaration.parent.isTypeOnly);
  }
  if (syntax.isImportSpecifier(declaration)) {
    const clause = declaration.parent.parent;
    const imported = (declaration.propertyName ?? declaration.name).text;
    return fromImport(clause.parent, imported, clause.isTypeOnly || declaration.isTypeOnly);
  }
  if (syntax.isImportEqualsDeclaration(declaration)) {
    const { moduleReference: reference } = declaration;
    if (!syntax.isExternalModuleReference(reference) || !syntax.isStringLiteral(reference.expression)) return undefined;
    const specifier = reference.expression.text;
    return { kind: 'import', specifier, form: 'import-equals', imported: '*', isTypeOnly: declaration.isTypeOnly };
  }
  if (syntax.isVariableDeclaration(declaration) && syntax.isIdentifier(declaration.name)) {
    return fromRequire(syntax, declaration.initializer);
  }
  if (!syntax.isBindingElement(declaration) || declaration.initializer || declaration.dotDotDotToken) return undefined;
  const variable = declaration.parent.parent;
  const key = declaration.propertyName ?? declaration.name;
  if (!syntax.isVariableDeclaration(variable) || !syntax.isIdentifier(key)) return undefined;
  const whole = fromRequire(syntax, variable.initializer);
  return whole?.imported === '*' ? { ...whole, imported: key.text } : undefined;
}

function fromImport(declaration: ts.Node, imported: string, isTypeOnly: boolean): ReadImport {
  const { moduleSpecifier } = declaration as ts.ImportDeclaration;
  const specifier = (moduleSpecifier as ts.StringLiteral).text;
  return { kind: 'import', specifier, form: 'import', imported, isTypeOnly };
}

/** `require('x')` and `require('x').y`. */
function fromRequire(syntax: Sources['ts'], value: ts.Expression | undefined): ReadImport | undefined {
  if (!value) return undefined;
  if (syntax.isPropertyAccessExpression(value)) {
    const whole = fromRequire(syntax, value.expression);
    return whole?.imported === '*' ? { ...whole, imported: value.name.text } : undefined;
  }
  const specifier = requiredBy(syntax, value);
  if (specifier === undefined) return undefined;
  return { kind: 'import', specifier, form: 'require', imported: '*', isTypeOnly: false };
}

/** The specifier of `require('x')`. */
export function requiredBy(syntax: Sources['ts'], node: ts.Node): string | undefined {
  if (!syntax.isCallExpression(node) || !syntax.isIdentifier(node.expression)) return undefined;
  const [argument] = node.arguments;
  return node.expression.text === 'require' && argument && syntax.isStringLiteralLike(argument)
    ? argument.text
    : undefined;
}

/** `require('fs')` means the same everywhere in a project. */
function isPackageRequire(syntax: Sources['ts'], node: ts.Identifier): boolean {
  return node.text === 'require' && !(requiredBy(syntax, node.parent) ?? '.').startsWith('.');
}

function isRelativeImport(syntax: Sources['ts'], node: ts.Node): boolean {
  if (!syntax.isCallExpression(node) || node.expression.kind !== syntax.SyntaxKind.ImportKeyword) return false;
  const [argument] = node.arguments;
  return !argument || !syntax.isStringLiteralLike(argument) || argument.text.startsWith('.');
}

function isInsideFunction(syntax: Sources['ts'], node: ts.Node, root: ts.Node): boolean {
  for (let current = node.parent; current && current !== root.parent; current = current.parent) {
    if (syntax.isFunctionLike(current)) return true;
  }
  return false;
}

export function isInside(node: ts.Node, outer: ts.Node): boolean {
  return node.getSourceFile() === outer.getSourceFile() && node.pos >= outer.pos && node.end <= outer.end;
}

/** The statement of the module in which a node stands. */
export function topStatement(node: ts.Node): ts.Statement | undefined {
  let current = node;
  while (current.parent?.parent) current = current.parent;
  return current.parent ? (current as ts.Statement) : undefined;
}

export function enclosingFunction(syntax: Sources['ts'], node: ts.Node): ts.Node | undefined {
  for (let current = node.parent; current; current = current.parent) {
    if (syntax.isFunctionLike(current) || syntax.isClassStaticBlockDeclaration(current)) return current;
  }
  return undefined;
}
