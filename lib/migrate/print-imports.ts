import path from 'node:path';
import type { CodeStyle } from './code-style';

/** A name that a file needs from another module. */
export interface ImportNeed {
  readonly specifier: string;
  readonly form: 'require' | 'import' | 'import-equals';
  /** `default`, `*` for the whole module, or the name of an export. */
  readonly imported: string;
  readonly local: string;
  readonly isTypeOnly: boolean;
}

/** Writes the imports of a file: packages first, one statement for each module. */
export function printImports(needs: readonly ImportNeed[], style: CodeStyle): string[] {
  const groups = new Map<string, ImportNeed[]>();
  for (const need of needs) {
    // A type-only import takes a default or names, not both.
    const isAlone = need.imported === '*' || (need.isTypeOnly && need.imported === 'default');
    const key = [need.form, need.specifier, need.isTypeOnly, isAlone ? need.local : ''].join('\0');
    groups.set(key, [...(groups.get(key) ?? []), need]);
  }
  const lists = [...groups.values()].sort(([a], [b]) => Number(isRelative(a!)) - Number(isRelative(b!)));
  return lists.map((list) => printGroup(list, style));
}

function isRelative({ specifier }: ImportNeed): boolean {
  return specifier.startsWith('.');
}

function printGroup(group: readonly ImportNeed[], style: CodeStyle): string {
  const [first] = group as [ImportNeed, ...ImportNeed[]];
  const specifier = `${style.quote}${first.specifier}${style.quote}`;
  const end = style.semicolon;
  const type = first.isTypeOnly ? 'type ' : '';
  if (first.form === 'import-equals') return `import ${type}${first.local} = require(${specifier})${end}`;
  if (first.form === 'require') {
    if (first.imported === '*') return `const ${first.local} = require(${specifier})${end}`;
    return `const { ${group.map((need) => renamed(need, ': ')).join(', ')} } = require(${specifier})${end}`;
  }
  if (first.imported === '*') return `import ${type}* as ${first.local} from ${specifier}${end}`;
  const byDefault = group.filter(({ imported }) => imported === 'default').map(({ local }) => local);
  const named = group.filter(({ imported }) => imported !== 'default').map((need) => renamed(need, ' as '));
  const names = [...byDefault.slice(0, 1), ...(named.length > 0 ? [`{ ${named.join(', ')} }`] : [])];
  return `import ${type}${names.join(', ')} from ${specifier}${end}`;
}

function renamed({ imported, local }: ImportNeed, separator: string): string {
  return imported === local ? local : `${imported}${separator}${local}`;
}

/** A relative specifier with `/` on every system. */
export function relativeSpecifier(fromFile: string, target: string): string {
  const relative = path.relative(path.dirname(fromFile), target).split(path.sep).join('/');
  return relative.startsWith('.') ? relative : `./${relative}`;
}
