import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ts } from 'ts-morph';
import { type CodeStyle, detectStyle } from './code-style';
import { insertAbove, insertExports, insertHoists, removeCalls, removeStatement } from './edit-source';
import { isExported } from './module-exports';
import { leftFiles, markLeft } from './mark-left';
import { switchName } from './call-site';
import { dropRouters } from './drop-routers';
import { insertImport, mountText, printImport } from './mount-files';
import { relativeSpecifier } from './print-imports';
import type { SharedModule } from './print-shared';
import type { FileChange } from './apply-changes';
import type { Rewrite, RewriteOptions } from './rewrite';
import { parse, removeUnused } from './tidy-source';
import { applyEdits, type TextEdit } from './text-edits';

/** Stands where a `require` will. */
const importMark = '/* pages-api: import */';

/** The changes to files that are there: calls cut out, names exported, files mounted. */
export function editSources(
  rewrite: Rewrite,
  shared: readonly SharedModule[],
  created: readonly FileChange[],
  options: RewriteOptions,
): FileChange[] {
  const { plan, removals, homes } = rewrite;
  const files = new Set<string>(homes.all.map(({ file }) => file));
  for (const registration of removals.registrations) if (registration.site) files.add(registration.site.file);
  if (plan.anchor) files.add(plan.anchor.statement.getSourceFile().fileName);
  for (const file of leftFiles(plan.attempt)) files.add(file);
  const texts = new Map<string, string>();
  for (const file of files) {
    const after = editFile(
      file,
      rewrite,
      shared.find(({ home }) => home.file === file),
      options,
    );
    if (after !== readSource(file)) texts.set(file, after);
  }
  const gone = options.keep
    ? new Set<string>()
    : dropRouters(texts, [...created, ...shared.map(({ change }) => change)], options.root, homes);
  return [...texts].map(([file, after]) => ({
    file,
    before: readSource(file),
    after: gone.has(file) ? undefined : after,
  }));
}

function editFile(file: string, rewrite: Rewrite, shared: SharedModule | undefined, options: RewriteOptions): string {
  const { plan, removals, homes } = rewrite;
  const { pieces, context } = plan.attempt;
  const { ts: syntax } = homes.sources;
  const source = homes.sources.open(file)!;
  const before = source.text;
  const style = detectStyle(source, syntax);
  const home = homes.all.find((other) => other.file === file);
  const removed = removeCalls(source, context.app.registrations, removals, pieces, syntax, guardFor(style, options));
  const isCallGone = (node: ts.Node): boolean =>
    !options.keep && removed.some(({ start, end, text }) => text === '' && start <= node.getStart() && node.end <= end);
  const edits: TextEdit[] = [...markLeft(source, plan.attempt, style), ...removed];
  if (shared) {
    const [first] = [...shared.statements].sort((a, b) => a.pos - b.pos);
    if (first && home!.exports.kind === 'cjs') edits.unshift(insertAbove(first, importMark, style, syntax));
    for (const statement of shared.statements) edits.push(removeStatement(statement, syntax));
  }
  const isMounted = plan.anchor?.statement.getSourceFile() === source;
  if (isMounted) edits.unshift(insertAbove(plan.anchor.statement, mountText(rewrite, options), style, syntax));
  if (home) {
    edits.unshift(...insertHoists(home, isCallGone, syntax));
    if (!home.isLoading) edits.push(...insertExports(home, syntax));
  }
  let after = applyEdits(before, outermost(edits));
  if (isMounted) after = insertImport(after, file, ['apiRoutes'], 'express-pages-api', undefined, homes);
  if (shared) after = importBack(after, shared, source, rewrite);
  return options.keep ? after : removeUnused(before, after, file, syntax);
}

function guardFor({ quote }: CodeStyle, { keep }: RewriteOptions): string | undefined {
  return keep ? `if (process.env.${switchName} !== ${quote}1${quote}) ` : undefined;
}

/** An edit inside a stretch that goes as a whole has no effect. */
function outermost(edits: readonly TextEdit[]): TextEdit[] {
  const isWithin = (edit: TextEdit, other: TextEdit): boolean =>
    edit.start === edit.end
      ? other.start < edit.start && edit.start < other.end
      : other.start <= edit.start && edit.end <= other.end && other.end - other.start > edit.end - edit.start;
  return edits.filter((edit) => !edits.some((other) => other.text === '' && other !== edit && isWithin(edit, other)));
}

/** What stays in the old module goes on using what has left it. */
function importBack(
  text: string,
  { home, names, statements, change }: SharedModule,
  source: ts.SourceFile,
  { homes }: Rewrite,
): string {
  const { ts: syntax } = homes.sources;
  const left = parse(text, home.file, syntax);
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (syntax.isIdentifier(node) && !(syntax.isPropertyAccessExpression(node.parent) && node.parent.name === node))
      used.add(node.text);
    syntax.forEachChild(node, visit);
  };
  visit(left);
  const exported = [...statements]
    .filter((statement) => isExported(statement, syntax))
    .flatMap((statement) =>
      names.filter((name) => new RegExp(`\\b${name}\\b`).test(statement.getText().split('=')[0]!)),
    );
  const needed = names.filter((name) => used.has(name) || exported.includes(name));
  const mark = new RegExp(`^[ \\t]*${importMark.replaceAll('*', '\\*')}\\r?\\n`, 'm');
  if (needed.length === 0) return text.replace(mark, '');
  const bare = relativeSpecifier(home.file, change.file.replace(/\.[cm]?[jt]sx?$/, ''));
  const isPlain = home.exports.kind === 'cjs';
  const extension = /\.[cm]?ts$/.test(change.file) ? homes.extensionStyle(home.file) : path.extname(change.file);
  const specifier = isPlain ? bare + (/\.cjs$/.test(change.file) ? '.cjs' : '') : bare + extension;
  const withImport = mark.test(text)
    ? text.replace(importMark, printImport(needed, specifier, 'cjs', detectStyle(source, syntax)))
    : insertImport(text, home.file, needed, specifier, source, homes);
  return exported.length === 0 ? withImport : `${withImport.trimEnd()}\n\nexport { ${exported.join(', ')} };\n`;
}

function readSource(file: string): string {
  return readFileSync(file, 'utf8');
}
