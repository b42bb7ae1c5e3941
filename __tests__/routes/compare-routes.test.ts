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
  ])('goes by %s', (_rule, expected) => {
    expect(order(...[...expected].reverse())).toEqual(expected);
    expect(order(...expected)).toEqual(expected);
  });
});
