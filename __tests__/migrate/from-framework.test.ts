import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import request from 'supertest';
import { createTestApp } from 'express-pages-api/testing';
import { applyChanges } from '../../lib/migrate/apply-changes';
import { type FrameworkCopy, planFrameworkCopy } from '../../lib/migrate/from-framework';
import type { Framework } from '../../lib/migrate/framework-project';
import { writeAppProject } from '../support/app-project';
import { runCli } from '../support/run-cli';

const conformance = path.resolve(__dirname, '../../conformance');
const folder = mkdtempSync(path.join(tmpdir(), 'from-framework-'));
let count = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a project and plans its copying to a folder beside it. */
function plan(
  framework: Framework,
  files: Record<string, string>,
  out = framework === 'next' ? 'new/api' : 'new',
): FrameworkCopy & { root: string; out: string } {
  const root = path.join(folder, String(++count));
  for (const [name, text] of Object.entries({ 'package.json': '{}', ...files })) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  const target = path.join(root, out);
  return { ...planFrameworkCopy(framework, root, target), root, out: target };
}

function textOf({ changes, out }: FrameworkCopy & { out: string }, name: string): string | undefined {
  return changes.find(({ file }) => file === path.join(out, name))?.after;
}

function listFiles(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();
}

/** Status and findings of the one endpoint of a project. */
function check(framework: Framework, text: string, more: Record<string, string> = {}): [string, ...string[]] {
  const name = framework === 'next' ? 'pages/api/a.ts' : 'src/pages/a.ts';
  const [file] = plan(framework, { [name]: text, ...more }).report.files;
  return [file!.status, ...file!.findings.map(({ line, text }) => `${line}: ${text}`)];
}

