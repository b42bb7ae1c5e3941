import type { ts } from 'ts-morph';
import { chainOf } from './call-site';
import { type CodeStyle, indentOf } from './code-style';
import type { Homes } from './homes';
import type { Piece } from './pieces';
import type { PieceFinder } from './pieces';
import type { PlannedEndpoint } from './plan-endpoints';
import type { Step } from './step';
import { ModuleText } from './print-module';
import { isReason } from './reason';

/** How wide a list of handlers may be on one line. */
const maxLineLength = 100;

/** Writes an endpoint file in Express style: `handlers({ get: [auth, list] })`. */
export function printEndpoint(
  endpoint: PlannedEndpoint,
  file: string,
  kind: 'esm' | 'cjs',
  style: CodeStyle,
  homes: Homes,
  pieces: PieceFinder,
): string {
  const module = new ModuleText(file, kind, style, homes);
  const handlers = module.importPackage('express-pages-api', 'handlers');
  const properties = [...endpoint.chains].map(([method, steps]) => {
    const comments = endpoint.entries
      .filter(({ item }) => item.methods.includes(method === 'all' ? '*' : method.toUpperCase()))
      .flatMap(({ item }) => commentsOf(item.registration, pieces, homes));
    return { comments, text: `${propertyName(method)}: ${printChain(steps, module, style.indent)},` };
  });
  const isSpaced = properties.some(({ comments, text }) => comments.length > 0 || text.includes('\n'));
  const body = properties
    .map(({ comments, text }) => [...comments, text].map((line) => style.indent + line).join('\n'))
    .join(isSpaced ? '\n\n' : '\n');
  const exported = kind === 'esm' ? 'export default' : 'module.exports =';
  return finishText(
    [...module.printImports(), '', `${exported} ${handlers}({`, body, `})${style.semicolon}`, ''].join('\n'),
    style,
  );
}

/** Writes the middleware of a folder. */
export function printMiddleware(
  steps: readonly Step[],
  file: string,
  kind: 'esm' | 'cjs',
  style: CodeStyle,
  homes: Homes,
): string {
  const module = new ModuleText(file, kind, style, homes);
  const exported = kind === 'esm' ? 'export default' : 'module.exports =';
  const list = printChain(steps, module, '');
  const imports = module.printImports();
  return finishText(
    [...imports, ...(imports.length > 0 ? [''] : []), `${exported} ${list}${style.semicolon}`, ''].join('\n'),
    style,
  );
}

function finishText(text: string, { newline }: CodeStyle): string {
  return newline === '\n' ? text : text.replaceAll('\n', newline);
}

function propertyName(method: string): string {
  return /^\w+$/.test(method) ? method : `'${method}'`;
}

function printChain(steps: readonly Step[], module: ModuleText, indent: string): string {
  const [only, more] = steps;
  if (only && !more && !(only.type === 'piece' && only.piece.shape !== 'one')) return printStep(only, module, indent);
  const flat = steps.map((step) => printStep(step, module, indent));
  const line = `[${flat.join(', ')}]`;
  if (!line.includes('\n') && !line.includes('//') && line.length <= maxLineLength) return line;
  const inner = indent + module.style.indent;
  const items = steps.map((step) => printStep(step, module, inner));
  return `[\n${items.map((item) => `${inner}${item},`).join('\n')}\n${indent}]`;
}

