import type { ts } from 'ts-morph';
import type { CodeStyle } from './code-style';
import { insertAbove } from './edit-source';
import type { PlanAttempt } from './plan-attempt';
import type { Reason } from './reason';
import { ancestors, type Syntax } from './sources';
import type { TextEdit } from './text-edits';

/** What a search finds above every route that was left. */
export const leftMark = 'pages-api migrate: left because';

/** Files in which something is left that can be marked. */
export function leftFiles({ blocked, context }: PlanAttempt): string[] {
  return [...blocked]
    .filter(([, reason]) => reason.code !== 'kept')
    .flatMap(([{ site }]) => site?.file ?? [])
    .filter((file) => !file.includes('/node_modules/') && context.sources.open(file) !== undefined);
}

/** A comment above each statement that registers what was left, once. */
export function markLeft(source: ts.SourceFile, { blocked, context }: PlanAttempt, style: CodeStyle): TextEdit[] {
  const { ts: syntax } = context.sources;
  const reasons = new Map<ts.Statement, Set<string>>();
  for (const [{ site }, reason] of blocked) {
    if (!site || site.file !== source.fileName || reason.code === 'kept') continue;
    const statement = statementAround(context.sources.nodeAt(site), syntax);
    if (!statement || isMarked(statement, syntax)) continue;
    reasons.set(statement, (reasons.get(statement) ?? new Set()).add(describe(reason)));
  }
  return [...reasons].map(([statement, texts]) => {
    return insertAbove(statement, `// ${leftMark} ${[...texts].join('; ')}`, style, syntax);
  });
}

function describe({ text }: Reason): string {
  return text.replaceAll(/\s+/g, ' ');
}

/** The innermost statement that a comment can stand above. */
function statementAround(node: ts.Node | undefined, syntax: Syntax): ts.Statement | undefined {
  return ancestors(node).find(
    (current): current is ts.Statement =>
      syntax.isStatement(current) &&
      !syntax.isBlock(current) &&
      current.parent !== undefined &&
      (syntax.isBlock(current.parent) ||
        syntax.isSourceFile(current.parent) ||
        syntax.isCaseOrDefaultClause(current.parent)),
  );
}

function isMarked(statement: ts.Statement, syntax: Syntax): boolean {
  const { text } = statement.getSourceFile();
  const ranges = syntax.getLeadingCommentRanges(text, statement.getFullStart()) ?? [];
  return ranges.some(({ pos, end }) => text.slice(pos, end).includes(leftMark));
}
