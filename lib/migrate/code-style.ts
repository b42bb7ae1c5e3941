import type { ts } from 'ts-morph';
import type { Syntax } from './sources';

/** How a file is written, so that what is added looks like it. */
export interface CodeStyle {
  readonly quote: "'" | '"';
  readonly semicolon: ';' | '';
  /** One level of indentation. */
  readonly indent: string;
  readonly newline: '\n' | '\r\n';
}

const defaultStyle: CodeStyle = { quote: "'", semicolon: ';', indent: '  ', newline: '\n' };

/** Reads quotes, semicolons, indentation and line ends off a file. */
export function detectStyle(file: ts.SourceFile, syntax: Syntax): CodeStyle {
  const { text } = file;
  const counts = { single: 0, double: 0, closed: 0, open: 0 };
  const visit = (node: ts.Node): void => {
    if (syntax.isStringLiteral(node)) counts[node.getText(file).startsWith("'") ? 'single' : 'double']++;
    const endsAlone =
      syntax.isExpressionStatement(node) || syntax.isVariableStatement(node) || syntax.isReturnStatement(node);
    if (endsAlone) counts[node.getText(file).endsWith(';') ? 'closed' : 'open']++;
    syntax.forEachChild(node, visit);
  };
  visit(file);
  return {
    quote: counts.double > counts.single ? '"' : defaultStyle.quote,
    semicolon: counts.open > counts.closed ? '' : defaultStyle.semicolon,
    indent: detectIndent(text),
    newline: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

/** The smallest step by which a line is indented more than the one before. */
function detectIndent(text: string): string {
  const steps = new Map<string, number>();
  let before = '';
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const indent = /^[ \t]*/.exec(line)![0];
    const isComment = /^\s*\*/.test(line);
    if (!isComment && indent.length > before.length && indent.startsWith(before)) {
      const step = indent.slice(before.length);
      steps.set(step, (steps.get(step) ?? 0) + 1);
    }
    if (!isComment) before = indent;
  }
  const [most] = [...steps].sort(([, a], [, b]) => b - a);
  return most && most[0].length <= 8 ? most[0] : defaultStyle.indent;
}

/**
 * Code moved to another indentation: every line but the first is shifted, except inside template
 * literals, whose spaces are part of their value.
 */
export function reindent(text: string, from: string, to: string, isFixedLine: (line: number) => boolean): string {
  return text
    .split('\n')
    .map((line, i) => {
      if (i === 0 || isFixedLine(i) || line.trim() === '') return line;
      return line.startsWith(from) ? to + line.slice(from.length) : line;
    })
    .join('\n');
}

/** The white space before the line on which a node begins. */
export function indentOf(node: ts.Node): string {
  const { text } = node.getSourceFile();
  const start = node.getStart();
  const line = text.lastIndexOf('\n', start - 1) + 1;
  return /^[ \t]*/.exec(text.slice(line, start))![0];
}

/** Lines, counted from the node's first, that begin inside a template literal. */
export function templateLines(node: ts.Node, syntax: Syntax): Set<number> {
  const file = node.getSourceFile();
  const first = file.getLineAndCharacterOfPosition(node.getStart()).line;
  const lines = new Set<number>();
  const visit = (current: ts.Node): void => {
    if (
      syntax.isNoSubstitutionTemplateLiteral(current) ||
      syntax.isTemplateHead(current) ||
      syntax.isTemplateMiddle(current) ||
      syntax.isTemplateTail(current)
    ) {
      const start = file.getLineAndCharacterOfPosition(current.getStart()).line;
      const end = file.getLineAndCharacterOfPosition(current.end).line;
      for (let line = start + 1; line <= end; line++) lines.add(line - first);
    }
    syntax.forEachChild(current, visit);
  };
  visit(node);
  return lines;
}