/** One link, as an item of a list; `indent` is that of the line it begins on. */
function printStep(step: Step, module: ModuleText, indent: string): string {
  switch (step.type) {
    case 'piece':
      return printPiece(step.piece, module, indent);
    case 'alias': {
      const value = `req.params${member(step.from)}${step.isJoined ? `.join('/')` : ''}`;
      const inner = indent + module.style.indent;
      const end = module.style.semicolon;
      return `(req, res, next) => {\n${inner}req.params${member(step.to)} = ${value}${end}\n${inner}next()${end}\n${indent}}`;
    }
    case 'check': {
      // Express 4 compiles its paths without regard to case.
      const expression = `/${new RegExp(`^(?:${step.source})$`).source}/i`;
      return `(req, res, next) => next(${expression}.test(req.params${member(step.name)}) ? undefined : 'route')`;
    }
    case 'narrow': {
      const inner = indent + module.style.indent;
      const end = module.style.semicolon;
      const values = step.names.map((name) => `${key(name)}: req.params${member(name)}`);
      const object = values.length === 0 ? '{}' : `{ ${values.join(', ')} }`;
      return `(req, res, next) => {\n${inner}req.params = ${object}${end}\n${inner}next()${end}\n${indent}}`;
    }
    case 'param': {
      const callee = printPiece(step.piece, module, indent);
      return `(req, res, next) => ${callee}(req, res, next, req.params${member(step.from)}, '${step.name}')`;
    }
  }
}

function key(name: string): string {
  return /^(\d+|[\p{ID_Start}$_][\p{ID_Continue}$]*)$/u.test(name) ? name : `'${name}'`;
}

function member(name: string): string {
  if (/^\d+$/.test(name)) return `[${name}]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? `.${name}` : `['${name}']`;
}

function printPiece(piece: Piece, module: ModuleText, indent: string): string {
  const text = printHandler(piece, module, indent);
  if (piece.shape === 'one') return text;
  return piece.shape === 'list' ? `...${text}` : `...${text}.flat(Infinity)`;
}

function printHandler({ lift, argument }: Piece, module: ModuleText, indent: string): string {
  const hoist = module.homes.hoistOf(lift.node);
  if (hoist) return module.importFrom(module.homes.sourceOfHoist(hoist), hoist.name);
  return leadingComments(argument) + module.take(lift.node, lift.free.names, indent);
}

/** Comments between the comma before an argument and the argument. */
function leadingComments(argument: ts.Node): string {
  const trivia = argument.getSourceFile().text.slice(argument.getFullStart(), argument.getStart());
  const comments = trivia.match(/\/\*[^]*?\*\//g) ?? [];
  return comments.map((comment) => `${comment} `).join('');
}

/** The comments above a registration, and the one behind it on its line. */
function commentsOf(
  registration: Parameters<PieceFinder['siteOf']>[0],
  pieces: PieceFinder,
  { sources }: Homes,
): string[] {
  const site = pieces.siteOf(registration);
  if (isReason(site)) return [];
  const { ts: syntax } = sources;
  const { statement, call } = site;
  const file = statement.getSourceFile();
  const isFirst =
    chainOf(syntax, statement).find((other) =>
      other.arguments.some((node) => node.kind !== syntax.SyntaxKind.StringLiteral),
    ) === call;
  const ranges = isFirst ? (syntax.getLeadingCommentRanges(file.text, statement.getFullStart()) ?? []) : [];
  // `app['get']` has no dot, and begins no line of a chain.
  const inChain = syntax.isPropertyAccessExpression(call.expression) ? commentsBeforeDot(call.expression) : [];
  const behind = syntax.getTrailingCommentRanges(file.text, statement.end) ?? [];
  const isLast = chainOf(syntax, statement).at(-1) === call;
  const indent = indentOf(statement);
  return [
    ...ranges.map(({ pos, end }) => file.text.slice(pos, end)),
    ...inChain,
    ...(isLast ? behind.map(({ pos, end }) => file.text.slice(pos, end)) : []),
  ]
    .filter((comment) => !comment.includes('pages-api migrate:'))
    .flatMap((comment) => comment.replaceAll('\r\n', '\n').split('\n'))
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
}

function commentsBeforeDot({ expression, name }: ts.PropertyAccessExpression): string[] {
  const between = expression.getSourceFile().text.slice(expression.end, name.getStart());
  return between.match(/\/\*[^]*?\*\/|\/\/[^\n]*/g) ?? [];
}
