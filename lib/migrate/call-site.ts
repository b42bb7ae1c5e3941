import type { ts } from 'ts-morph';
import type { Place, RecordedApp, Registration } from './recorded-app';
import { because, type Reason } from './reason';
import { ancestors, type Sources, type Syntax } from './sources';

/** A registration in the source: the call, and the statement that could be cut out. */
export interface CallSite {
  readonly call: ts.CallExpression;
  /** What the call stands in, with nothing around it but a chain of such calls. */
  readonly statement: ts.ExpressionStatement;
  /** The arguments that are handlers. */
  readonly handlers: readonly ts.Expression[];
}

/** Finds a registration's call, or says why it cannot be cut out. */
export function findCallSite(registration: Registration, app: RecordedApp, sources: Sources): CallSite | Reason {
  const { site } = registration;
  const verb = registration.call;
  if (!site || site.file.includes('/node_modules/')) return because('call-site', 'a package registers it');
  const twins = app.registrations.filter((other) => other.site && samePlace(other.site, site));
  if (twins.length > 1) {
    return because('loop', `one call of ${verb}() registers it and ${twins.length - 1} more, as in a loop`, site);
  }
  const call = sources.callAt(site);
  if (!call) return because('call-site', `the call of ${verb}() was not found in the source`, site);
  const statement = statementOf(sources.ts, call);
  if (!statement) return because('call-site', `the call of ${verb}() is part of a larger expression`, site);
  const hasPath = registration.route === undefined && (registration.kind !== 'use' || registration.paths.length > 0);
  return { call, statement, handlers: call.arguments.slice(hasPath ? 1 : 0) };
}

function samePlace(a: Place, b: Place): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column;
}

/** Up through `app.get(...).post(...)` to the statement. */
function statementOf(syntax: Syntax, call: ts.CallExpression): ts.ExpressionStatement | undefined {
  let node: ts.Node = call;
  while (isChained(syntax, node)) node = node.parent.parent;
  const statement = node.parent;
  if (!syntax.isExpressionStatement(statement)) return undefined;
  return syntax.isBlock(statement.parent) || syntax.isSourceFile(statement.parent) ? statement : undefined;
}

function isChained(syntax: Syntax, node: ts.Node): boolean {
  const { parent } = node;
  return (
    syntax.isPropertyAccessExpression(parent) &&
    parent.expression === node &&
    syntax.isCallExpression(parent.parent) &&
    parent.parent.expression === parent
  );
}

/** The calls of a chain, in the order in which they run: `app.route('/a').get(x)` has two. */
export function chainOf(syntax: Syntax, statement: ts.ExpressionStatement): ts.CallExpression[] {
  const calls: ts.CallExpression[] = [];
  let node: ts.Expression = statement.expression;
  while (syntax.isCallExpression(node)) {
    calls.unshift(node);
    if (!syntax.isPropertyAccessExpression(node.expression)) break;
    node = node.expression.expression;
  }
  return calls;
}

/** The app or router that a chain of calls begins with, as it is written. */
export function receiverOf(syntax: Syntax, statement: ts.ExpressionStatement): ts.Expression | undefined {
  const [first] = chainOf(syntax, statement);
  if (!first || !syntax.isPropertyAccessExpression(first.expression)) return undefined;
  const { expression } = first.expression;
  return isPlainReference(syntax, expression) ? expression : undefined;
}

/** `app`, `this.app`, `server.app`: reading it does nothing and can be repeated. */
export function isPlainReference(syntax: Syntax, node: ts.Node): boolean {
  if (syntax.isPropertyAccessExpression(node)) return isPlainReference(syntax, node.expression);
  return syntax.isIdentifier(node) || node.kind === syntax.SyntaxKind.ThisKeyword;
}

/**
 * What must hold for a call to be reached: `if`, `switch`, `&&`, `catch` around it and around the calls
 * that lead to it, as far as they are not around the calls in `shared` as well.
 */
