import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const lib = path.join(__dirname, '../../lib');
/** The doors that are no part of a running app: tests, and the commands. */
const outside = /^(?:testing|cli|static|build|migrate|recorder)/;

describe('the middleware', () => {
  const files = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !outside.test(file),
  );

  function codeOf(file: string): string {
    return readFileSync(path.join(lib, file), 'utf8').replace(/\/\*[^]*?\*\/|\/\/.*/g, '');
  }

  // `modules/` compiles the files of the app.
  const readers = files.filter((file) => !file.startsWith('modules'));

  it.each(readers)('%s makes nothing but data of what clients send', (file) => {
    expect(codeOf(file)).not.toMatch(/\beval\(|\bnew Function\(|\bdeserialize\(|\bJSON\.parse\([^()]*,|\bvm\b/);
  });

  it.each(files)('%s leaves the headers that Node splits alone', (file) => {
    expect(codeOf(file)).not.toMatch(/\b(?:headers|trailers)Distinct\b/);
  });

  it.each(files)('%s makes no request of its own', (file) => {
    expect(codeOf(file)).not.toMatch(
      /\bfetch\(|\bhttps?\.(?:request|get)\(|\b(?:net|tls)\.connect\(|\bnew WebSocket\(/,
    );
  });
});