describe('endpoint files of Next', () => {
  it('copies what the real framework ran, byte for byte', () => {
    const from = path.join(conformance, 'next/pages/api');
    const { report, changes } = planFrameworkCopy(
      'next',
      path.join(conformance, 'next'),
      path.join(folder, 'next/api'),
    );
    expect(new Set(report.files.map(({ status }) => status))).toEqual(new Set(['ready']));
    expect(changes.length).toBe(124);
    for (const { file, after } of changes) {
      const below = path.relative(path.join(folder, 'next/api'), file);
      expect(after).toBe(readFileSync(path.join(from, below), 'utf8'));
    }
  });

  it('points imports at the same files from the new place', () => {
    const copy = plan(
      'next',
      {
        'tsconfig.json': `{ // with a comment
        "extends": "./base.json", "compilerOptions": { "paths": { "@/*": ["./src/*"], "db": ["./src/database/index.ts"] } } }`,
        'base.json': '{ "compilerOptions": { "strict": true } }',
        'src/names.ts': 'export const names = [];',
        'src/database/index.ts': 'export const db = {};',
        'pages/api/users/[id].ts': [
          "import { names } from '../../../src/names';",
          'import { db } from "db";',
          "import { list } from '@/names.js';",
          "const late = () => import('@/names');",
          "const old = require('@/database');",
          'export default () => {};',
        ].join('\n'),
      },
      'server/routes/api',
    );
    expect(copy.report.files).toEqual([{ path: 'users/[id].ts', status: 'ready', isCopied: false, findings: [] }]);
    expect(textOf(copy, 'users/[id].ts')).toBe(
      [
        "import { names } from '../../../../src/names';",
        'import { db } from "../../../../src/database";',
        "import { list } from '../../../../src/names.js';",
        "const late = () => import('../../../../src/names');",
        "const old = require('../../../../src/database');",
        'export default () => {};',
      ].join('\n'),
    );
  });

  it('follows imports through modules that stay in the old project', () => {
    const copy = plan('next', {
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }',
      'pages/api/a.ts': "import '../../lib/one';",
      'pages/api/b.ts': "import '../../lib/two';",
      'lib/one.ts': "import type { A } from 'next/server';\nimport '@/lib/three';",
      'lib/two.ts': "import './four';",
      'lib/three.ts': '',
      'lib/four.ts': "\nimport { headers } from 'next/headers';",
    });
    expect(copy.report.files.map(({ status, findings }) => [status, findings[0]!.file, findings[0]!.line])).toEqual([
      ['ready-with-note', 'lib/one.ts', 2],
      ['needs-a-hand', 'lib/four.ts', 2],
    ]);
  });

  it('takes types from this package, under the names they have there', () => {
    const copy = plan('next', {
      'pages/api/a.ts':
        "import { NextApiRequest, type NextApiResponse } from 'next';\nimport type { PageConfig } from 'next';\n",
      'pages/api/b.ts': "import { NextApiHandler } from 'next';\n",
      'pages/api/c.ts': "export type Handler = import('next').NextApiHandler;\n",
    });
    expect(textOf(copy, 'a.ts')).toBe(
      "import { NextApiRequest, type NextApiResponse } from 'express-pages-api';\nimport type { EndpointConfig as PageConfig } from 'express-pages-api';\n",
    );
    expect(textOf(copy, 'b.ts')).toBe("import type { NextApiHandler } from 'express-pages-api';\n");
    expect(textOf(copy, 'c.ts')).toBeUndefined();
  });

  it('names the line of what is not here, and does not copy the file', () => {
    const copy = plan('next', {
      'pages/api/a.ts':
        "// one\nimport { NextResponse } from 'next/server';\nexport default () => NextResponse.json({});\n",
    });
    expect(copy.report.files[0]).toMatchObject({ status: 'needs-a-hand', findings: [{ level: 'hand', line: 2 }] });
    expect(copy.changes.length).toBe(0);
  });

  it.each([
    ["import { cookies } from 'next/headers';", "1: imports 'next/headers'"],
    ["import { revalidatePath } from 'next/cache';", "1: imports 'next/cache'"],
    ["import getConfig from 'next/config';", "1: imports 'next/config'"],
    ["import 'server-only';", "1: imports 'server-only'"],
    ["import { GetServerSideProps } from 'next';", "1: imports 'GetServerSideProps' of 'next'"],
    ["import next from 'next';", "1: imports 'next'"],
    ["import x from '@/nowhere';", "1: imports '@/nowhere', which leads to no file"],
    ["import x from './nowhere';", "1: imports './nowhere', which leads to no file"],
    ["import wasm from './x.wasm?module';", "1: imports './x.wasm?module', which a bundler resolves"],
    ["import picture from '../picture.png';", "1: imports '../picture.png', which a bundler turns into a module"],
    [
      'export default (req) => import(`./${req.query.name}`);',
      '1: loads a module whose name is known at run time only',
    ],
    ['export default (req, res) => res.revalidate("/");', '1: revalidate() throws here'],
    ['export default (req, res) => res.sendFile(__dirname + "/x");', '1: __dirname is another folder after the move'],
  ])('%s needs a hand', (text, finding) => {
    const [status, first] = check('next', text, {
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }',
      'pages/picture.png': '',
    });
    expect(status).toBe('needs-a-hand');
    expect(first).toContain(finding);
  });

  it('notes settings that have no meaning here', () => {
    expect(
      check(
        'next',
        "export const config = { api: { bodyParser: false, extra: 1 }, regions: ['fra1'] };\nexport const maxDuration = 5;\nexport default () => {};",
      ),
    ).toEqual([
      'ready-with-note',
      '1: config.api.extra, config.regions has no meaning here',
      "2: export 'maxDuration' has no meaning here",
    ]);
  });

  it('says of files that Next serves and this package does not that they need another name', () => {
    const { report } = plan('next', {
      'pages/api/_inner.ts': '',
      'pages/api/a.test.ts': '',
      'pages/api/b.tsx': '',
      'pages/api/ok.ts': '',
    });
    expect(report.files.map((file) => [file.path, file.status])).toEqual([
      ['_inner.ts', 'needs-a-hand'],
      ['a.test.ts', 'needs-a-hand'],
      ['b.tsx', 'needs-a-hand'],
      ['ok.ts', 'ready'],
    ]);
  });

  it('lists middleware, configuration and environment files', () => {
    const { report } = plan('next', {
      'pages/api/a.ts': '',
      'middleware.ts': '',
      '.env.local': 'A=1',
      '.env.example': 'A=',
      'next.config.mjs': 'export default {\n  reactStrictMode: true,\n  async rewrites() {},\n};\n',
    });
    expect(report.settings.map(({ file, line, text }) => `${file}:${line} ${text.split(/[ :]/)[0]}`)).toEqual([
      'next.config.mjs:3 rewrites',
      'middleware.ts:1 middleware',
      '.env.local:1 Next',
    ]);
  });
});

