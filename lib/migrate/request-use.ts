import type { ts } from 'ts-morph';
import { isInside } from './free-names';
import type { RecordedApp, RecordedHandler } from './recorded-app';
import type { Sources, Syntax } from './sources';

/** What handlers do with a request that a file changes. */
export interface RequestUse {
  /** The first read of something that has another value in a file. */
  readonly other: { readonly node: ts.Node; readonly property: string } | undefined;
  /** Whether `req.params` is used as a whole: a file may know more parameters than a router. */
  readonly takesAllParams: boolean;
  /** Whether `next('route')` or `next('router')` may be called. */
  readonly skipsRoutes: boolean;
}

/** What a router sets below its mount path, and a file gets whole. */
const mountedProperties = new Set(['url', 'path', 'baseUrl']);

/**
 * Looks into a handler, and into the function it was made of, for reads of `req.route`, of `req.url`,
 * `req.path` and `req.baseUrl` below a mount path, and of what Express 4 gives `req.params` besides.
 */
export function findRequestUse(
  node: ts.Expression,
  handlers: readonly RecordedHandler[],
  app: RecordedApp,
  isMounted: boolean,
  sources: Sources,
): RequestUse {
  const { ts: syntax } = sources;
  const defined = handlers.flatMap(({ function: id }) => {
    const { place } = app.functions[id]!;
    const found = place && !place.file.includes('/node_modules/') ? sources.functionAt(place) : undefined;
    return found ? [found] : [];
  });
  const written = functionsIn(syntax, node).filter((fn) => !defined.some((other) => isInside(fn, other)));
  const uses = [...defined, ...written].map((fn) => readFunction(fn, isMounted, sources));
  return {
    other: uses.find(({ other }) => other)?.other,
    takesAllParams: uses.some(({ takesAllParams }) => takesAllParams),
    skipsRoutes: uses.some(({ skipsRoutes }) => skipsRoutes),
  };
}

function functionsIn(syntax: Syntax, node: ts.Node): ts.FunctionLikeDeclaration[] {
  if (syntax.isFunctionExpression(node) || syntax.isArrowFunction(node)) return [node];
  const found: ts.FunctionLikeDeclaration[] = [];
  syntax.forEachChild(node, (child) => void found.push(...functionsIn(syntax, child)));
  return found;
}

function readFunction(fn: ts.FunctionLikeDeclaration, isMounted: boolean, sources: Sources): RequestUse {
  const { ts: syntax } = sources;
  const parameter = fn.parameters[fn.parameters.length === 4 ? 1 : 0];
  const isOther = (property: string): boolean => property === 'route' || (isMounted && mountedProperties.has(property));
  let other: RequestUse['other'];
  let takesAllParams = false;
  let skipsRoutes = false;
  const isRequest = (node: ts.Node): boolean =>
    syntax.isIdentifier(node) && parameter !== undefined && sources.declarationOf(node) === parameter;
  const readPattern = (pattern: ts.ObjectBindingPattern): void => {
    for (const element of pattern.elements) {
      const key = element.propertyName ?? element.name;
      if (!syntax.isIdentifier(key)) continue;
      if (isOther(key.text)) other ??= { node: element, property: key.text };
      if (key.text === 'params' && !isPlainPattern(syntax, element.name)) takesAllParams = true;
    }
  };
  const visit = (node: ts.Node): void => {
    if (syntax.isStringLiteralLike(node) && (node.text === 'route' || node.text === 'router')) skipsRoutes = true;
    if (syntax.isPropertyAccessExpression(node) && isRequest(node.expression)) {
      const property = node.name.text;
      if (isOther(property)) other ??= { node, property };
      if (property === 'params') {
        if (isPrototypeCall(syntax, node.parent)) other ??= { node: node.parent, property: 'params.hasOwnProperty' };
        if (!isMemberRead(syntax, node)) takesAllParams = true;
      }
    }
    const isTaken = syntax.isVariableDeclaration(node) && node.initializer && isRequest(node.initializer);
    if (isTaken && syntax.isObjectBindingPattern(node.name)) readPattern(node.name);
    syntax.forEachChild(node, visit);
  };
  if (parameter && syntax.isObjectBindingPattern(parameter.name)) readPattern(parameter.name);
  if (fn.body) visit(fn.body);
  return { other, takesAllParams, skipsRoutes };
}

/** On Express 4 `req.params` has the methods of objects. */
function isPrototypeCall(syntax: Syntax, node: ts.Node): boolean {
  return syntax.isPropertyAccessExpression(node) && ['hasOwnProperty', 'toString'].includes(node.name.text);
}

/** `params.id`, `params['id']` and `const { id } = params` take single values. */
function isMemberRead(syntax: Syntax, node: ts.Expression): boolean {
  const { parent } = node;
  if (syntax.isPropertyAccessExpression(parent)) return true;
  if (syntax.isElementAccessExpression(parent)) return syntax.isStringLiteralLike(parent.argumentExpression);
  return syntax.isVariableDeclaration(parent) && isPlainPattern(syntax, parent.name);
}

function isPlainPattern(syntax: Syntax, name: ts.BindingName): boolean {
  return syntax.isObjectBindingPattern(name) && !name.elements.some(({ dotDotDotToken }) => dotDotDotToken);
}
