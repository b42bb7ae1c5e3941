import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { apiRoutes } from 'express-pages-api';
import { buildStatic, type BuildResult } from 'express-pages-api/static';
import { serve } from '../support/serve';

const site = 'https://example.com';
const original = path.resolve(__dirname, '../../conformance/astro-static');
const expected = JSON.parse(readFileSync(path.join(original, 'expected-files.json'), 'utf8')) as Record<string, string>;
// Astro writes the 404 as a file and says nothing; here it is an error.
delete expected['api/error.json'];

const folder = mkdtempSync(path.join(tmpdir(), 'astro-static-'));
const pages = path.join(folder, 'pages');
cpSync(path.join(original, 'pages'), pages, { recursive: true });
const outDir = path.join(folder, 'dist');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function readTree(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(directory, file).split(path.sep).join('/'), readFileSync(file).toString('base64')];
    }),
  );
}

describe('the endpoints of the Astro project', () => {
  let result: BuildResult;

  it('are refused while one answers with 404, which is named', async () => {
    const building = buildStatic(pages, { outDir, site });
    await expect(building).rejects.toThrow(/api\/error\.json\.ts\n\s+\/api\/error\.json: It answered with status 404/);
    expect(readdirSync(folder)).toEqual(['pages']);
  });

  it('give the bytes that astro build gives, file by file', async () => {
    rmSync(path.join(pages, 'api/error.json.ts'));
    result = await buildStatic(pages, { outDir, site });
    const { '.pages-api-manifest.json': manifest, ...files } = readTree(outDir);
    expect(files).toEqual(expected);
    expect(JSON.parse(Buffer.from(manifest!, 'base64').toString())).toEqual({ version: 1, files: result.files });
  });

  it('are summed up with the paths that have no file', () => {
    expect(result.files).toHaveLength(Object.keys(expected).length);
    expect(result.empty).toEqual([{ path: '/api/nothing.json', source: 'api/nothing.json.ts' }]);
    expect(result.bytes).toBe(
      Object.values(expected).reduce((sum, text) => sum + Buffer.from(text, 'base64').length, 0),
    );
  });

  it('give the same bytes from memory', async () => {
    const routes = apiRoutes(pages, { site, output: 'static' });
    const { url } = await serve(routes);
    const answers: Record<string, string> = {};
    for (const file of Object.keys(expected)) {
      const response = await fetch(`${url}/${encodeURI(file)}`);
      expect([file, response.status]).toEqual([file, 200]);
      answers[file] = Buffer.from(await response.arrayBuffer()).toString('base64');
    }
    expect(answers).toEqual(expected);
    expect((await fetch(`${url}/api/nothing.json`)).status).toBe(404);
  });
});
