import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { discoverFiles } from '../../lib/routes/discover-files';
import { writeRouteFiles } from '../support/route-files';

const extensions = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'];

function discover(names: string[], options: { extensions?: string[]; ignore?: string[] } = {}) {
  const directory = writeRouteFiles(Object.fromEntries(names.map((name) => [name, ''])));
  return discoverFiles(directory, { extensions, ignore: [], ...options });
}

/** Root reads everything, so that it has to be somebody else for once. */
function readAsNobody(directory: string, locked: string) {
  const isRoot = process.geteuid?.() === 0;
  chmodSync(path.join(directory, locked), 0);
  if (isRoot) process.seteuid!(65_534);
  try {
    return discoverFiles(directory, { extensions, ignore: [] });
  } finally {
    if (isRoot) process.seteuid!(0);
    chmodSync(path.join(directory, locked), 0o755);
  }
}

describe('discoverFiles', () => {
  it('lists files of every depth, sorted, with slashes', () => {
    const { routes } = discover(['b/[id].ts', 'a.ts', 'b/index.ts', 'c/d/e/f.js']);
    expect(routes).toEqual(['a.ts', 'b/[id].ts', 'b/index.ts', 'c/d/e/f.js']);
  });

  it.each(extensions)('takes .%s', (extension) => {
    expect(discover([`a.${extension}`]).routes).toEqual([`a.${extension}`]);
  });

  it('takes .well-known for a folder like any other', () => {
    expect(discover(['.well-known/security.txt.ts']).routes).toEqual(['.well-known/security.txt.ts']);
  });

  it('takes names that a glob would read as a pattern', () => {
    const names = ['(group)/a.ts', '[...all].ts', '[[...opt]].ts', '{a,b}.ts', '!not.ts', '#hash.ts', 'a b.ts', 'é.ts'];
    expect([...discover(names).routes].sort()).toEqual([...names].sort());
  });

  it('sets _middleware files apart', () => {
    const { routes, middleware } = discover(['_middleware.ts', 'a/_middleware.js', 'a/b.ts', 'a/_middleware.test.ts']);
    expect(routes).toEqual(['a/b.ts']);
    expect(middleware).toEqual(['_middleware.ts', 'a/_middleware.js']);
  });

  it.each([
    ['_private.ts', 'its name begins with an underscore'],
    ['_folder/a.ts', 'the folder "_folder" begins with an underscore'],
    ['_folder/_middleware.ts', 'the folder "_folder" begins with an underscore'],
    ['__tests__/a.ts', 'the folder "__tests__" begins with an underscore'],
    ['.env.ts', 'its name begins with a full stop'],
    ['.git/a.ts', 'the folder ".git" begins with a full stop'],
    ['a/.hidden/b.ts', 'the folder ".hidden" begins with a full stop'],
    ['types.d.ts', 'it is a type declaration'],
    ['types.d.mts', 'it is a type declaration'],
    ['a.test.ts', 'it is a test'],
    ['a.spec.mjs', 'it is a test'],
    ['page.tsx', '".tsx" is not among the extensions (js, mjs, cjs, ts, mts, cts)'],
    ['a.js.map', '".map" is not among the extensions (js, mjs, cjs, ts, mts, cts)'],
    ['_middleware.x.ts', 'its name begins with an underscore'],
    ['README', 'it has no extension'],
    ['data.json', '".json" is not among the extensions (js, mjs, cjs, ts, mts, cts)'],
  ])('skips %s and says why', (name, reason) => {
    const { routes, middleware, skipped } = discover([name]);
    expect([...routes, ...middleware]).toEqual([]);
    expect(skipped).toEqual([{ path: name, reason }]);
  });

  it('skips what the ignore option matches', () => {
    const { routes, skipped } = discover(['a.ts', 'a.fixture.ts', 'old/b.ts'], {
      ignore: ['**/*.fixture.*', 'old/**'],
    });
    expect(routes).toEqual(['a.ts']);
    expect(skipped.map(({ reason }) => reason)).toEqual([
      'it matches the ignore option',
      'it matches the ignore option',
    ]);
  });

  it('ignores files whose names begin with a full stop, too', () => {
    expect(discover(['.well-known/a.ts', '.well-known/b.ts'], { ignore: ['.well-known/a.*'] }).routes).toEqual([
      '.well-known/b.ts',
    ]);
    expect(discover(['.well-known/a.ts', 'b.ts'], { ignore: ['**/a.*'] }).routes).toEqual(['b.ts']);
  });

  it.each(['x_middleware.ts', 'a.d.ts.js', 'a.test.x.js', 'spec.ts', 'atest.ts', 'd.ts'])('takes %s', (name) => {
    expect(discover([name]).routes).toEqual([name]);
  });

  it('sorts what it skips, and the middleware, by path', () => {
    const names = ['c/_middleware.ts', '_z.ts', 'b/_x.ts', '_middleware.ts', '_a.ts', 'a/_middleware.ts'];
    const { middleware, skipped } = discover(names);
    expect(middleware).toEqual(['_middleware.ts', 'a/_middleware.ts', 'c/_middleware.ts']);
    expect(skipped.map((file) => file.path)).toEqual(['_a.ts', '_z.ts', 'b/_x.ts']);
  });

  it('sorts by the whole path, whatever the order of the folders', () => {
    const { routes, middleware, skipped } = discover([
      ...['a/b.ts', 'a.ts', 'a-c/b.ts'],
      ...['a/_middleware.ts', 'a-c/_middleware.ts'],
      ...['a/_x.ts', 'a-c/_x.ts', 'a.txt'],
    ]);
    expect(routes).toEqual(['a-c/b.ts', 'a.ts', 'a/b.ts']);
    expect(middleware).toEqual(['a-c/_middleware.ts', 'a/_middleware.ts']);
    expect(skipped.map((file) => file.path)).toEqual(['a-c/_x.ts', 'a.txt', 'a/_x.ts']);
  });

  it('skips what only looks like a file', () => {
    const directory = writeRouteFiles({});
    execFileSync('mkfifo', [path.join(directory, 'pipe.ts')]);
    expect(discoverFiles(directory, { extensions, ignore: [] })).toEqual({
      routes: [],
      middleware: [],
      skipped: [{ path: 'pipe.ts', reason: 'it is not a regular file' }],
    });
  });

  it('takes other extensions', () => {
    expect(discover(['a.jsx', 'b.ts'], { extensions: ['jsx'] }).routes).toEqual(['a.jsx']);
  });

  it('never looks into node_modules', () => {
    const { routes, skipped } = discover(['a.ts', 'node_modules/x/index.js']);
    expect(routes).toEqual(['a.ts']);
    expect(skipped).toEqual([]);
  });

  it('follows a link to a file, and says so of others', () => {
    const directory = writeRouteFiles({ '_real/a.ts': '' });
    symlinkSync(path.join(directory, '_real/a.ts'), path.join(directory, 'linked.ts'));
    symlinkSync(path.join(directory, 'nowhere.ts'), path.join(directory, 'broken.ts'));
    symlinkSync(path.join(directory, '_real'), path.join(directory, 'folder'));
    const { routes, skipped } = discoverFiles(directory, { extensions, ignore: [] });
    expect(routes).toEqual(['linked.ts']);
    expect(skipped).toEqual([
      { path: '_real/a.ts', reason: 'the folder "_real" begins with an underscore' },
      { path: 'broken.ts', reason: 'it is a link, but not to a file; only those are followed' },
      { path: 'folder', reason: 'it is a link, but not to a file; only those are followed' },
    ]);
  });

  it('follows a link to a file outside of the directory: whoever made it wanted that', () => {
    const elsewhere = writeRouteFiles({ 'a.ts': '' });
    const directory = writeRouteFiles({});
    symlinkSync(path.join(elsewhere, 'a.ts'), path.join(directory, 'linked.ts'));
    expect(discoverFiles(directory, { extensions, ignore: [] }).routes).toEqual(['linked.ts']);
  });

  it('does not take a folder for a file', () => {
    const directory = writeRouteFiles({ 'a.ts': '' });
    mkdirSync(path.join(directory, 'folder.ts'));
    expect(discoverFiles(directory, { extensions, ignore: [] }).routes).toEqual(['a.ts']);
  });

  it('does not start without the routes of a folder that it cannot read', () => {
    const directory = writeRouteFiles({ 'a.ts': '', 'locked/b.ts': '', '_locked/c.ts': '' });
    chmodSync(path.dirname(directory), 0o755);
    expect(readAsNobody(directory, '_locked').routes).toEqual(['a.ts', 'locked/b.ts']);
    expect(() => readAsNobody(directory, 'locked')).toThrow(/EACCES.*locked/);
  });

  it('says that a directory is missing or none', () => {
    const directory = writeRouteFiles({ 'a.ts': '' });
    expect(() => discoverFiles(`${directory}/none`, { extensions, ignore: [] })).toThrow('ENOENT');
    expect(() => discoverFiles(`${directory}/a.ts`, { extensions, ignore: [] })).toThrow(
      'It is a file, not a directory.',
    );
  });
});
