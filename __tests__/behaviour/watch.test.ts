import { describeModuleKinds, type ModuleKind } from '../support/module-kinds';
import { watchApp } from '../support/watched-app';

/** An endpoint that says its version and that of what it imports. */
const endpoint = ({ use, give }: ModuleKind, version: string): string =>
  use('word', '../lib/word') + give('GET', `() => new Response('${version} ' + word)`);

describe.each(['express4', 'express'])('watch on %s', (express) => {
  describeModuleKinds('shows', (kind) => {
    const { extension, use, give } = kind;
    const files = {
      [`api/a.${extension}`]: endpoint(kind, 'one'),
      [`lib/word.${extension}`]: use('end', './end') + give('word', `'word' + end`),
      [`lib/end.${extension}`]: give('end', `'!'`),
    };

    it('a changed endpoint', async () => {
      const app = await watchApp(files, { express });
      expect((await app.get('/api/a')).text).toBe('one word!');
      app.write(`api/a.${extension}`, endpoint(kind, 'two'));
      await app.untilText('/api/a', 'two word!');
    });

    it('a changed module outside the directory, and one that it imports', async () => {
      const app = await watchApp(files, { express });
      app.write(`lib/word.${extension}`, use('end', './end') + give('word', `'term' + end`));
      await app.untilText('/api/a', 'one term!');
      app.write(`lib/end.${extension}`, give('end', `'?'`));
      await app.untilText('/api/a', 'one term?');
      app.write(`lib/end.${extension}`, give('end', `'.'`));
      await app.untilText('/api/a', 'one term.');
    });

    it('added, renamed and removed files and folders', async () => {
      const app = await watchApp(files, { express });
      app.write(`api/users/deep/[id].${extension}`, give('GET', `({ params }) => new Response(params.id)`));
      await app.untilText('/api/users/deep/7', '7');
      app.rename(`api/users/deep/[id].${extension}`, `api/users/deep/me.${extension}`);
      await app.untilStatus('/api/users/deep/7', 404);
      expect((await app.get('/api/users/deep/me')).status).toBe(200);
      app.rename('api/users', 'api/people');
      await app.untilStatus('/api/people/deep/me', 200);
      await app.untilStatus('/api/users/deep/me', 404);
      app.remove('api/people');
      await app.untilStatus('/api/people/deep/me', 404);
      expect(await app.ask('patterns')).toEqual(['/api/a']);
    });

    it('an added, changed and removed _middleware', async () => {
      const app = await watchApp(files, { express });
      const middleware = (text: string): string =>
        give('onRequest', `async ({ cookies }, next) => new Response('${text} ' + (await (await next()).text()))`);
      app.write(`api/_middleware.${extension}`, middleware('outer'));
      await app.untilText('/api/a', 'outer one word!');
      app.write(`api/_middleware.${extension}`, middleware('other'));
      await app.untilText('/api/a', 'other one word!');
      app.remove(`api/_middleware.${extension}`);
      await app.untilText('/api/a', 'one word!');
    });

    it('the last good version of a file that breaks, says where, and recovers', async () => {
      const app = await watchApp(
        { ...files, [`api/b.${extension}`]: give('GET', `() => new Response('b1')`) },
        { express },
      );
      app.write(`api/a.${extension}`, `${give('POST', '() => {}')}\nconst x = (;\n`);
      app.write(`api/b.${extension}`, give('GET', `() => new Response('b2')`));
      await app.untilText('/api/b', 'b2');
      const text = await app.untilLogged(/found a problem/);
      expect(text).toMatch(new RegExp(`api/a\\.${extension}\n[^]*a\\.${extension}:3[^]*> 3 \\| const x = \\(;`));
      expect((await app.get('/api/a')).text).toBe('one word!');
      app.write(`api/a.${extension}`, endpoint(kind, 'two'));
      await app.untilText('/api/a', 'two word!');
      await app.untilLogged(/every file loads again/);
    });

    it('the last good version while an import throws, with the line that throws', async () => {
      const app = await watchApp(files, { express });
      app.write(`lib/word.${extension}`, `${give('word', '1')}throw new Error('no database');\n`);
      const text = await app.untilLogged(/no database/);
      expect(text).toMatch(/lib\/word\.\w+:2[^]*> 2 \| throw new Error/);
      expect((await app.get('/api/a')).text).toBe('one word!');
      app.write(`lib/word.${extension}`, give('word', `'mended'`));
      await app.untilText('/api/a', 'one mended');
    });

    it('an import that comes later than its importer', async () => {
      const app = await watchApp(files, { express });
      app.write(`api/b.${extension}`, use('late', '../other/late') + give('GET', '() => new Response(late)'));
      await app.untilLogged(/other\/late/);
      app.write(`other/late.${extension}`, give('late', `'here'`));
      await app.untilText('/api/b', 'here');
    });

    it('modules that import each other', async () => {
      const app = await watchApp(files, { express });
      app.write(`lib/x.${extension}`, use('y', './y') + give('x', `() => 'x' + y`));
      app.write(`lib/y.${extension}`, `${use('x', './x')}${give('y', `'y'`)}${give('both', '() => typeof x')}`);
      app.write(`api/c.${extension}`, use('x', '../lib/x') + give('GET', '() => new Response(x())'));
      await app.untilText('/api/c', 'xy');
      app.write(`lib/y.${extension}`, use('x', './x') + give('y', `'z'`));
      await app.untilText('/api/c', 'xz');
    });
  });
});

