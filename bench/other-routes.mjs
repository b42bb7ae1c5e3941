import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A copy of a folder of route files with `count` others beside them, in one file each; it goes away with the process. */
export function writeOtherRoutes(pages, count) {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-routes-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  cpSync(pages, folder, { recursive: true });
  writePackage(folder);
  for (let i = 0; i < count / 2; i++) {
    const resource = path.join(folder, 'api', `resource-${i}`);
    mkdirSync(resource, { recursive: true });
    writeFileSync(path.join(resource, 'index.js'), `exports.default = (req, res) => res.json({ i: ${i} });\n`);
    writeFileSync(path.join(resource, '[id].js'), `exports.default = (req, res) => res.json({ id: req.query.id });\n`);
  }
  return folder;
}

export function writePackage(folder) {
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "commonjs" }\n');
}