export function findCondition(
  stack: readonly Place[],
  sources: Sources,
  shared: readonly Place[],
): ts.Node | undefined {
  const sharedNodes = new Set(shared.flatMap((place) => ancestors(sources.nodeAt(place))));
  for (const place of stack) {
    if (place.file.includes('/node_modules/')) continue;
    const path = ancestors(sources.nodeAt(place));
    for (const [i, node] of path.entries()) {
      if (sources.ts.isFunctionLike(node)) break;
      if (!isBranch(sources.ts, node, path[i - 1]) || sharedNodes.has(node)) continue;
      if (!isTypeTest(sources, (node as ts.IfStatement).expression ?? (node as ts.ConditionalExpression).condition))
        return node;
    }
  }
  return undefined;
}

/** `Array.isArray(routers)` about a parameter asks how something was written, and is no flag. */
function isTypeTest(sources: Sources, condition: ts.Node | undefined): boolean {
  const { ts: syntax } = sources;
  if (!condition) return false;
  if (syntax.isParenthesizedExpression(condition)) return isTypeTest(sources, condition.expression);
  if (syntax.isPrefixUnaryExpression(condition)) return isTypeTest(sources, condition.operand);
  const isParameter = (node: ts.Node | undefined): boolean => {
    const declaration = node && syntax.isIdentifier(node) ? sources.declarationOf(node) : undefined;
    return declaration !== undefined && syntax.isParameter(declaration);
  };
  if (syntax.isCallExpression(condition)) {
    return condition.expression.getText() === 'Array.isArray' && isParameter(condition.arguments[0]);
  }
  if (!syntax.isBinaryExpression(condition)) return false;
  if (condition.operatorToken.kind === syntax.SyntaxKind.InstanceOfKeyword) return isParameter(condition.left);
  return syntax.isTypeOfExpression(condition.left) && isParameter(condition.left.expression);
}

/** Whether `child` runs only sometimes when `node` does. */
function isBranch(syntax: Syntax, node: ts.Node, child: ts.Node | undefined): boolean {
  if (syntax.isIfStatement(node)) return child !== node.expression;
  if (syntax.isConditionalExpression(node)) return child !== node.condition;
  if (syntax.isCaseOrDefaultClause(node) || syntax.isCatchClause(node)) return true;
  if (!syntax.isBinaryExpression(node) || child !== node.right) return false;
  const { AmpersandAmpersandToken, BarBarToken, QuestionQuestionToken } = syntax.SyntaxKind;
  return [AmpersandAmpersandToken, BarBarToken, QuestionQuestionToken].includes(node.operatorToken.kind);
}

/** The statement of a function or module in which a node stands, out of every loop and condition. */
export function anchorOf(syntax: Syntax, node: ts.Node): ts.Statement | undefined {
  const path = ancestors(node);
  const end = path.findIndex((current) => syntax.isFunctionLike(current) || syntax.isSourceFile(current));
  const around = path[end];
  if (!around) return undefined;
  if (syntax.isSourceFile(around)) return path[end - 1] as ts.Statement | undefined;
  const body = path[end - 1];
  return body && syntax.isBlock(body) ? (path[end - 2] as ts.Statement | undefined) : undefined;
}

/** Files of which the top is still running when a call is made: nobody can import them yet. */
export function filesBeingLoaded(stack: readonly Place[], sources: Sources): Set<string> {
  const files = stack
    .filter(({ file }) => !file.includes('/node_modules/'))
    .filter((place) => {
      const node = sources.nodeAt(place);
      return node && !ancestors(node).some((current) => sources.ts.isFunctionLike(current));
    })
    .map(({ file }) => file);
  return new Set(files);
}

/** The variable that turns the files on where the old registrations were kept. */
export const switchName = 'PAGES_API';

/** Whether a call stands behind the switch that an earlier run has put there. */
export function isBehindSwitch({ site }: Registration, sources: Sources): boolean {
  return ancestors(site && sources.nodeAt(site)).some(
    (node) => sources.ts.isIfStatement(node) && node.expression.getText().startsWith(`process.env.${switchName} `),
  );
}