describeModuleKinds('watch keeps', (kind) => {
  const { extension, use, give } = kind;

  it('the state of modules that have not changed', async () => {
    const app = await watchApp({
      [`lib/store.${extension}`]: give('store', '{ count: 0 }'),
      [`api/a.${extension}`]: use('store', '../lib/store') + give('GET', `() => new Response('a' + (store.count = 1))`),
    });
    expect((await app.get('/api/a')).text).toBe('a1');
    app.write(
      `api/a.${extension}`,
      use('store', '../lib/store') + give('GET', `() => new Response('b' + store.count)`),
    );
    await app.untilText('/api/a', 'b1');
    app.write(
      `api/b.${extension}`,
      use('store', '../lib/store') + give('GET', `() => new Response('c' + store.count)`),
    );
    await app.untilText('/api/b', 'c1');
  });

  it('packages as they are, the same that the app has', async () => {
    const app = await watchApp({
      'node_modules/dual/package.json': '{ "exports": { "import": "./index.mjs", "require": "./index.cjs" } }',
      'node_modules/dual/index.mjs': 'export const instance = `module ${Math.random()}`;',
      'node_modules/dual/index.cjs': 'exports.instance = `commonjs ${Math.random()}`;',
      [`api/a.${extension}`]: `import('dual');\n${give('GET', '() => new Response()')}`.replace(/^.*\n/, ''),
    });
    // Where Node strips types, TypeScript with the syntax of an ES module is one.
    const isModule =
      kind.name === 'ES modules' ||
      (kind.name === 'TypeScript' && 'typescript' in process.features && Boolean(process.features.typescript));
    const entry = isModule ? 'index.mjs' : 'index.cjs';
    const file = `${app.folder}/node_modules/dual/${entry}`;
    const instance = await app.ask(entry === 'index.mjs' ? 'imported' : 'required', file);
    for (const version of ['1', '2']) {
      app.write(`api/a.${extension}`, packageUser(kind, version));
      await app.untilText('/api/a', `${version} ${String(instance)}`);
    }
  });

  it('requests under way on the table that they came in on', async () => {
    const held = `() => new Promise((resolve) => { globalThis.release = () => resolve(new Response('old')); })`;
    const state = (version: string): string =>
      give('GET', `() => new Response('${version} ' + typeof globalThis.release)`);
    const app = await watchApp({
      [`api/held.${extension}`]: give('GET', held),
      [`api/release.${extension}`]: give('GET', '() => { globalThis.release(); return new Response(); }'),
      [`api/state.${extension}`]: state('one'),
    });
    const answer = app.get('/api/held');
    await app.untilText('/api/state', 'one function');
    app.write(`api/held.${extension}`, give('GET', `() => new Response('new')`));
    app.write(`api/state.${extension}`, state('two'));
    await app.untilText('/api/state', 'two function');
    expect((await app.get('/api/held')).text).toBe('new');
    await app.get('/api/release');
    expect((await answer).text).toBe('old');
  });
});

function packageUser({ name, give }: ModuleKind, version: string): string {
  const use = name === 'CommonJS' ? `const { instance } = require('dual');\n` : `import { instance } from 'dual';\n`;
  return use + give('GET', `() => new Response('${version} ' + instance)`);
}
