import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
/** What an app may import beside Express. */
const packages = ['supertest', 'tsx', 'express-session', 'multer', 'passport', 'passport-local'];
const created: string[] = [];

afterAll(() => {
  for (const folder of created.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/**
 * Writes the files of an app into a new folder where `express` is of that major, and
 * `express-pages-api` is what was built. It goes away after the tests.
 *
 * @param files File text by path.
 */
export function writeAppProject(files: Record<string, string>, major: 4 | 5 = 5): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'app-project-')));
  created.push(folder);
  const modules = path.join(folder, 'node_modules');
  mkdirSync(modules);
  symlinkSync(path.join(root, 'node_modules', major === 4 ? 'express4' : 'express'), path.join(modules, 'express'));
  for (const name of packages) symlinkSync(path.join(root, 'node_modules', name), path.join(modules, name));
  symlinkSync(root, path.join(modules, 'express-pages-api'));
  // Without one, that of a folder above would say what kind of package this is.
  for (const [name, text] of Object.entries({ 'package.json': '{ "private": true }\n', ...files })) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

/** Runs the same tests on apps of Express 4 and of Express 5. */
export function describeMajors(title: string, tests: (major: 4 | 5) => void): void {
  describe.each<4 | 5>([4, 5])(`${title} (Express %i)`, (major) => tests(major));
}
