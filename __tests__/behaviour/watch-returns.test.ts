import { describeModuleKinds } from '../support/module-kinds';
import { watchApp } from '../support/watched-app';

describeModuleKinds('watch shows the latest version', (kind) => {
  const { extension, use, give } = kind;
  const importing = use('x', '../lib/x') + give('GET', '() => new Response(x)');
  const alone = give('GET', `() => new Response('alone')`);
  const files = { [`lib/x.${extension}`]: give('x', `'X1'`), [`api/a.${extension}`]: importing };

  it('of a module that was imported, changed while it was not, and is imported again', async () => {
    const app = await watchApp(files);
    app.write(`api/a.${extension}`, alone);
    await app.untilText('/api/a', 'alone');
    app.write(`lib/x.${extension}`, give('x', `'X2'`));
    app.write(`api/a.${extension}`, importing);
    await app.untilText('/api/a', 'X2');
  });

  it('of a module behind one that has not changed meanwhile', async () => {
    const app = await watchApp({
      [`lib/x.${extension}`]: use('end', './end') + give('x', 'end'),
      [`lib/end.${extension}`]: give('end', `'X1'`),
      [`api/a.${extension}`]: importing,
    });
    app.write(`api/a.${extension}`, alone);
    await app.untilText('/api/a', 'alone');
    app.write(`lib/end.${extension}`, give('end', `'X2'`));
    app.write(`api/a.${extension}`, importing);
    await app.untilText('/api/a', 'X2');
  });

  it('of a module that changed twice while it was not imported', async () => {
    const app = await watchApp(files);
    for (const version of ['X2', 'X3']) {
      app.write(`api/a.${extension}`, alone);
      await app.untilText('/api/a', 'alone');
      app.write(`lib/x.${extension}`, give('x', `'${version}'`));
      app.write(`api/a.${extension}`, importing);
      await app.untilText('/api/a', version);
    }
  });

  it('of an endpoint that was moved away, changed there and moved back', async () => {
    const app = await watchApp({ [`api/z.${extension}`]: give('GET', `() => new Response('Z1')`) });
    app.rename(`api/z.${extension}`, `z.${extension}`);
    await app.untilStatus('/api/z', 404);
    app.write(`z.${extension}`, give('GET', `() => new Response('Z2')`));
    app.rename(`z.${extension}`, `api/z.${extension}`);
    await app.untilText('/api/z', 'Z2');
  });

  it('of a module that the app alone had imported', async () => {
    const app = await watchApp({
      [`lib/own.${extension}`]: give('instance', `'X1'`),
      [`api/a.${extension}`]: alone,
    });
    if (extension !== 'ts')
      await app.ask(extension === 'cjs' ? 'required' : 'imported', `${app.folder}/lib/own.${extension}`);
    app.write(`lib/own.${extension}`, give('instance', `'X2'`));
    app.write(`api/a.${extension}`, use('instance', '../lib/own') + give('GET', '() => new Response(instance)'));
    await app.untilText('/api/a', 'X2');
  });

  it('and keeps the state of a module that has not changed meanwhile', async () => {
    const counting = use('store', '../lib/store') + give('GET', `() => new Response('count ' + (store.count = 1))`);
    const reading = use('store', '../lib/store') + give('GET', `() => new Response('count ' + store.count)`);
    const app = await watchApp({
      [`lib/store.${extension}`]: give('store', '{}'),
      [`api/a.${extension}`]: counting,
    });
    await app.untilText('/api/a', 'count 1');
    app.write(`api/a.${extension}`, alone);
    await app.untilText('/api/a', 'alone');
    app.write(`api/a.${extension}`, reading);
    await app.untilText('/api/a', 'count 1');
  });
});

describe('watch shows the latest version', () => {
  it('of what CommonJS requires by a computed name again', async () => {
    const requiring = `const name = ['x', 'cjs'].join('.'); const { x } = require('../lib/' + name);
      exports.GET = () => new Response(x);`;
    const app = await watchApp({ 'lib/x.cjs': `exports.x = 'X1';`, 'api/a.cjs': requiring });
    app.write('api/a.cjs', `exports.GET = () => new Response('alone');`);
    await app.untilText('/api/a', 'alone');
    app.write('lib/x.cjs', `exports.x = 'X2';`);
    app.write('api/a.cjs', requiring);
    await app.untilText('/api/a', 'X2');
  });

  it('of what a file with import() requires by a computed name, each time', async () => {
    const app = await watchApp({
      'lib/part.cjs': `exports.word = 'one';`,
      'lib/late.mjs': `export const late = 'late';`,
      'api/a.cjs': `const name = ['part', 'cjs'].join('.'); const { word } = require('../lib/' + name);
        exports.GET = async () => new Response(word + ' ' + (await import('../lib/late.mjs')).late);`,
    });
    for (const word of ['two', 'three']) {
      app.write('lib/part.cjs', `exports.word = '${word}';`);
      await app.untilText('/api/a', `${word} late`);
    }
  });

  it('of what an ES module imports behind a comment', async () => {
    const app = await watchApp({
      'lib/dyn.mjs': `export const word = 'one';`,
      'api/a.mjs': `const { word } = await import(/* hi */ '../lib/dyn.mjs');
        export const GET = () => new Response(word);`,
    });
    app.write('lib/dyn.mjs', `export const word = 'two';`);
    await app.untilText('/api/a', 'two');
  });

  it.each([
    [
      'it loads',
      `const { word } = await import(\`../lib/\${n}.mjs\`); export const GET = () => new Response(word + n);`,
    ],
    ['it answers', `export const GET = async () => new Response((await import(\`../lib/\${n}.mjs\`)).word + n);`],
  ])('of what an ES module that was reloaded imports by a computed name when %s', async (_when, text) => {
    const app = await watchApp({
      'lib/dyn.mjs': `export const word = 'one ';`,
      'api/a.mjs': `const n = 'dyn';\n${text}`,
    });
    expect((await app.get('/api/a')).text).toBe('one dyn');
    app.write('lib/dyn.mjs', `export const word = 'two ';`);
    app.write('api/a.mjs', `const n = \`dyn\`;\n${text}`);
    await app.untilText('/api/a', 'two dyn');
    app.write('lib/dyn.mjs', `export const word = 'three ';`);
    await app.untilText('/api/a', 'three dyn');
  });
});
