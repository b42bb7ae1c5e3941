import { parseFileName } from '../../lib/routes/parse-file-name';
import { namesIn, readParams } from '../../lib/routes/read-params';
import type { ParamReading } from '../../lib/routes/route';

const next: ParamReading = { matchesBare: false, catchAll: 'array', decode: 'component' };
const astro: ParamReading = { matchesBare: true, catchAll: 'string', decode: 'uri' };

/** The parameters of a route that has matched, from their raw texts. */
function read(name: string, rawParams: (string | undefined)[], reading: ParamReading) {
  const segments = parseFileName(`${name}.ts`);
  const route = {
    file: name,
    path: name,
    segments,
    pattern: `/${name}`,
    names: namesIn(segments),
    reading,
    mount: false,
  };
  return readParams({ route, rawParams, rank: 0 });
}

describe('the parameters of Next and Express style', () => {
  it.each([
    ['[id]', ['1'], { id: '1' }],
    ['[id]', ['a%20b%2Fc'], { id: 'a b/c' }],
    ['[id]', ['a+b'], { id: 'a+b' }],
    ['[id]', ['%2525'], { id: '%25' }],
    ['[__proto__]', ['1'], { ['__proto__']: '1' }],
    ['x/[a]/y/[b]', ['1', '2'], { a: '1', b: '2' }],
    ['[a]-[b].json', ['1', '2'], { a: '1', b: '2' }],
    ['[...path]', ['a/b%2Fc'], { path: ['a', 'b/c'] }],
    ['[...path]', ['a'], { path: ['a'] }],
    ['[[...path]]', ['a/b'], { path: ['a', 'b'] }],
    ['[[...path]]', [undefined], {}],
    ['[...path].json', ['a/b'], { path: 'a/b' }],
    ['[...path]/tail', ['a/b'], { path: 'a/b' }],
    ['[a]/[...path]', ['1', '2/3'], { a: '1', path: ['2', '3'] }],
  ])('of %s from %j', (name, rawParams, expected) => {
    expect({ ...read(name, rawParams, next) }).toEqual(expected);
  });

  it('has no parameter that was not given', () => {
    expect(Object.keys(read('[[...path]]', [undefined], next))).toEqual([]);
  });
});

describe('the parameters of Astro and class style', () => {
  it.each([
    ['[id]', ['a%20b%2Fc'], { id: 'a b%2Fc' }],
    ['[...path]', ['a/b%20c'], { path: 'a/b c' }],
    ['[...path]/tail', ['a/b'], { path: 'a/b' }],
  ])('of %s from %j', (name, rawParams, expected) => {
    expect({ ...read(name, rawParams, astro) }).toEqual(expected);
  });

  it('has undefined for a catch-all that matched nothing', () => {
    expect(Object.entries(read('[...path]', [undefined], astro))).toEqual([['path', undefined]]);
  });
});

describe('parameters', () => {
  it('have no prototype', () => {
    expect(Object.getPrototypeOf(read('[id]', ['1'], next))).toBeNull();
  });

  it.each([
    ['[id]', '%zz', next],
    ['[id]', '%', astro],
    ['[id]', '%E0%A4', next],
    ['[...path]', 'a/%zz', next],
  ])('of %s with a broken escape are 400', (name, raw, reading) => {
    const param = name.replaceAll(/[[\].]/g, '');
    expect(() => read(name, [raw], reading)).toThrow(
      expect.objectContaining({
        status: 400,
        code: 'malformed_url',
        message: `The parameter "${param}" holds a broken escape`,
        cause: expect.any(Error),
      }),
    );
  });
});
