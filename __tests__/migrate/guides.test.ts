import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeAppProject } from '../support/app-project';

const root = path.resolve(__dirname, '../..');

/** A fenced block of a guide: what is behind the language says what it is for. */
interface Block {
  readonly language: string;
  readonly use: string | undefined;
  readonly text: string;
}

function readBlocks(name: string): Block[] {
  const guide = readFileSync(path.join(root, 'docs', name), 'utf8');
  return [...guide.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(([, language, use, text]) => ({
    language: language!,
    use,
    text: text!,
  }));
}

/** Does what a guide says, from top to bottom, and compares what it shows with what is there. */
function follow(name: string): void {
  const folder = writeAppProject({});
  mkdirSync(path.join(folder, 'node_modules/.bin'));
  symlinkSync(path.join(root, 'dist/cli.js'), path.join(folder, 'node_modules/.bin/pages-api'));
  let output = '';
  for (const { language, use, text } of readBlocks(name)) {
    if (language === 'sh')
      output = text
        .trim()
        .split('\n')
        .map((line) => runLine(folder, line))
        .at(-1)!;
    else if (language === 'text') expectOutput(output, text);
    else {
      const [, purpose, file] = /^(file|after)=(.+)$/.exec(use!)!;
      const target = path.join(folder, file!);
      if (purpose === 'after') expect(readFileSync(target, 'utf8')).toBe(text);
      else {
        mkdirSync(path.dirname(target), { recursive: true });
        writeFileSync(target, text);
      }
    }
  }
}

function runLine(folder: string, line: string): string {
  // The package as it was built is there already, and so is Express.
  if (line.startsWith('npm install ')) return '';
  const command = line.replace(/^npx pages-api /, `"${process.execPath}" node_modules/.bin/pages-api `);
  const identity = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.com' };
  const committer = { GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.com' };
  return execFileSync('sh', ['-c', command], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...identity, ...committer, NO_COLOR: '1', FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** A line `...` stands for any lines. */
function expectOutput(output: string, shown: string): void {
  const parts = shown.trimEnd().split(/^\.\.\.$\n?/m);
  if (parts.length === 1) return expect(output.trimEnd()).toBe(shown.trimEnd());
  for (const part of parts) expect(output).toContain(part.trim());
}

describe('the guide', () => {
  it.each(['migrating-from-express.md', 'migrating-from-next.md', 'migrating-from-astro.md'])(
    '%s takes an app from before to after, word by word',
    (name) => {
      const blocks = readBlocks(name);
      expect(blocks.filter(({ language }) => language === 'sh').length).toBeGreaterThan(2);
      expect(blocks.some(({ use }) => use?.startsWith('after='))).toBe(true);
      follow(name);
    },
    120_000,
  );
});
