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

  const pairs = 'Write "[id]", "[...slug]" or "[[...slug]]".';
  const characters = 'Use letters, digits, "_", "$" and "-" only.';
  const wholeSegment = 'Write "[...name]" when other text stands beside it.';

  it.each([
    ['[id', 'The brackets in "[id" do not pair up.', pairs],
    ['id]', 'The brackets in "id]" do not pair up.', pairs],
    ['[[[id]]]', 'The brackets in "[[[id]]]" do not pair up.', pairs],
    ['[...id]]', 'The brackets in "[...id]]" do not pair up.', pairs],
    ['[[a.b]]', 'The brackets in "[[a.b]]" do not pair up.', pairs],
    [
      '[[id]]',
      'Optional parameters such as "[[id]]" do not exist.',
      'Write "[id]", or "[[...id]]" for an optional catch-all.',
    ],
    [
      '[..slug]',
      'A parameter name cannot begin with a full stop, as in "[..slug]".',
      'Write three of them, "[...name]", for a catch-all.',
    ],
    ['[....slug]', '".slug" in "[....slug]" is no parameter name.', characters],
    ['[a b]', '"a b" in "[a b]" is no parameter name.', characters],
    ['[…slug]', '"[…slug]" holds the character "…".', 'Type three full stops: "[...name]".'],
    ['[]', 'The brackets in "[]" hold no parameter name.', 'Name it: "[id]".'],
    ['[...]', 'The brackets in "[...]" hold no parameter name.', 'Name it: "[...slug]".'],
    [
      '[a][b]',
      'Two parameters touch in "[a][b]"; nothing says where one ends.',
      'Put text between them, such as "[a]-[b]".',
    ],
    ['[id]/[id]', 'The parameter "id" occurs twice in this path.', 'Rename one of the two.'],
    ['[id]/[...id]', 'The parameter "id" occurs twice in this path.', 'Rename one of the two.'],
    [
      '[...a]/[...b]',
      'Two catch-alls follow each other; nothing says where one ends.',
      'Put a fixed folder between them, or keep one.',
    ],
    ['[...a]-[...b]', '"[...a]-[...b]" holds two catch-alls.', 'Keep one "[...name]" in a segment.'],
    ['x[[...a]]', 'An optional catch-all must be a whole segment, which "x[[...a]]" is not.', wholeSegment],
    ['[[...a]]x', 'An optional catch-all must be a whole segment, which "[[...a]]x" is not.', wholeSegment],
  ])('refuses %s, and says what to write', (name, message, remedy) => {
    expect(refusal(name)).toMatchObject({ message, remedy });
  });
});

/** The error that a name ends in. */
function refusal(name: string): unknown {
  try {
    return parseFileName(`${name}.ts`);
  } catch (error) {
    expect(error).toBeInstanceOf(FileNameError);
    return error;
  }
}
