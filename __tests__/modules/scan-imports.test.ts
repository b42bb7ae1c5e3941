import { hasDynamicImport, scanImports } from '../../lib/modules/scan-imports';

describe('the imports of a text', () => {
  it.each([
    `import a from './a'`,
    `import './a';`,
    `export * from "./a"`,
    `import('./a')`,
    'import (`./a`)',
    `require('./a')`,
    `import(/* hi */ './a')`,
    `import(\n  // vite-ignore\n  './a'\n)`,
    `import /* 1 */ ( /* 2 */ /* 3 */ './a')`,
    `import a from /* hi */ './a'`,
    `require(/* webpackIgnore: true */ './a')`,
  ])('are found in %s', (text) => {
    expect(scanImports(text)).toEqual(['./a']);
  });

  it.each(['import(name)', 'from(x)', `important('./a')`, `import(/* './a' */ name)`])('are not in %s', (text) => {
    expect(scanImports(text)).toEqual([]);
  });

  it('are read in a moment from a text that is made to be slow', () => {
    const text = `import ${'/*'.repeat(20_000)} from ${'/**/ '.repeat(20_000)}x`;
    expect(scanImports(text)).toEqual([]);
  });

  it('are dynamic behind a comment, too', () => {
    expect(hasDynamicImport('import /* hi */ (name)')).toBe(true);
  });
});
