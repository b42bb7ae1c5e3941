import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
// npm is a script that Windows runs only through its shell.
const shell = process.platform === 'win32';

/** An empty folder outside the repository, as a user has it. */
export class Project {
  readonly directory = realpathSync(mkdtempSync(path.join(tmpdir(), 'express-pages-api-')));

  write(files: Record<string, string | object>): this {
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(this.directory, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2));
    }
    return this;
  }

  /** What the command prints; throws with everything it printed when it fails. */
  run(command: string, args: readonly string[] = []): string {
    try {
      return execFileSync(command, args, { cwd: this.directory, encoding: 'utf8', stdio: 'pipe', shell }).trim();
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`${command} ${args.join(' ')}\n${stdout}\n${stderr}`, { cause: error });
    }
  }

  install(...packages: string[]): this {
    this.run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...packages]);
    return this;
  }

  /** Runs a program of the repository's own dependencies, such as `tsc`. */
  runTool(name: string, args: readonly string[] = []): string {
    return this.run(path.join(root, 'node_modules/.bin', name), args);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Packs what is built, and says where the tarball is and which files it holds. */
export function pack(destination: string): { tarball: string; files: string[] } {
  const output = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', destination], {
    cwd: root,
    encoding: 'utf8',
    shell,
  });
  const [{ filename, files }] = JSON.parse(output) as [{ filename: string; files: { path: string }[] }];
  return { tarball: path.join(destination, filename), files: files.map((file) => file.path).sort() };
}
