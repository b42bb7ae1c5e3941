import type { ts } from 'ts-morph';
import { type CallSite, chainOf } from './call-site';
import { type CodeStyle, detectStyle, indentOf, reindent, templateLines } from './code-style';
import type { Home } from './homes';
import { exportedName } from './homes';
import { isExported } from './module-exports';
import type { PieceFinder } from './pieces';
import { isReason } from './reason';
import type { Registration } from './recorded-app';
import type { Removals } from './removals';
import type { Syntax } from './sources';
import { topStatement } from './free-names';
import type { TextEdit } from './text-edits';

/** Cuts calls out of a file, whole statements or links of a chain; a guard puts whole statements behind a condition instead. */
export function removeCalls(
  file: ts.SourceFile,
  all: readonly Registration[],
  { registrations }: Removals,
  pieces: PieceFinder,
  syntax: Syntax,
  guard: string | undefined,
): TextEdit[] {
  const sites = new Map<ts.CallExpression, Registration>();
  for (const registration of all) {
    const site = pieces.siteOf(registration);
    if (!isReason(site) && site.call.getSourceFile() === file) sites.set(site.call, registration);
  }
  const statements = new Set<ts.ExpressionStatement>();
  for (const registration of sites.values()) {
    if (registrations.has(registration)) statements.add((pieces.siteOf(registration) as CallSite).statement);
  }
  return [...statements].flatMap((statement) => {
    const chain = chainOf(syntax, statement);
    const gone = chain.filter((call) => {
      const registration = sites.get(call);
      return registration !== undefined && registrations.has(registration);
    });
    if (guard !== undefined) {
      const start = statement.getStart();
      return gone.length === chain.length ? [{ start, end: start, text: guard }] : [];
    }
    if (gone.length === chain.length) return [removeStatement(statement, syntax)];
    return gone.map((call) => ({
      start: (call.expression as ts.PropertyAccessExpression).expression.end,
      end: call.end,
      text: '',
    }));
  });
}

/** The first character of a statement's own comments: those above it without an empty line between. */
export function ownStart(statement: ts.Node, syntax: Syntax): number {
  const { text } = statement.getSourceFile();
  let start = statement.getStart();
  const ranges = syntax.getLeadingCommentRanges(text, statement.getFullStart()) ?? [];
  for (const { pos, end } of ranges.toReversed()) {
    if (/\n\s*\n/.test(text.slice(end, start)) || isOnOtherLine(text, pos, statement)) break;
    start = pos;
  }
  return start;
}

/** A comment behind the statement before belongs to that one. */
function isOnOtherLine(text: string, position: number, statement: ts.Node): boolean {
  const line = text.slice(text.lastIndexOf('\n', position - 1) + 1, position);
  return line.trim() !== '' && statement.getFullStart() > 0;
}

export function removeStatement(statement: ts.Node, syntax: Syntax): TextEdit {
  const { text } = statement.getSourceFile();
  let start = ownStart(statement, syntax);
  let end = syntax.getTrailingCommentRanges(text, statement.end)?.at(-1)?.end ?? statement.end;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const isAlone = text.slice(lineStart, start).trim() === '' && /^[ \t]*(\r?\n|$)/.test(text.slice(end));
  if (!isAlone) return { start, end, text: '' };
  start = lineStart;
  end += /^[ \t]*(\r?\n)?/.exec(text.slice(end))![0].length;
  // Of two empty lines that meet, one goes.
  const isAfterGap = start === 0 || /(\n|^)[ \t]*\r?\n$/.test(text.slice(0, start));
  const gap = /^([ \t]*\r?\n)+/.exec(text.slice(end));
  if (isAfterGap && gap) end += gap[0].length;
  return { start, end, text: '' };
}

/** A line of code above a statement and its comments. */
export function insertAbove(statement: ts.Node, code: string, style: CodeStyle, syntax: Syntax): TextEdit {
  const start = ownStart(statement, syntax);
  const { text } = statement.getSourceFile();
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indent = indentOf(statement);
  const isAlone = text.slice(lineStart, start).trim() === '';
  const lines = code.split('\n').join(style.newline);
  if (!isAlone) return { start, end: start, text: `${lines}${style.newline}${indent}` };
  return { start: lineStart, end: lineStart, text: `${indent}${lines}${style.newline}` };
}

/** Gives shared code a name above the statement it stands in. */
export function insertHoists(home: Home, isCallGone: (node: ts.Node) => boolean, syntax: Syntax): TextEdit[] {
  const style = detectStyle(home.source, syntax);
  return home.hoists.flatMap(({ piece, name }) => {
    const { node } = piece.lift;
    const edits = isCallGone(node) ? [] : [{ start: node.getStart(), end: node.end, text: name }];
    if (home.isLoading) return edits;
    return [insertAbove(topStatement(node)!, hoistText(home, node, name, style, syntax), style, syntax), ...edits];
  });
}

export function hoistText(home: Home, node: ts.Node, name: string, style: CodeStyle, syntax: Syntax): string {
  const fixed = templateLines(node, syntax);
  const text = reindent(node.getText().replaceAll('\r\n', '\n'), indentOf(node), '', (line) => fixed.has(line));
  const exported = home.exports.kind === 'esm' ? 'export ' : '';
  return `${exported}const ${name} = ${text}${style.semicolon}\n`;
}

/** Makes a module give out what files import from it. */
export function insertExports(home: Home, syntax: Syntax): TextEdit[] {
  const { source, exports, needed, hoists } = home;
  const style = detectStyle(source, syntax);
  const missing = [...needed].filter(([name]) => !exports.names.has(name));
  if (exports.kind === 'esm') {
    const statements = new Set(missing.map(([, declaration]) => topStatement(declaration)!));
    return [...statements]
      .filter((statement) => !isExported(statement, syntax))
      .map((statement) => ({ start: statement.getStart(), end: statement.getStart(), text: 'export ' }));
  }
  const names = [...missing.map(([name]) => name), ...hoists.map(({ name }) => name)];
  if (names.length === 0) return [];
  const pairs = names.map((name): [string, string] => [name, exportedName(home, name)]);
  const value = exports.assignment?.right;
  if (value && syntax.isObjectLiteralExpression(value)) {
    const text = pairs.map(([name, exported]) => (name === exported ? name : `${exported}: ${name}`)).join(', ');
    const last = value.properties.at(-1);
    if (!last) return [{ start: value.getStart() + 1, end: value.getStart() + 1, text: ` ${text} ` }];
    const isMultiline = source.text.slice(last.end, value.end).includes('\n');
    const separator = isMultiline ? `,${style.newline}${indentOf(last)}` : ', ';
    return [
      { start: last.end, end: last.end, text: `${separator}${isMultiline ? text.replaceAll(', ', separator) : text}` },
    ];
  }
  const lines = pairs.map(([name, exported]) => `module.exports.${exported} = ${name}${style.semicolon}`);
  const start = source.text.trimEnd().length;
  const gap = exports.assignment ? style.newline : style.newline + style.newline;
  return [{ start, end: start, text: gap + lines.join(style.newline) }];
}
