import { lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { globSync } from 'glob';
import { resolveDirectory } from '../lib/routes/resolve-directory';
import type { ServedRoute } from '../lib/handlers/served-route';
import { NameList } from '../lib/static/name-list';
import { isWithin } from '../lib/static/output/check-target';
import { findFileProblems } from '../lib/static/output-path';
import type { StaticPaths } from '../lib/static/static-paths';
import { writeRouteFiles } from './support/route-files';

const { win32, posix } = path;

describe('a directory of routes on Windows', () => {
  it.each([
    ['C:\\app\\pages\\api', 'C:\\app\\pages\\api', 'C:/app/pages/api', '/api'],
    ['C:/app/pages/api', 'C:\\app\\pages\\api', 'C:/app/pages/api', '/api'],
    ['C:\\app\\pages\\api\\', 'C:\\app\\pages\\api', 'C:/app/pages/api/', '/api'],
    ['C:\\app/pages\\.\\api\\..\\api', 'C:\\app\\pages\\api', 'C:/app/pages/./api/../api', '/api'],
    ['C:\\app\\pages', 'C:\\app\\pages', 'C:/app/pages', '/'],
    ['C:\\app\\my-api', 'C:\\app\\my-api', 'C:/app/my-api', '/'],
    ['\\\\server\\share\\pages\\api', '\\\\server\\share\\pages\\api', '//server/share/pages/api', '/api'],
    ['C:\\', 'C:\\', 'C:/', '/'],
  ])('%s', (given, absolute, label, defaultBasePath) => {
    expect(resolveDirectory(given, win32)).toEqual({ absolute, label, defaultBasePath });
  });

  it.each([
    ['file:///C:/app/my%20pages/api', 'C:\\app\\my pages\\api'],
    ['file:///c:/app/%5Bid%5D/api', 'c:\\app\\[id]\\api'],
    ['file://server/share/api', '\\\\server\\share\\api'],
  ])('%s', (url, absolute) => {
    expect(resolveDirectory(new URL(url), win32)).toMatchObject({ absolute, defaultBasePath: '/api' });
  });

  it('is named without backslashes when its path is relative', () => {
    const { label, absolute, defaultBasePath } = resolveDirectory('pages\\api', win32);
    expect([label, win32.isAbsolute(absolute), defaultBasePath]).toEqual(['pages/api', true, '/api']);
  });

  it('keeps a backslash elsewhere, where it is a letter like any other', () => {
    expect(resolveDirectory('pages\\api', posix)).toMatchObject({ label: 'pages\\api', defaultBasePath: '/' });
  });
});

/** A disk C: that has the files of a folder of this system in C:\\app\\api. */
function diskBelow(directory: string): object {
  const real = (file: string): string => path.join(directory, ...file.slice('C:\\app\\api'.length).split('\\'));
  return {
    lstatSync: (file: string) => lstatSync(real(file)),
    readdirSync: (file: string) => readdirSync(real(file), { withFileTypes: true }),
    readlinkSync: (file: string) => readlinkSync(real(file)),
    realpathSync: (file: string) => realpathSync(real(file)),
  };
}

it('the files that glob finds on Windows have names with slashes', () => {
  const directory = writeRouteFiles({
    'users/[id].js': '',
    'docs/[[...path]]/index.js': '',
    'node_modules/a/b.js': '',
  });
  const entries = globSync('**/*.js', {
    cwd: 'C:\\app\\api',
    platform: 'win32',
    dot: true,
    withFileTypes: true,
    ignore: ['**/node_modules/**'],
    fs: diskBelow(directory),
  });
  expect(entries.map((entry) => entry.relativePosix()).sort()).toEqual(['docs/[[...path]]/index.js', 'users/[id].js']);
});

it.each([
  ['C:\\app\\pages\\api\\[id].mjs', 'file:///C:/app/pages/api/[id].mjs'],
  ['C:\\my app\\a#b%20.mjs', 'file:///C:/my%20app/a%23b%2520.mjs'],
  ['\\\\server\\share\\api\\a.mjs', 'file://server/share/api/a.mjs'],
])('%s is imported by its URL', (file, url) => {
  const { href } = pathToFileURL(file, { windows: true });
  expect(decodeURI(href)).toBe(decodeURI(url));
});

/** What is wrong with a file of the static output. */
function problemsOf(file: string): string[] {
  const files = new NameList();
  files.add(file);
  const route = { path: 'page.js' } as ServedRoute;
  const paths = { files, routeOf: () => route } as unknown as StaticPaths;
  return findFileProblems(paths).map(({ message }) => message);
}

describe('an output folder on Windows', () => {
  it.each([
    ['C:\\app\\dist', 'C:\\app', true],
    ['c:\\APP\\dist', 'C:\\app', true],
    ['C:\\app', 'C:\\app', true],
    ['C:\\app2', 'C:\\app', false],
    ['C:\\', 'C:\\app', false],
    ['D:\\app\\dist', 'C:\\app', false],
    ['C:\\app\\..dist', 'C:\\app', true],
    ['\\\\server\\share\\app\\dist', '\\\\server\\share\\app', true],
    ['\\\\server\\other\\dist', '\\\\server\\share', false],
  ])('%s lies in %s: %j', (inner, outer, expected) => {
    expect(isWithin(inner, outer, win32)).toBe(expected);
  });

  it.each([
    'C:\\x',
    'C:x',
    'a:b',
    'a.json:$DATA',
    'CON',
    'con.json',
    'NUL',
    'nul .txt',
    'aux.txt',
    'COM1',
    'com¹.json',
    'LPT9.x.y',
    'CONIN$',
    'deep/prn/a',
    'name.',
    'name ',
    'folder./a',
    'folder /a',
    'a\\..\\..\\b',
    '..\\b',
    '\\\\server\\share\\a',
  ])('never gets the file %j, on any system', (file) => {
    expect(problemsOf(file)).toEqual([expect.stringContaining('cannot become a file')]);
  });

  it.each(['console', 'com10', 'auxiliary.json', 'null', 'a.b.c', '.well-known/a', 'a-b/c_d'])('gets %s', (file) => {
    expect(problemsOf(file)).toEqual([]);
  });
});
