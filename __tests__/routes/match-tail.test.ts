import { compileTail } from '../../lib/routes/match-tail';
import { parseFileName } from '../../lib/routes/parse-file-name';
import type { ParamReading } from '../../lib/routes/route';

const next: ParamReading = { matchesBare: false, catchAll: 'array', decode: 'component' };
const astro: ParamReading = { matchesBare: true, catchAll: 'string', decode: 'uri' };

function match(name: string, path: string, reading = next, mount = false): (string | undefined)[] | undefined {
  return compileTail(parseFileName(`${name}.ts`), reading, mount)(path, 0);
}

describe('compileTail', () => {
  it.each([
    ['[...a]', '/x', ['x']],
    ['[...a]', '/x/', ['x/']],
    ['[...a]', '/', undefined],
    ['[...a]', '', undefined],
    ['[[...a]]', '', [undefined]],
    ['[[...a]]', '/', [undefined]],
    ['[[...a]]/x', '/x', [undefined]],
    ['[[...a]]/x', '/y/x', ['y']],
    ['[[...a]]/x', '/yx', undefined],
    ['[[...a]]/x', '//x', undefined],
    ['[...a]/x', '/x', undefined],
    ['[...a]/x', '/a/b/x', ['a/b']],
    ['[...a]/x', '//x', undefined],
    ['[...a]/[b]', '/x/y', ['x', 'y']],
    ['[...a]/[b]', '/x', undefined],
    ['[...a].json', '/x/y.json', ['x/y']],
    ['[...a].json', '/.json', [undefined]],
    ['v[...a]', '/v', [undefined]],
    ['v[...a]', '/v/x', ['/x']],
    ['[a]-[b]', '/a-b', ['a', 'b']],
    ['[a]-[b]', '/-b', undefined],
    ['[a]-[b]', '/--b', ['-', 'b']],
    ['[a]-[b]', '/a-', undefined],
    ['[a]-[b]', '/a/-b', undefined],
    ['[a].[b]', '/a..b', ['a', '.b']],
    ['[...a]/x/[[...b]]', '/q/x', ['q', undefined]],
    ['[...a]/x/[[...b]]', '/q/x/', ['q', undefined]],
    ['[...a]/x/[[...b]]', '/q/x/y/z', ['q', 'y/z']],
    ['[...a]/x/[[...b]]', '//x/x', ['/x', undefined]],
    ['[[...a]]/[b]', '/x', [undefined, 'x']],
    ['[[...a]]/[b]', '/x/y/z', ['x/y', 'z']],
    ['[...a]-[b]', '/x-', undefined],
    ['[...a]-[b]', '/x/y-z', ['x/y', 'z']],
    ['a[b]', '/a', undefined],
    ['a[b]c', '/axc', ['x']],
    ['a[b]/c', '/ax/c', ['x']],
    ['[a]', '/x', ['x']],
    ['[a]', '/x/y', undefined],
    ['a[b]', '/ab/', undefined],
  ])('%s on "%s" gives %j', (name, path, values) => {
    expect(match(name, path)).toStrictEqual(values);
  });

  it.each([
    ['[...a]', '', [undefined]],
    ['[...a]/x', '/x', [undefined]],
    ['[...a]/x', '/a/x', ['a']],
  ])('%s in Astro\'s reading on "%s" gives %j', (name, path, values) => {
    expect(match(name, path, astro)).toStrictEqual(values);
  });

  it.each([
    ['[...a]', '/x/y', ['x']],
    ['[...a]/x', '/1/x/below', ['1']],
    ['[...a]/x', '/1/xbelow', undefined],
    ['a[b]', '/ax/below', ['x']],
  ])('%s as a mount on "%s" gives %j', (name, path, values) => {
    expect(match(name, path, next, true)).toStrictEqual(values);
  });

  it('begins at a position', () => {
    expect(compileTail(parseFileName('[...a]/x.ts'), next, false)('/skip/1/x', 5)).toEqual(['1']);
  });
});
