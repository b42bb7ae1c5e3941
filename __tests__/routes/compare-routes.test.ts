import { compareRoutes } from '../../lib/routes/compare-routes';
import { parseFileName } from '../../lib/routes/parse-file-name';

function order(...names: string[]): string[] {
  const routes = names.map((name) => {
    const mount = name.endsWith('/**');
    const file = mount ? name.slice(0, -3) : name;
    return { segments: parseFileName(`${file}.ts`), pattern: `/${file}`, mount, name };
  });
  return routes.sort(compareRoutes).map(({ name }) => name);
}

describe('compareRoutes', () => {
  it.each([
    ['what a segment is made of', ['a', 'a[x]', 'a[...x]', '[x]', '[...y]', '[[...z]]']],
    ['the first segment that differs', ['a/[x]/[y]', 'a/[...x]', '[x]/b/c']],
    ['text by the alphabet', ['a', 'b', 'c']],
    ['the longer path, of two that begin alike', ['a/b/c', 'a/b', 'a']],
    ['the folder itself before its catch-all', ['a', 'a/[...x]', 'a/[[...y]]']],
    ['a mounted router after all below it', ['a/b', 'a/[x]', 'a/[...x]', 'a/**']],
    ['a mounted router before its wider siblings', ['a/b', 'a/**', '[x]', '[...x]']],
    ['more segments behind a catch-all', ['[...x]/a/b', '[...x]/a', '[...x]']],
    ['what stands behind a catch-all, before what ends with one', ['[[...x]]/a', 'index', '[...y]']],
    ['the root last but for a catch-all', ['a', '[x]', 'index', '[...x]']],
    ['the text of two with the same shape', ['[a]', '[b]']],
    ['a catch-all with more behind it, before one that ends the path', ['[...x]/a', '[...x]/[y]', '[...x]']],
    ['an optional catch-all with more behind it, before a catch-all', ['[[...x]]/a', '[...x]']],
    ['text behind a catch-all by the alphabet, before length', ['[...x]/a', '[...x]/b/c', '[...x]/c']],
    ['text with parameters as one kind, whatever the text', ['b[x]/a', 'a[x]/[y]']],
    ['what ends before a catch-all, behind another one', ['[...x]/a', '[...x]/a/[...y]', '[...x]']],
    ['a catch-all below text that holds one', ['a[...x]/[...y]', 'a[...x]']],
    ['a mounted router last among equals', ['a', 'a/**']],
    ['a mounted router after a catch-all below it', ['a/[...x]', 'a/**']],
    ['letters before their capitals, digits before letters', ['1', 'a', 'A', 'b']],
    ['the code of letters that an alphabet holds for equal', ['a\u0001', 'a\u0002']],
    ['the code of such letters in the names of parameters', ['[\u00c5]', '[\u212b]']],
  ])('goes by %s', (_rule, expected) => {
    expect(order(...[...expected].reverse())).toEqual(expected);
    expect(order(...expected)).toEqual(expected);
  });
});
