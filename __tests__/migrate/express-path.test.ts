import { parseExpressPath, UnsupportedPath } from '../../lib/migrate/express-path';
import { canOverlap, coverage, shapeOf } from '../../lib/migrate/path-overlap';
import { toPattern } from '../../lib/routes/route-table';

const patterns = (text: string, major: number): string[] =>
  parseExpressPath(text, major).map(({ segments }) => toPattern('', segments));

describe('parseExpressPath', () => {
  it.each([
    ['/users/:id', ['/users/[id]']],
    ['/users/', ['/users']],
    ['/', ['/']],
    ['/:from-:to', ['/[from]-[to]']],
    ['/report.:format', ['/report.[format]']],
  ])('reads %s alike in both majors', (text, expected) => {
    expect(patterns(text, 4)).toEqual(expected);
    expect(patterns(text, 5)).toEqual(expected);
  });

  it('reads optional parameters of Express 4 and groups of Express 5 as two paths', () => {
    expect(patterns('/posts/:year?', 4)).toEqual(['/posts', '/posts/[year]']);
    expect(patterns('/posts{/:year}', 5)).toEqual(['/posts', '/posts/[year]']);
    expect(patterns('/a{/b{/:c}}', 5)).toEqual(['/a', '/a/b', '/a/b/[c]']);
  });

  it('reads a wildcard at the end', () => {
    expect(patterns('/files/*', 4)).toEqual(['/files/[...0]']);
    expect(patterns('/files/*path', 5)).toEqual(['/files/[...path]']);
  });

  it('keeps the expression of an Express 4 parameter', () => {
    expect(parseExpressPath('/users/:id(\\d+)/x', 4)[0]!.checks).toEqual([{ name: 'id', source: '\\d+' }]);
    expect(parseExpressPath('/:a((?:b|c))', 4)[0]!.checks).toEqual([{ name: 'a', source: '(?:b|c)' }]);
  });

  it('takes escaped characters of Express 5 as text', () => {
    expect(patterns('/v1\\.0', 5)).toEqual(['/v1.0']);
  });

  it.each([
    ['/colou?r', 4],
    ['/a+b', 4],
    ['/(a|b)', 4],
    ['/a*', 4],
    ['/*/end', 4],
    ['/:path*', 4],
    ['/*a/end', 5],
    ['/files/*path.json', 5],
    ['/_private', 5],
    ['/a b', 5],
    ['/a//b', 5],
    ['/:a:b', 5],
    ['users', 5],
  ])('refuses %s (Express %i)', (text, major) => {
    expect(() => parseExpressPath(text, major)).toThrow(UnsupportedPath);
  });
});

describe('paths of two routes', () => {
  const path = (text: string) => ({ segments: parseExpressPath(text, 5)[0]!.segments, isPrefix: false });
  const prefix = (text: string) => ({ ...path(text), isPrefix: true });

  it.each([
    ['/users/:id', '/users/me', true],
    ['/users/:id', '/users', false],
    ['/users/:id/posts', '/users/:id/likes', false],
    ['/Users', '/users', true],
    ['/a-:b', '/a-1', true],
    ['/a-:b', '/b-1', false],
    ['/files/*path', '/files/a/b', true],
    ['/files/*path', '/other', false],
  ])('%s and %s: overlap is %s', (a, b, expected) => {
    expect(canOverlap(path(a), path(b))).toBe(expected);
    expect(canOverlap(path(b), path(a))).toBe(expected);
  });

  it('overlap below a prefix', () => {
    expect(canOverlap(prefix('/api'), path('/api/users'))).toBe(true);
    expect(canOverlap(prefix('/api'), path('/apis'))).toBe(false);
    expect(canOverlap(prefix('/api/users'), path('/api'))).toBe(false);
  });

  it('are held against a regular expression', () => {
    const expression = (value: RegExp) => ({ segments: [], isPrefix: true, expression: value });
    expect(canOverlap(expression(/^\/old/), path('/api/users'))).toBe(false);
    expect(canOverlap(expression(/users$/), path('/api/users'))).toBe(true);
    expect(canOverlap(expression(/^\/api\/v\d/), path('/api/:id'))).toBe(true);
    expect(canOverlap(expression(/^\/old\/\d/), path('/api/:id'))).toBe(false);
    expect(canOverlap(expression(/^\/olds?$/), path('/old/:id'))).toBe(true);
    expect(canOverlap(expression(/a|b/), path('/api/:id'))).toBe(true);
  });

  it('are covered by a prefix: all, some or none of their URLs', () => {
    const covers = (a: string, b: string): string => coverage(path(a).segments, path(b).segments);
    expect(covers('/api', '/api/users')).toBe('all');
    expect(covers('/:any', '/api/users')).toBe('all');
    expect(covers('/api/admin', '/api/:name')).toBe('some');
    expect(covers('/api/admin', '/api/users')).toBe('none');
    expect(covers('/api/users/x', '/api/users')).toBe('none');
    expect(covers('/', '/api')).toBe('all');
  });

  it('have one shape when they differ in names alone', () => {
    expect(shapeOf(path('/users/:id').segments)).toBe(shapeOf(path('/users/:userId').segments));
    expect(shapeOf(path('/users/:id').segments)).not.toBe(shapeOf(path('/users/*id').segments));
  });
});
