import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const lib = path.join(__dirname, '../../lib');
/** The doors that are no part of a running app: tests, and the commands. */
const outside = /^(?:testing|cli|static|build)/;

describe('R5: the middleware', () => {
  const files = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !outside.test(file),
  );

  it.each(files)('%s makes no request of its own', (file) => {
    const code = readFileSync(path.join(lib, file), 'utf8').replace(/\/\*[^]*?\*\/|\/\/.*/g, '');
    expect(code).not.toMatch(/\bfetch\(|\bhttps?\.(?:request|get)\(|\b(?:net|tls)\.connect\(|\bnew WebSocket\(/);
  });
});
