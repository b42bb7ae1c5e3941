import path from 'node:path';
import type { ts } from 'ts-morph';
import { packageTypeOf } from '../modules/resolve-source';
import { type CodeStyle, detectStyle } from './code-style';
import { switchName } from './call-site';
import { requiredBy } from './free-names';
import type { Homes } from './homes';
import { readExports } from './module-exports';
import { type ImportNeed, printImports, relativeSpecifier } from './print-imports';
import type { Rewrite, RewriteOptions } from './rewrite';
import type { Syntax } from './sources';
import { parse } from './tidy-source';
import { applyEdits } from './text-edits';

/** `app.use(apiRoutes(...))` as it stands in the module of the app. */
export function mountText({ plan, homes }: Rewrite, { keep }: RewriteOptions): string {
  const { statement, receiver } = plan.anchor!;
  const { context } = plan.attempt;
  const source = statement.getSourceFile();
  const { quote, semicolon } = detectStyle(source, homes.sources.ts);
  const directory = relativeSpecifier(source.fileName, context.options.out);
  const options = [
    ...(context.basePathOption === undefined ? [] : [`basePath: ${quote}${context.basePathOption}${quote}`]),
    ...(context.hasBodyParsers(plan.attempt.mount.layer) ? [] : ['bodyParser: false']),
  ];
  const location = hasImportMeta(source, homes.sources.ts)
    ? `new URL(${quote}${directory}${quote}, import.meta.url)`
    : `\`\${__dirname}/${directory.replace(/^\.\//, '')}\``;
  const call = `apiRoutes(${location}${options.length > 0 ? `, { ${options.join(', ')} }` : ''})`;
  const guard = keep ? `if (process.env.${switchName} === ${quote}1${quote}) ` : '';
  return `${guard}${receiver}.use(${call})${semicolon}`;
}

/** Whether a module runs as an ES module, and has no `__dirname`. */
function hasImportMeta(source: ts.SourceFile, syntax: Syntax): boolean {
  const extension = path.extname(source.fileName);
  if (extension === '.mjs' || extension === '.mts') return true;
  if (extension === '.cjs' || extension === '.cts') return false;
  if (readExports(source, syntax).kind === 'cjs') return false;
  const text = source.text;
  if (/\bimport\.meta\b/.test(text)) return true;
  if (/\b__dirname\b/.test(text) && !/\b(const|let|var)\s+__dirname\b/.test(text)) return false;
  // Node runs JavaScript with import as an ES module; compilers make CommonJS of TypeScript unless told otherwise.
  return packageTypeOf(source.fileName) === 'module' || extension === '.js';
}

/** Adds an import behind those that a module begins with. */
export function insertImport(
  text: string,
  file: string,
  names: readonly string[],
  specifier: string,
  original: ts.SourceFile | undefined,
  homes: Homes,
): string {
  const { ts: syntax } = homes.sources;
  const source = original ?? parse(text, file, syntax);
  const line = printImport(names, specifier, readExports(source, syntax).kind, detectStyle(source, syntax));
  return insertLine(text, file, line, original, homes);
}

/** Adds a line behind the imports that a module begins with. */
export function insertLine(
  text: string,
  file: string,
  line: string,
  original: ts.SourceFile | undefined,
  homes: Homes,
): string {
  const { ts: syntax } = homes.sources;
  const source = parse(text, file, syntax);
  const style = detectStyle(original ?? source, syntax);
  const last = lastImport(source, syntax);
  if (last) {
    const end = syntax.getTrailingCommentRanges(text, last.end)?.at(-1)?.end ?? last.end;
    return applyEdits(text, [{ start: end, end, text: style.newline + line }]);
  }
  const [first] = source.statements;
  const start = first ? first.getStart() : text.length;
  return applyEdits(text, [{ start, end: start, text: `${line}${style.newline}${style.newline}` }]);
}

export function printImport(
  names: readonly string[],
  specifier: string,
  kind: 'esm' | 'cjs',
  style: CodeStyle,
): string {
  const form = kind === 'esm' ? 'import' : 'require';
  const needs = names.map((name): ImportNeed => ({ specifier, form, imported: name, local: name, isTypeOnly: false }));
  return printImports(needs, style).join('');
}

/** The last import; of `require`s the last of the run that a module begins with. */
function lastImport(source: ts.SourceFile, syntax: Syntax): ts.Statement | undefined {
  const imports = source.statements.filter((statement) => syntax.isImportDeclaration(statement));
  if (imports.length > 0) return imports.at(-1);
  let last: ts.Statement | undefined;
  for (const statement of source.statements) {
    if (isRequire(statement, syntax)) last = statement;
    else if (!(syntax.isExpressionStatement(statement) && syntax.isStringLiteral(statement.expression))) {
      if (last) return last;
      if (!syntax.isExpressionStatement(statement)) return undefined;
    }
  }
  return last;
}

function isRequire(statement: ts.Statement, syntax: Syntax): boolean {
  if (!syntax.isVariableStatement(statement)) return false;
  return statement.declarationList.declarations.every(({ initializer }) => {
    let value: ts.Node | undefined = initializer;
    while (value && syntax.isPropertyAccessExpression(value)) value = value.expression;
    return value !== undefined && requiredBy(syntax, value) !== undefined;
  });
}
