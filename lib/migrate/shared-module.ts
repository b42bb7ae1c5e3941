import type { ts } from 'ts-morph';
import { findFreeNames, isInside, topStatement } from './free-names';
import { findAssignments } from './lift';
import { isRouterCall } from './tidy-source';
import type { Piece } from './pieces';
import { because, type Reason } from './reason';
import { placeOf, type Sources, type Syntax } from './sources';

/**
 * The statements of a module that is still being loaded which files need: they move into a module of
 * their own, which both can import.
 */
export interface SharedStatements {
  readonly statements: ReadonlySet<ts.Statement>;
  readonly problem: Reason | undefined;
}

/** Collects what a declaration needs in turn, or says why it must stay where it is. */
export function collectShared(declarations: Iterable<ts.Declaration>, sources: Sources): SharedStatements {
  const { ts: syntax } = sources;
  const statements = new Set<ts.Statement>();
  let problem: Reason | undefined;
  const visit = (declaration: ts.Declaration): void => {
    const statement = topStatement(declaration)!;
    if (statements.has(statement) || problem) return;
    statements.add(statement);
    problem = statementProblem(statement, syntax);
    const free = findFreeNames(statement, sources);
    problem ??= positionProblem(free.positional, syntax);
    if (free.context)
      problem ??= because(
        'entry-module',
        `"${nameOf(statement)}" waits for something at the top of its module`,
        placeOf(statement),
      );
    for (const { binding } of free.names) if (binding.kind === 'own') visit(binding.declaration);
  };
  for (const declaration of declarations) visit(declaration);
  return { statements, problem };
}

/** `__dirname` and `require` mean the same in a file beside it; the rest does not. */
export function positionProblem(node: ts.Node | undefined, syntax: Syntax): Reason | undefined {
  if (!node || !syntax.isIdentifier(node) || node.text === '__dirname' || node.text === 'require') return undefined;
  return because('entry-module', `it uses "${node.text}" of a module that is still being loaded`, placeOf(node));
}

function statementProblem(statement: ts.Statement, syntax: Syntax): Reason | undefined {
  const isDeclaration =
    syntax.isFunctionDeclaration(statement) ||
    syntax.isClassDeclaration(statement) ||
    syntax.isInterfaceDeclaration(statement) ||
    syntax.isTypeAliasDeclaration(statement) ||
    syntax.isEnumDeclaration(statement);
  if (isDeclaration) return undefined;
  if (!syntax.isVariableStatement(statement)) return cannotMove(statement);
  const isApp = statement.declarationList.declarations.some(
    ({ initializer }) => initializer && isAppCall(initializer, syntax),
  );
  return isApp ? cannotMove(statement) : undefined;
}

function cannotMove(statement: ts.Node): Reason {
  return because(
    'entry-module',
    `it uses "${nameOf(statement)}", which belongs to the app and cannot be imported while the app is being loaded`,
    placeOf(statement),
  );
}

function nameOf(statement: ts.Node): string {
  const text = statement.getText().replace(/^(export |default |async )*/, '');
  return /^(?:const|let|var|function\*?|class|enum)\s+([\w$]+)/.exec(text)?.[1] ?? text.split('\n')[0]!.slice(0, 40);
}

/** The app itself, a router, or a server. */
function isAppCall(value: ts.Expression, syntax: Syntax): boolean {
  if (isRouterCall(value, syntax)) return true;
  if (!syntax.isCallExpression(value)) return false;
  const name = value.expression.getText();
  return name === 'express' || /(^|\.)(listen|createServer)$/.test(name);
}

/**
 * What keeps statements from moving together: a variable that what stays behind assigns or, where
 * imports are copies, reads; and code that would run before something it may depend on.
 */
export function sharedProblem(
  file: ts.SourceFile,
  statements: ReadonlySet<ts.Statement>,
  hoisted: readonly Piece[],
  kind: 'esm' | 'cjs',
  isRegistration: (statement: ts.Statement) => boolean,
  sources: Sources,
): Reason | undefined {
  const { ts: syntax } = sources;
  const moves = (node: ts.Node): boolean =>
    statements.has(topStatement(node)!) || hoisted.some(({ lift }) => isInside(node, lift.node));
  const changed = findAssignments(file, sources).filter(({ declaration }) =>
    statements.has(topStatement(declaration)!),
  );
  for (const { node, declaration } of changed) {
    const stray = !moves(node) ? node : kind === 'cjs' ? findUse(file, declaration, moves, sources) : undefined;
    if (stray) {
      return because(
        'entry-module',
        `"${node.text}" is changed by code that moves and by code that stays`,
        placeOf(stray),
      );
    }
  }
  const first = kind === 'esm' ? 0 : file.statements.findIndex((statement) => statements.has(statement));
  let effect: ts.Statement | undefined;
  for (const statement of file.statements.slice(first)) {
    if (effect && statements.has(statement) && !isInert(statement, syntax)) {
      const text = effect.getText().split('\n')[0]!.slice(0, 50);
      return because('entry-module', `"${nameOf(statement)}" is made after "${text}" has run`, placeOf(statement));
    }
    const isEffect = syntax.isExpressionStatement(statement) && !syntax.isStringLiteral(statement.expression);
    if (isEffect && !isRegistration(statement)) effect = statement;
  }
  return undefined;
}

function findUse(
  file: ts.SourceFile,
  declaration: ts.Declaration,
  moves: (node: ts.Node) => boolean,
  sources: Sources,
): ts.Node | undefined {
  const { ts: syntax } = sources;
  let found: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    if (syntax.isIdentifier(node) && !moves(node) && sources.declarationOf(node) === declaration) found ??= node;
    syntax.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Declarations that run nothing which could depend on what ran before. */
function isInert(statement: ts.Statement, syntax: Syntax): boolean {
  if (!syntax.isVariableStatement(statement)) return true;
  return statement.declarationList.declarations.every(
    ({ initializer }) => !initializer || isInertValue(initializer, syntax),
  );
}

const plainClasses = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'Array', 'Date', 'Error', 'RegExp', 'URL']);

function isInertValue(node: ts.Node, syntax: Syntax): boolean {
  if (syntax.isFunctionLike(node)) return true;
  if (syntax.isNewExpression(node) && !plainClasses.has(node.expression.getText())) return false;
  if (syntax.isCallExpression(node) && node.expression.getText() !== 'require') return false;
  if (syntax.isTaggedTemplateExpression(node) || node.getText() === 'process.env') return false;
  let result = true;
  syntax.forEachChild(node, (child) => void (result &&= isInertValue(child, syntax)));
  return result;
}