describe('endpoint files of Astro', () => {
  it('copies what the real framework ran, byte for byte', () => {
    const out = path.join(folder, 'astro');
    const { report, changes } = planFrameworkCopy('astro', path.join(conformance, 'astro'), out);
    expect(report.files.filter(({ status }) => status === 'needs-a-hand')).toEqual([]);
    expect(changes.length).toBe(130);
    for (const { file, after } of changes) {
      expect(after).toBe(readFileSync(path.join(conformance, 'astro/pages', path.relative(out, file)), 'utf8'));
    }
  });

  it.each([
    ["import { getCollection } from 'astro:content';", "1: imports 'astro:content'"],
    ["import { API_KEY } from 'astro:env/server';", "1: imports 'astro:env/server': read process.env"],
    ["import { defineMiddleware } from 'astro:middleware';", "1: imports 'astro:middleware'"],
    ["import { z } from 'astro/zod';", "1: imports 'astro/zod'"],
    ["import rss from '@astrojs/rss';", "1: imports '@astrojs/rss'"],
    ["import type { AstroGlobal } from 'astro';", "1: imports 'AstroGlobal' of 'astro'"],
    ['export const GET = () => new Response(import.meta.env.KEY);', "1: import.meta.env is Vite's"],
    ["const all = import.meta.glob('./*.md');", "1: import.meta.glob() is Vite's"],
    ["import text from './a.txt?raw';", '1: imports'],
    ['export const GET = ({ session }) => new Response();', '1: context.session is not here'],
    [
      'export const GET: APIRoute = async (ctx) =>\n  new Response(await ctx.session.get("a"));',
      '2: context.session is not here',
    ],
    ['export function GET(context) {\n  return render({ ...context });\n}', '2: copies the context'],
  ])('%s needs a hand', (text, finding) => {
    const [status, first] = check('astro', text);
    expect(status).toBe('needs-a-hand');
    expect(first).toContain(finding);
  });

  it('leaves pages, components and private files alone', () => {
    const copy = plan('astro', {
      'src/pages/index.astro': '',
      'src/pages/post.md': '',
      'src/pages/_private.ts': '',
      'src/pages/api/a.ts': "import { APIRoute } from 'astro';\nimport { x } from '../_private';\n",
      'astro.config.mjs': "export default { output: 'server' };",
    });
    expect(copy.report.files.map(({ path: name, status }) => [name, status])).toEqual([['api/a.ts', 'ready']]);
    expect(copy.report.carried).toEqual(['_private.ts']);
    expect(textOf(copy, 'api/a.ts')).toBe(
      "import type { APIRoute } from 'express-pages-api';\nimport { x } from '../_private';\n",
    );
  });

  it('notes what Astro builds ahead of time', () => {
    expect(check('astro', 'export const GET = () => {};')[1]).toMatch(/^1: Astro builds it ahead of time/);
    expect(check('astro', 'export const prerender = true;\nexport const GET = () => {};')).toEqual(['ready']);
    expect(
      check('astro', 'export const GET = () => {};', { 'astro.config.ts': "export default { output: 'server' }" }),
    ).toEqual(['ready']);
  });
});

