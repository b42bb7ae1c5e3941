import { parseByteSize } from '../../lib/http/parse-byte-size';

describe('a size in bytes', () => {
  it.each([
    [0, 0],
    [500, 500],
    [1.9, 1],
    ['500', 500],
    ['0', 0],
    ['5b', 5],
    ['1kb', 1024],
    ['1 KB', 1024],
    ['1.5 kb', 1536],
    ['1mb', 1_048_576],
    ['2Gb', 2_147_483_648],
    ['1tb', 1_099_511_627_776],
    ['0.0001kb', 0],
  ])('is read from %j', (size, bytes) => {
    expect(parseByteSize('limit', size)).toBe(bytes);
  });

  it.each([
    [-1, '-1'],
    [NaN, 'NaN'],
    [Infinity, 'Infinity'],
    ['-1', '"-1"'],
    ['mb', '"mb"'],
    ['1 megabyte', '"1 megabyte"'],
    ['1mbx', '"1mbx"'],
    ['x1mb', '"x1mb"'],
    ['1.', '"1."'],
    ['.5mb', '".5mb"'],
    ['', '""'],
    [undefined, 'undefined'],
    [['1mb'], 'an array'],
  ])('is not read from %j', (size, shown) => {
    expect(() => parseByteSize('limit', size)).toThrow(
      new TypeError(`limit must be a number of bytes or text such as "1mb", not ${shown}`),
    );
  });
});
