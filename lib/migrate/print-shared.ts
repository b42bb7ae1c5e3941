import type { ts } from 'ts-morph';
import { detectStyle } from './code-style';
import { ownStart } from './edit-source';
import { findFreeNames } from './free-names';
import type { Home } from './homes';
import { declaredNames, isExported } from './module-exports';
import { ModuleText } from './print-module';
import type { FileChange } from './apply-changes';
import type { Rewrite } from './rewrite';
import { collectShared } from './shared-module';

/** A module for what files need of a module that cannot be imported yet. */
export interface SharedModule {
  readonly home: Home;
  readonly change: FileChange;
  /** The statements that leave the old module. */
  readonly statements: ReadonlySet<ts.Statement>;
  /** What the old module can import back. */
  readonly names: readonly string[];
}

export function createSharedModule(home: Home, { homes }: Rewrite): SharedModule | undefined {
  const { sources } = homes;
  const { ts: syntax } = sources;
  const used = home.hoists.flatMap(({ piece }) => piece.lift.free.names);
  const declarations = [
    ...home.needed.values(),
    ...used.flatMap(({ binding }) => (binding.kind === 'own' ? [binding.declaration] : [])),
  ];
  const { statements } = collectShared(declarations, sources);
  if (statements.size === 0 && home.hoists.length === 0) return undefined;
  const { kind } = home.exports;
  const style = detectStyle(home.source, syntax);
  const names = [...statements].flatMap((statement) => declaredNames(statement, syntax));
  const module = new ModuleText(home.sharedFile, kind, style, homes, names);
  const parts = [
    ...[...statements].map((statement) => ({ node: statement, name: undefined as string | undefined })),
    ...home.hoists.map(({ piece, name }) => ({ node: piece.lift.node, name })),
  ].sort((a, b) => a.node.pos - b.node.pos);
  const texts = parts.map(({ node, name }) => {
    const code = module.take(node, findFreeNames(node, sources).names, '');
    const exported =
      kind === 'esm' && !(name === undefined && isExported(node as ts.Statement, syntax)) ? 'export ' : '';
    if (name !== undefined) return `${exported}const ${name} = ${code}${style.semicolon}`;
    const comments = node.getSourceFile().text.slice(ownStart(node, syntax), node.getStart());
    return comments.replaceAll('\r\n', '\n') + exported + code;
  });
  const given = [...names, ...home.hoists.map(({ name }) => name)];
  const end = kind === 'esm' ? [] : ['', `module.exports = { ${given.join(', ')} }${style.semicolon}`];
  const imports = module.printImports();
  const text = [...imports, ...(imports.length > 0 ? [''] : []), joinStatements(texts), ...end, ''].join('\n');
  const after = style.newline === '\n' ? text : text.replaceAll('\n', style.newline);
  return { home, change: { file: home.sharedFile, before: undefined, after }, statements, names: given };
}

/** One-line declarations stand together, functions apart. */
function joinStatements(texts: readonly string[]): string {
  return texts
    .map((text, i) => {
      const isApart = i > 0 && (text.includes('\n') || texts[i - 1]!.includes('\n'));
      return (isApart ? '\n' : '') + text;
    })
    .join('\n');
}
