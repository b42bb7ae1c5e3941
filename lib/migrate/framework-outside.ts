import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { CopyTarget, Finding } from './framework-file';
import { answerModule } from './framework-modules';
import { findModuleReferences, type ModuleReference } from './module-references';
import { isSource, resolveRelative, type Syntax } from './sources';

/**
 * Follows the imports of endpoints through the modules that stay in the old project: there, too, a
 * framework's own modules are missing and nobody resolves aliases.
 */
export function checkOutside(syntax: Syntax, target: CopyTarget, files: readonly string[]): Finding[] {
  const { project, aliases } = target;
  const findings: Finding[] = [];
  const queue = [...files];
  const follow = (file: string | undefined): void => {
    if (file !== undefined && !queue.includes(file)) queue.push(file);
  };
  for (const file of queue) {
    if (!isSource(file)) continue;
    const source = syntax.createSourceFile(file, readFileSync(file, 'utf8'), syntax.ScriptTarget.Latest, true);
    const add = (level: Finding['level'], { literal, specifier }: ModuleReference, text: string): void => {
      const { line } = source.getLineAndCharacterOfPosition(literal.getStart());
      const name = path.relative(project.root, file).split(path.sep).join('/');
      findings.push({ level, file: name, line: line + 1, text: `imports '${specifier}'${text}` });
    };
    for (const reference of findModuleReferences(syntax, source)) {
      const { specifier, isTypeOnly } = reference;
      if (isTypeOnly) continue;
      if (specifier.startsWith('.')) {
        follow(resolveRelative(file, specifier));
        continue;
      }
      const answer = answerModule(project.framework, specifier);
      if (answer?.kind === 'hand') add('hand', reference, `: ${answer.advice}`);
      const alias = answer ? undefined : aliases.resolve(specifier);
      if (alias) add('note', reference, ' by an alias, which Node does not resolve; tsx does, and a relative import');
      follow(alias?.file);
    }
  }
  return findings;
}