describe('copying', () => {
  const files = {
    'pages/api/hello.ts':
      "import { greet } from '../../greet';\nexport default (req, res) => res.json({ text: greet(req.query.name) });\n",
    'pages/api/late.ts': "import { cache } from 'next/cache';\n",
    'greet.ts': 'export const greet = (name) => `Hello ${name}`;\n',
  };

  it('writes nothing while planning', () => {
    expect(listFiles(plan('next', files).out)).toEqual([]);
  });

  it('writes files that answer', async () => {
    const copy = plan('next', files);
    applyChanges(copy.changes, copy.root);
    expect(listFiles(copy.out)).toEqual(['hello.ts']);
    await request(await createTestApp(copy.out))
      .get('/api/hello?name=Ada')
      .expect(200, { text: 'Hello Ada' });
  });

  it('changes nothing the second time', () => {
    const copy = plan('next', files);
    applyChanges(copy.changes, copy.root);
    const again = planFrameworkCopy('next', copy.root, copy.out);
    expect(again.changes.length).toBe(0);
    expect(again.report.files[0]).toMatchObject({ status: 'ready', isCopied: true });
  });

  it('never writes over a file', () => {
    const root = plan('next', { ...files, 'new/api/hello.ts': 'mine' }).root;
    const copy = planFrameworkCopy('next', root, path.join(root, 'new/api'));
    applyChanges(copy.changes, root);
    expect(readFileSync(path.join(root, 'new/api/hello.ts'), 'utf8')).toBe('mine');
    expect(copy.report.files[0]!.findings[0]!.text).toBe('hello.ts is there already, with other text');
  });

  it('leaves an endpoint behind when one that it imports stays', () => {
    const { report, changes } = plan('next', { ...files, 'pages/api/both.ts': "export { default } from './late';" });
    expect(report.files[0]).toMatchObject({ path: 'both.ts', status: 'needs-a-hand' });
    expect(changes.map(({ file }) => path.basename(file))).toEqual(['hello.ts']);
  });

  it('takes away what it wrote when a file cannot be written', () => {
    const copy = plan('next', { ...files, 'pages/api/x/y.ts': '', 'new/api/x': 'a file where a folder must be' });
    expect(() => applyChanges(copy.changes, copy.root)).toThrow();
    expect(listFiles(copy.out)).toEqual(['x']);
  });

  it('refuses a directory that would change the URLs', () => {
    expect(() => plan('next', files, 'new/routes')).toThrow(/must be a folder named "api"/);
    expect(() => plan('astro', { 'src/pages/a.ts': '' }, 'new/api')).toThrow(
      /must be a folder that is not named "api"/,
    );
  });

  it('refuses a project without endpoints', () => {
    expect(() => plan('next', {})).toThrow(/has no folder pages\/api or src\/pages\/api/);
    expect(() => plan('next', { 'pages/api/readme.md': '' })).toThrow(/has no endpoint files/);
  });

  it('says when the new place belongs to another package, and what that one lacks', () => {
    const { report } = plan('next', {
      ...files,
      'package.json': '{ "dependencies": { "next": "16", "pg": "8", "zod": "4" } }',
      'new/package.json': '{ "dependencies": { "zod": "4" } }',
    });
    expect(report.settings.map(({ text }) => text)).toEqual([
      'new/package.json is another package: modules outside the endpoints stay in the old project; it lacks pg',
    ]);
  });
});

describe('pages-api migrate --from', () => {
  const files = { 'pages/api/hello.js': 'module.exports = (req, res) => res.json({ hello: true });\n' };
  const args = ['migrate', '.', '--from', 'next', '--out', 'server/api'];

  it('writes nothing without --apply', async () => {
    const folder = writeAppProject(files);
    const { code, stdout } = await runCli(args, folder);
    expect(code).toBe(0);
    expect(stdout).toContain('Nothing written; --apply would write 1 file to server/api');
    expect(existsSync(path.join(folder, 'server'))).toBe(false);
  });

  it('refuses to write into a working tree with changes, unless forced', async () => {
    const folder = writeAppProject(files);
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    const refused = await runCli([...args, '--apply'], folder);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('changes that are not committed');
    expect(existsSync(path.join(folder, 'server'))).toBe(false);
    expect((await runCli([...args, '--apply', '--force'], folder)).code).toBe(0);
    expect(readFileSync(path.join(folder, 'server/api/hello.js'), 'utf8')).toBe(files['pages/api/hello.js']);
  });

  it('says the same to programs', async () => {
    const folder = writeAppProject(files);
    const { stdout } = await runCli([...args, '--json'], folder);
    expect(JSON.parse(stdout)).toMatchObject({
      framework: 'next',
      written: 0,
      files: [{ path: 'hello.js', status: 'ready' }],
    });
  });

  it('knows next and astro only', async () => {
    const { code, stderr } = await runCli(['migrate', '.', '--from', 'remix', '--out', 'api'], writeAppProject(files));
    expect(code).toBe(2);
    expect(stderr).toBe('--from is next or astro, not "remix".\n');
  });
});
