import fc from 'fast-check';
import { compareRoutes } from '../../lib/routes/compare-routes';
import { createMatcher, type RouteMatch } from '../../lib/routes/match-route';
import { parseFileName } from '../../lib/routes/parse-file-name';
import type { ParamReading, Route, Segment } from '../../lib/routes/route';
import { namesIn } from '../../lib/routes/read-params';
import { createRouteTable, toPattern } from '../../lib/routes/route-table';

const next: ParamReading = { matchesBare: false, catchAll: 'array', decode: 'component' };
const astro: ParamReading = { matchesBare: true, catchAll: 'string', decode: 'uri' };

interface RouteOptions {
  reading?: ParamReading;
  mount?: boolean;
  basePath?: string;
}

function createRoute(name: string, { reading = next, mount = false, basePath = '' }: RouteOptions = {}): Route {
  const segments = parseFileName(`${name}.ts`);
  const pattern = toPattern(basePath, segments);
  return { file: name, path: name, segments, pattern, names: namesIn(segments), reading, mount };
}

function createTable(...names: string[]): readonly Route[] {
  return createRouteTable(names.map((name) => createRoute(name)));
}

/** Which file answers, and the raw values of its parameters. */
function match(routes: readonly Route[], path: string, basePath = ''): [string, ...(string | undefined)[]] | undefined {
  const found = createMatcher(routes, basePath)(path);
  return found && [found.route.path, ...found.rawParams];
}

describe('createMatcher', () => {
  describe('the most specific route wins', () => {
    it.each([
      ['/a/b', 'a/b'],
      ['/a/v1', 'a/v[n]'],
      ['/a/x', 'a/[x]'],
      ['/a/x/y', 'a/[...rest]'],
      ['/a', 'a'],
      ['/b', '[[...all]]'],
      ['/', '[[...all]]'],
      ['/a/b/c', 'a/b/[c]'],
      ['/a/b/c/d', 'a/[...rest]'],
    ])('%s is answered by %s', (path, file) => {
      const routes = createTable('[[...all]]', 'a/[...rest]', 'a/[x]', 'a/v[n]', 'a/b/[c]', 'a/b', 'a');
      expect(match(routes, path)?.[0]).toBe(file);
    });
  });

  it('falls back from a deeper miss to a wider route', () => {
    const routes = createTable('a/b/c', 'a/[x]/d', '[...rest]');
    expect(match(routes, '/a/b/d')).toEqual(['a/[x]/d', 'b']);
    expect(match(routes, '/a/b/e')).toEqual(['[...rest]', 'a/b/e']);
  });

  it('goes on behind a place in the table', () => {
    const find = createMatcher(createTable('a', '[x]', '[...rest]'), '');
    const places: string[] = [];
    for (let found = find('/a'); found; found = find('/a', found.rank)) places.push(found.route.path);
    expect(places).toEqual(['a', '[x]', '[...rest]']);
  });

  it.each([
    ['/api', 'index'],
    ['/api/', 'index'],
    ['/api/a', 'a'],
    ['/apia', undefined],
    ['/apixa', undefined],
    ['/API/a', undefined],
    ['/ap', undefined],
    ['/', undefined],
    ['', undefined],
    ['/api//a', undefined],
    ['/api/a/', undefined],
    ['/api/%61', undefined],
    ['/api/A', undefined],
  ])('below /api, %s is answered by %s', (path, file) => {
    const routes = createRouteTable(['index', 'a'].map((name) => createRoute(name, { basePath: '/api' })));
    expect(match(routes, path, '/api')?.[0]).toBe(file);
  });

  it.each([
    ['an empty parameter', '[a]', '/'],
    ['an empty parameter in a folder', 'x/[a]', '/x/'],
    ['an empty part', 'v[a]', '/v'],
    ['a parameter with a slash', '[a]', '/b/c'],
    ['a required catch-all without a segment', 'x/[...a]', '/x'],
    ['text that continues', 'a', '/ab'],
  ])('%s matches nothing', (_what, name, path) => {
    expect(match(createTable(name), path)).toBeUndefined();
  });

  it.each([
    ['[a]-[b]', '/x-y-z', ['x', 'y-z']],
    ['[file].json', '/a.json.json', ['a.json']],
    ['[...a].json', '/x/y.json', ['x/y']],
    ['[...a]/tail', '/tail/tail', ['tail']],
    ['[...a]/x/[...b]', '/1/x/2/x/3', ['1', '2/x/3']],
    ['[[...a]]', '/', [undefined]],
    ['__proto__/[constructor]', '/__proto__/toString', ['toString']],
  ])('%s reads %s', (name, path, values) => {
    expect(match(createTable(name), path)?.slice(1)).toEqual(values);
  });

  it.each([
    ['/1-2', '[a]-[b]'],
    ['/1.2', '[a].[b]'],
    ['/v5x/1', 'v[a]x/1'],
    ['/vx5/2', 'vx[a]/2'],
    ['/v5/2', undefined],
  ])('among segments of several parts, %s is answered by %s', (path, file) => {
    const routes = createTable('[a]-[b]', '[a].[b]', 'v[a]x/1', 'vx[a]/2');
    expect(match(routes, path)?.[0]).toBe(file);
  });

  it('goes by what follows a segment of several parts', () => {
    const routes = createTable('v[a]/x', '[b]1/y', 'v[a]/[z]');
    expect(match(routes, '/v1/y')).toEqual(['[b]1/y', 'v']);
  });

  it('finds each of many siblings', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const routes = createTable(...names.flatMap((name) => [name, `${name}/x`]));
    expect(names.map((name) => match(routes, `/${name}/x`))).toEqual(names.map((name) => [`${name}/x`]));
    expect(names.map((name) => match(routes, `/${name}`))).toEqual(names.map((name) => [name]));
    expect(match(routes, '/h')).toBeUndefined();
  });

  it("lets Astro's catch-all match its bare folder", () => {
    expect(match([createRoute('x/[...a]', { reading: astro })], '/x')).toEqual(['x/[...a]', undefined]);
  });

  it('mounts a router behind its siblings', () => {
    const routes = createRouteTable([createRoute('a', { mount: true }), createRoute('a/[x]'), createRoute('a/b')]);
    expect(match(routes, '/a/b')?.[0]).toBe('a/b');
    expect(match(routes, '/a/c')?.[0]).toBe('a/[x]');
    expect(match(routes, '/a/c/d')).toEqual(['a']);
    expect(match(routes, '/a')).toEqual(['a']);
    expect(match(routes, '/ab')).toBeUndefined();
  });
});

