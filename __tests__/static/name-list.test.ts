import { NameList } from '../../lib/static/name-list';

function listOf(names: Iterable<string>): NameList {
  const list = new NameList();
  for (const name of names) list.add(name);
  return list;
}

describe('the list of names', () => {
  it('numbers names in the order in which they come', () => {
    const list = listOf(['b', 'a', 'ü/日本.json', '']);
    expect([list.size, list.nameOf(0), list.nameOf(1), list.nameOf(2), list.nameOf(3)]).toEqual([
      4,
      'b',
      'a',
      'ü/日本.json',
      '',
    ]);
  });

  it('finds the number of a name, and none of a name that is not there', () => {
    const list = listOf(['a', 'ab', '']);
    expect([list.numberOf('ab'), list.numberOf(''), list.numberOf('b'), list.numberOf('abc')]).toEqual([
      1,
      2,
      undefined,
      undefined,
    ]);
  });

  it('tells which name was there already', () => {
    const list = listOf(['a', 'b']);
    expect([list.add('b'), list.add('c'), list.size]).toEqual([1, undefined, 3]);
  });

  it('keeps 50,000 names apart', () => {
    const names = Array.from({ length: 50_000 }, (_, i) => `items/${i}/${'x'.repeat(i % 40)}.json`);
    const list = listOf(names);
    expect(list.size).toBe(names.length);
    expect(names.filter((name, i) => list.nameOf(i) !== name || list.numberOf(name) !== i)).toEqual([]);
  });

  it('takes a name that is longer than all before', () => {
    const long = 'x'.repeat(100_000);
    const list = listOf(['a', long, 'b']);
    expect([list.numberOf(long), list.nameOf(1) === long, list.nameOf(2)]).toEqual([1, true, 'b']);
  });
});
