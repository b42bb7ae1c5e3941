import { execFileSync } from 'node:child_process';

/**
 * Refuses to write into a git working tree with changes that are not committed: the way back would be
 * lost. Without git there is nothing to ask.
 *
 * @throws Error that says what to do.
 */
export function assertCleanTree(directory: string, isForced: boolean): void {
  if (isForced) return;
  const changes = listChanges(directory);
  if (changes.length === 0) return;
  const shown = changes.slice(0, 5).join('\n');
  const more = changes.length > 5 ? `\n  and ${changes.length - 5} more` : '';
  throw new Error(
    `The working tree has changes that are not committed:\n${shown}${more}\nCommit or stash them, or pass --force.`,
  );
}

function listChanges(directory: string): string[] {
  try {
    const output = execFileSync('git', ['status', '--porcelain', '--', '.'], {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return output.split('\n').filter((line) => line !== '');
  } catch {
    return [];
  }
}
