import { apiRoutes, RouteError } from 'express-pages-api';
import { writeRouteFiles } from '../support/route-files';

const endpoint = `exports.GET = () => new Response();`;

function start(...names: string[]): RouteError {
  const directory = writeRouteFiles(Object.fromEntries(names.map((name) => [name, endpoint])));
  try {
    apiRoutes(directory);
  } catch (error) {
    return error as RouteError;
  }
  throw new Error(`${names.join(', ')} started`);
}

describe('a bad file name', () => {
  it.each([
    ['[id.js', 'The brackets in "[id" do not pair up.', 'Write "[id]", "[...slug]" or "[[...slug]]".'],
    ['id].js', 'The brackets in "id]" do not pair up.', 'Write "[id]"'],
    ['a/[b/c.js', 'The brackets in "[b" do not pair up.', 'Write "[id]"'],
    ['[[id]].js', 'Optional parameters such as "[[id]]" do not exist.', 'Write "[id]", or "[[...id]]"'],
    ['[..slug].js', 'A parameter name cannot begin with a full stop, as in "[..slug]".', 'Write three of them'],
    ['[.slug].js', 'A parameter name cannot begin with a full stop, as in "[.slug]".', 'Write three of them'],
    ['[…slug].js', '"[…slug]" holds the character "…".', 'Type three full stops: "[...name]".'],
    ['[].js', 'The brackets in "[]" hold no parameter name.', 'Name it: "[id]".'],
    ['[...].js', 'The brackets in "[...]" hold no parameter name.', 'Name it: "[...slug]".'],
    ['[user id].js', '"user id" in "[user id]" is no parameter name.', 'Use letters, digits'],
    ['[a][b].js', 'Two parameters touch in "[a][b]"; nothing says where one ends.', 'Put text between them'],
    ['x[[...a]].js', 'An optional catch-all must be a whole segment, which "x[[...a]]" is not.', 'Write "[...name]"'],
    ['[...a]-[...b].js', '"[...a]-[...b]" holds two catch-alls.', 'Keep one'],
    ['[...a]/[...b].js', 'Two catch-alls follow each other; nothing says where one ends.', 'Put a fixed folder'],
    ['[id]/x/[id].js', 'The parameter "id" occurs twice in this path.', 'Rename one of the two.'],
    ['[id]/[...id].js', 'The parameter "id" occurs twice in this path.', 'Rename one of the two.'],
  ])('%s is named with its fault and the remedy', (name, message, remedy) => {
    const error = start(name);
    expect(error).toBeInstanceOf(RouteError);
    expect(error.problems).toHaveLength(1);
    expect(error.problems[0]!.file).toMatch(new RegExp(`/api/${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`));
    expect(error.problems[0]!.message).toBe(message);
    expect(error.problems[0]!.remedy).toContain(remedy);
    expect(error.message).toContain(`${error.problems[0]!.file}\n    ${message}\n    -> ${error.problems[0]!.remedy}`);
  });
});

describe('two files for one URL', () => {
  it.each([
    ['two extensions', ['user.js', 'user.cjs'], '/user'],
    ['a file and a folder with an index', ['user.js', 'user/index.js'], '/user'],
    ['two roots', ['index.js', 'index.cjs'], '/'],
    ['names of a parameter', ['[id].js', '[name].js'], '/[id] and /[name]'],
    ['names of a parameter in mid-path', ['[id]/a.js', '[name]/a.js'], '/[id]/a and /[name]/a'],
    ['names of a catch-all', ['[...a].js', '[...b].js'], '/[...a] and /[...b]'],
    ['names of an optional catch-all', ['[[...a]].js', '[[...b]].js'], '/[[...a]] and /[[...b]]'],
    ['names of parts', ['v[a].js', 'v[b].js'], '/v[a] and /v[b]'],
    ['a space and its escape', ['a b.js', 'a b/index.js'], '/a%20b'],
  ])('%s', (_what, names, urls) => {
    const error = start(...names);
    expect(error.problems).toHaveLength(1);
    for (const name of names) expect(error.problems[0]!.file).toContain(`/api/${name}`);
    expect(error.problems[0]!.message).toContain(`Both files answer the same URLs (${urls} below the prefix)`);
    expect(error.problems[0]!.remedy).toContain('Keep one of them, or rename one');
  });

  it('three files are one problem', () => {
    const error = start('a.js', 'a.cjs', 'a/index.js');
    expect(error.problems).toHaveLength(1);
    expect(error.problems[0]!.message).toContain('All 3 files answer');
  });
});

describe('several bad names', () => {
  it('are one error that lists them all', () => {
    const error = start('[a.js', '[[b]].js', 'c.js', 'c/index.js');
    expect(error.problems).toHaveLength(3);
    expect(error.message).toMatch(/found 3 problems:/);
  });
});

describe('a folder with a comma in its name', () => {
  it('is named as it is', () => {
    const directory = writeRouteFiles({ 'a, b/x.js': 'module.exports = 1;' });
    expect(() => apiRoutes(directory)).toThrow(`${directory}/a, b/x.js`);
  });
});
