import type { ts } from 'ts-morph';
import { findFreeNames, type FreeNames } from './free-names';
import { because, type Reason } from './reason';
import { placeOf, resolveRelative, type Sources, type Syntax } from './sources';

/** Code that can run in another file than the one it is written in. */
export interface Lift {
  readonly node: ts.Expression;
  readonly file: string;
  readonly free: FreeNames;
  /** A name, or a member of one: it can be repeated without running anything twice. */
  readonly isReference: boolean;
  /** It must keep its place in its module, under a name that is exported. */
  readonly staysAtHome: boolean;
}

/** Says whether an argument of a registration can be lifted out of its place, and if not, why. */
export function liftExpression(node: ts.Expression, loading: ReadonlySet<string>, sources: Sources): Lift | Reason {
  const { ts: syntax } = sources;
  const file = node.getSourceFile().fileName;
  const inner = syntax.isSpreadElement(node) ? node.expression : node;
  const free = findFreeNames(inner, sources);
  if (free.context) {
    return because('closure', `it uses "${free.context.getText()}" of the function around it`, placeOf(free.context));
  }
  let staysAtHome = free.positional !== undefined;
  for (const { node: name, binding } of free.names) {
    if (binding.kind === 'local') {
      return because('closure', `it uses "${binding.name}", which the function around it declares`, placeOf(name));
    }
    if (binding.kind === 'own' && isReassigned(binding.declaration, sources)) staysAtHome = true;
    if (binding.kind !== 'import' || binding.isTypeOnly || !binding.specifier.startsWith('.')) continue;
    const target = resolveRelative(file, binding.specifier);
    if (target !== undefined && loading.has(target)) {
      return because(
        'entry-module',
        `it imports ${binding.specifier}, which is still being loaded at this point`,
        placeOf(name),
      );
    }
  }
  return { node: inner, file, free, isReference: isMember(syntax, inner), staysAtHome };
}

function isMember(syntax: Syntax, node: ts.Expression): boolean {
  return syntax.isPropertyAccessExpression(node) ? isMember(syntax, node.expression) : syntax.isIdentifier(node);
}

const reassigned = new WeakMap<ts.SourceFile, Set<ts.Declaration>>();

/** Whether a value is assigned after the declaration: whoever holds a copy would not see it. */
export function isReassigned(declaration: ts.Declaration, sources: Sources): boolean {
  const file = declaration.getSourceFile();
  let found = reassigned.get(file);
  if (!found) {
    found = new Set(findAssignments(file, sources).map(({ declaration: target }) => target));
    reassigned.set(file, found);
  }
  return found.has(declaration);
}

export interface Assignment {
  readonly node: ts.Identifier;
  readonly declaration: ts.Declaration;
}

/** Every assignment to a variable of the file, `++` and destructuring among them. */
export function findAssignments(file: ts.SourceFile, sources: Sources): Assignment[] {
  const { ts: syntax } = sources;
  const found: Assignment[] = [];
  const addTargets = (target: ts.Node): void => {
    if (syntax.isIdentifier(target)) {
      const declaration = sources.declarationOf(target);
      if (declaration) found.push({ node: target, declaration });
    } else if (!syntax.isPropertyAccessExpression(target) && !syntax.isElementAccessExpression(target)) {
      syntax.forEachChild(target, addTargets);
    }
  };
  const visit = (node: ts.Node): void => {
    if (syntax.isBinaryExpression(node) && isAssignmentOperator(syntax, node.operatorToken.kind)) addTargets(node.left);
    if (syntax.isPrefixUnaryExpression(node) || syntax.isPostfixUnaryExpression(node)) {
      const { PlusPlusToken, MinusMinusToken } = syntax.SyntaxKind;
      if (node.operator === PlusPlusToken || node.operator === MinusMinusToken) addTargets(node.operand);
    }
    if (
      (syntax.isForOfStatement(node) || syntax.isForInStatement(node)) &&
      !syntax.isVariableDeclarationList(node.initializer)
    ) {
      addTargets(node.initializer);
    }
    syntax.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isAssignmentOperator(syntax: Syntax, kind: ts.SyntaxKind): boolean {
  return kind >= syntax.SyntaxKind.FirstAssignment && kind <= syntax.SyntaxKind.LastAssignment;
}