/** The reference: routes in order, each tried with an expression of its own. */
function matchNaively(routes: readonly Route[], path: string, after = -1): number {
  return routes.findIndex((route, rank) => rank > after && toExpression(route).test(path === '/' ? '' : path));
}

function toExpression({ segments, reading, mount }: Route): RegExp {
  const source = segments
    .map((segment, i) => segmentSource(segment, reading, !mount && i === segments.length - 1 ? '*' : '+'))
    .join('');
  return new RegExp(`^${source}${mount ? '(?:/.*)?' : ''}$`, 's');
}

function segmentSource(segment: Segment, reading: ParamReading, least: '*' | '+'): string {
  const [first] = segment;
  if (segment.length === 1 && first?.type === 'catch-all') {
    return first.optional || reading.matchesBare ? `(?:/.${least})?` : '/.+';
  }
  const parts = segment.map((part) => {
    if (part.type === 'text') return part.text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return part.type === 'param' ? '[^/]+' : '.*';
  });
  return `/${parts.join('')}`;
}

describe('createMatcher and a naive matcher', () => {
  const text = fc.constantFrom('a', 'b', 'c', 'ab', 'v1', 'x.json');
  const segment = fc.oneof(
    { weight: 4, arbitrary: text },
    { weight: 3, arbitrary: fc.constantFrom('[P]') },
    { weight: 2, arbitrary: fc.constantFrom('v[P]', '[P].json', '[P]-[P]', 'a[P]') },
    { weight: 1, arbitrary: fc.constantFrom('[...P]', '[[...P]]', '[...P].json', 'a[...P]') },
  );
  const fileName = fc.array(segment, { minLength: 0, maxLength: 4 }).map((segments) => {
    let count = 0;
    const name = segments.join('/').replaceAll('P', () => `p${count++}`);
    return name === '' ? 'index' : name;
  });
  const route = fc
    .record({ name: fileName, isAstro: fc.boolean(), mount: fc.nat(9) })
    .map(({ name, isAstro, mount }) => ({ name, reading: isAstro ? astro : next, mount: mount === 0 }))
    .filter(({ name }) => isParsed(name));
  const routeSet = fc.uniqueArray(route, {
    maxLength: 14,
    selector: ({ name }) => name.replaceAll(/p\d/g, ''),
  });
  const path = fc
    .array(fc.oneof(text, fc.constantFrom('v', 'v12', 'a-b', '-', 'a-', 'b.json', '.json', 'axe', '')), {
      maxLength: 5,
    })
    .map((names) => `/${names.join('/')}`);

  it('find the same routes, one after the other', () => {
    fc.assert(
      fc.property(routeSet, fc.array(path, { minLength: 1, maxLength: 8 }), (set, paths) => {
        const routes = createRouteTable(set.map(({ name, ...options }) => createRoute(name, options)));
        const find = createMatcher(routes, '');
        for (const asked of paths) {
          let after = -1;
          for (;;) {
            const expected = matchNaively(routes, asked, after);
            const found = find(asked, after);
            expect([asked, routes.map(({ path: name }) => name), found?.rank ?? -1]).toEqual([
              asked,
              routes.map(({ path: name }) => name),
              expected,
            ]);
            if (!found) break;
            expect(restOf(asked, found)).toMatch(found.route.mount ? /^$|^\// : /^\/?$/);
            after = found.rank;
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('order any three routes without a circle', () => {
    fc.assert(
      fc.property(fc.array(route, { minLength: 3, maxLength: 3 }), (set) => {
        const [a, b, c] = set.map(({ name, ...options }) => createRoute(name, options)) as [Route, Route, Route];
        expect(Math.sign(compareRoutes(a, b))).toBe(-Math.sign(compareRoutes(b, a)) + 0);
        if (compareRoutes(a, b) <= 0 && compareRoutes(b, c) <= 0) expect(compareRoutes(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 1000 },
    );
  });
});

function isParsed(name: string): boolean {
  try {
    return parseFileName(`${name}.ts`).length >= 0;
  } catch {
    return false;
  }
}

/** Puts the values back into the route, which must give the path again, and says what is left of it. */
function restOf(path: string, { route: { segments }, rawParams: values }: RouteMatch): string {
  let i = 0;
  const texts = segments.map((segment) => {
    const isBare = segment.length === 1 && segment[0]!.type === 'catch-all' && values[i] === undefined;
    const inner = segment.map((part) => (part.type === 'text' ? part.text : (values[i++] ?? ''))).join('');
    return isBare ? '' : `/${inner}`;
  });
  const filled = texts.join('');
  return path.startsWith(filled) ? path.slice(filled.length) : `${filled} is not ${path}`;
}

describe('the time of a match', () => {
  const bytes = 15_000;
  const routes = createTable(
    'a/[...x]/b/[...y]/c/[...z].json',
    '[...p]-[q]/end',
    '[a]-[b]-[c]-[d]-[e]-[f]',
    '[a]/[b]/[c]/[d]/[e]/[f]/[g]/end',
    'a/a/a/a/a/a/a/end',
    'v[n]/x[m]/[o].json',
    '[...all]/tail',
  );
  const find = createMatcher(routes, '');

  it.each([
    ['slashes', '/'.repeat(bytes)],
    ['one segment', `/${'a'.repeat(bytes)}`],
    ['segments of one letter', '/a'.repeat(bytes / 2)],
    ['hyphens', `/${'-'.repeat(bytes)}`],
    ['a-a-a', `/${'a-'.repeat(bytes / 2)}`],
    ['/a/b/c that nearly fit', '/a/b/c'.repeat(bytes / 6)],
    ['percent signs', `/${'%2f'.repeat(bytes / 3)}`],
  ])('stays small for 15 KB of %s', (_what, path) => {
    for (let i = 0; i < 5; i++) find(path);
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      find(path);
      return performance.now() - start;
    });
    expect(Math.min(...times)).toBeLessThan(25);
  });

  it.each([
    ['folders', (i: number) => `r${i}/[id]/x${i % 7}`, (i: number) => `/r${i}/5/x${i % 7}`],
    ['texts before a parameter', (i: number) => `v${i}-[id]`, (i: number) => `/v${i}-5`],
    ['texts behind a parameter', (i: number) => `[id].t${i}`, (i: number) => `/5.t${i}`],
  ])('does not grow with the number of %s', (_what, name, path) => {
    const many = createRouteTable(Array.from({ length: 10_000 }, (_, i) => createRoute(name(i))));
    const findAmongMany = createMatcher(many, '');
    const start = performance.now();
    const found = Array.from({ length: 1000 }, (_, i) => findAmongMany(path(i))?.route.path);
    expect(performance.now() - start).toBeLessThan(500);
    expect(found).toEqual(found.map((_, i) => name(i)));
  });
});
