import { FileNameError, parseFileName } from '../../lib/routes/parse-file-name';

describe('parseFileName', () => {
  it.each([
    ['hello.ts', [[{ type: 'text', text: 'hello' }]]],
    ['index.ts', []],
    ['users/index.ts', [[{ type: 'text', text: 'users' }]]],
    ['index/index.ts', [[{ type: 'text', text: 'index' }]]],
    ['index.json.ts', [[{ type: 'text', text: 'index.json' }]]],
    ['data.json.ts', [[{ type: 'text', text: 'data.json' }]]],
    ['users/[id].ts', [[{ type: 'text', text: 'users' }], [{ type: 'param', name: 'id' }]]],
    ['[user-id].ts', [[{ type: 'param', name: 'user-id' }]]],
    ['[...slug].ts', [[{ type: 'catch-all', name: 'slug', optional: false }]]],
    ['[[...slug]].ts', [[{ type: 'catch-all', name: 'slug', optional: true }]]],
    [
      'v[major].ts',
      [
        [
          { type: 'text', text: 'v' },
          { type: 'param', name: 'major' },
        ],
      ],
    ],
    [
      '[lang]-[version].ts',
      [
        [
          { type: 'param', name: 'lang' },
          { type: 'text', text: '-' },
          { type: 'param', name: 'version' },
        ],
      ],
    ],
    [
      '[...path].json.ts',
      [
        [
          { type: 'catch-all', name: 'path', optional: false },
          { type: 'text', text: '.json' },
        ],
      ],
    ],
    ['sp ace.ts', [[{ type: 'text', text: 'sp%20ace' }]]],
    ['é.ts', [[{ type: 'text', text: '%C3%A9' }]]],
    ['what?.ts', [[{ type: 'text', text: 'what%3F' }]]],
    ['c#.ts', [[{ type: 'text', text: 'c%23' }]]],
    [
      '[...a].json/[...b].ts',
      [
        [
          { type: 'catch-all', name: 'a', optional: false },
          { type: 'text', text: '.json' },
        ],
        [{ type: 'catch-all', name: 'b', optional: false }],
      ],
    ],
  ])('reads %s', (path, segments) => {
    expect(parseFileName(path)).toEqual(segments);
  });

  it.each([
    ['[id', 'do not pair up'],
    ['id]', 'do not pair up'],
    ['[[[id]]]', 'do not pair up'],
    ['[...id]]', 'do not pair up'],
    ['[[id]]', 'Optional parameters'],
    ['[[a.b]]', 'do not pair up'],
    ['[..slug]', 'full stop'],
    ['[....slug]', 'no parameter name'],
    ['[…slug]', 'the character'],
    ['[]', 'no parameter name'],
    ['[...]', 'no parameter name'],
    ['[a b]', 'no parameter name'],
    ['[a][b]', 'touch'],
    ['[id]/[id]', 'occurs twice'],
    ['[id]/[...id]', 'occurs twice'],
    ['[...a]/[...b]', 'follow each other'],
    ['[...a]-[...b]', 'two catch-alls'],
    ['x[[...a]]', 'whole segment'],
    ['[[...a]]x', 'whole segment'],
  ])('refuses %s', (name, message) => {
    expect(() => parseFileName(`${name}.ts`)).toThrow(FileNameError);
    expect(() => parseFileName(`${name}.ts`)).toThrow(message);
  });
});
