import path from 'node:path';
import { namesIn } from '../../lib/routes/read-params';
import { createRouteTable, findMiddlewareConflicts, parseFileNames, toPattern } from '../../lib/routes/route-table';
import { parseFileName } from '../../lib/routes/parse-file-name';

describe('parseFileNames', () => {
  it('tells of each file where it lies', () => {
    const { files, problems } = parseFileNames('/routes', ['a.ts', 'b/[id].ts']);
    expect(problems).toEqual([]);
    expect(files.map(({ file, path: name }) => [file, name])).toEqual([
      [path.join('/routes', 'a.ts'), 'a.ts'],
      [path.join('/routes', 'b/[id].ts'), 'b/[id].ts'],
    ]);
  });

  it('tells of a name what is wrong with it, and reads the others', () => {
    const { files, problems } = parseFileNames('/routes', ['[.ts', 'a.ts']);
    expect(files.map((file) => file.path)).toEqual(['a.ts']);
    expect(problems).toEqual([{ file: '[.ts', message: expect.any(String), remedy: expect.any(String) }]);
  });

  const conflictsOf = (...paths: string[]) =>
    parseFileNames('/routes', paths).problems.map(({ file, message }) => [file, message]);

  it.each([
    [['a.ts', 'a.js'], 'Both files answer the same URLs (/a below the prefix).'],
    [['a.ts', 'a/index.ts'], 'Both files answer the same URLs (/a below the prefix).'],
    [['[a].ts', '[b].ts'], 'Both files answer the same URLs (/[a] and /[b] below the prefix).'],
    [['[[...a]].ts', '[[...b]].ts'], 'Both files answer the same URLs (/[[...a]] and /[[...b]] below the prefix).'],
    [['a.ts', 'a.js', 'a/index.ts'], 'All 3 files answer the same URLs (/a below the prefix).'],
    [['x-[a]/y.ts', 'x-[b]/y.js'], 'Both files answer the same URLs (/x-[a]/y and /x-[b]/y below the prefix).'],
    [['index.ts', 'index.js'], 'Both files answer the same URLs (/ below the prefix).'],
  ])('refuses %j', (paths, message) => {
    expect(conflictsOf(...paths)).toEqual([[paths.join('\n'), message]]);
  });

  it('says what to do about two files with one URL', () => {
    expect(parseFileNames('/routes', ['a.ts', 'a.js']).problems[0]!.remedy).toBe(
      'Keep one of them, or rename one; a name that begins with "_" is no route.',
    );
  });

  it('names each pair of its own', () => {
    expect(conflictsOf('a.ts', 'a.js', 'b.ts', 'c.ts', 'c.js').map(([file]) => file)).toEqual([
      'a.ts\na.js',
      'c.ts\nc.js',
    ]);
  });

  it.each([
    [['[a].ts', '[...a].ts']],
    [['[...a].ts', '[[...a]].ts']],
    [['[a].ts', 'x[a].ts']],
    [['a/b.ts', 'ab.ts']],
    [['[a]-[b].ts', '[a].[b].ts']],
  ])('admits %j', (paths) => {
    expect(conflictsOf(...paths)).toEqual([]);
  });
});

describe('findMiddlewareConflicts', () => {
  it('finds two for one folder, by folder', () => {
    const paths = ['_middleware.ts', 'a/_middleware.js', 'a/_middleware.ts', 'a/b/_middleware.ts'];
    expect(findMiddlewareConflicts(paths)).toEqual([
      {
        file: 'a/_middleware.js\na/_middleware.ts',
        message: 'A folder has one _middleware file.',
        remedy: 'Keep one of them; it may export an array.',
      },
    ]);
  });
});

describe('createRouteTable', () => {
  it('sorts a copy', () => {
    const toRoute = (name: string) => {
      const segments = parseFileName(`${name}.ts`);
      const reading = { matchesBare: false, catchAll: 'array', decode: 'component' } as const;
      return { file: name, path: name, segments, pattern: `/${name}`, names: namesIn(segments), reading, mount: false };
    };
    const routes = ['[x]', 'a'].map(toRoute);
    expect(createRouteTable(routes).map(({ path: name }) => name)).toEqual(['a', '[x]']);
    expect(routes.map(({ path: name }) => name)).toEqual(['[x]', 'a']);
  });
});

describe('toPattern', () => {
  it.each([
    ['/api', 'index', '/api'],
    ['', 'index', '/'],
    ['/api', 'a/[b]/[...c]', '/api/a/[b]/[...c]'],
    ['', '[[...c]]', '/[[...c]]'],
    ['', 'v[a].[b]-x', '/v[a].[b]-x'],
  ])('of %j and %s is %s', (basePath, name, pattern) => {
    expect(toPattern(basePath, parseFileName(`${name}.ts`))).toBe(pattern);
  });
});
