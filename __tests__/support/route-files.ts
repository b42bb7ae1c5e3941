import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const created: string[] = [];

afterAll(() => {
  for (const directory of created.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/**
 * Writes route files into a new directory that ends in `/api` and goes away after the tests.
 *
 * @param files File text by path below the directory.
 */
export function writeRouteFiles(files: Record<string, string>): string {
  const directory = path.join(mkdtempSync(path.join(tmpdir(), 'route-files-')), 'api');
  mkdirSync(directory);
  created.push(path.dirname(directory));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(directory, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return directory;
}
