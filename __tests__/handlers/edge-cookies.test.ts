import { EdgeCookies } from '../../lib/handlers/edge-cookies';

describe('the cookies of an edge request', () => {
  const cookies = new EdgeCookies('a=1; b=%20x=y;c=2;  d; e=%zz; c=3; f=');

  it.each([
    ['a', '1'],
    ['b', ' x=y'],
    ['c', '3'],
    ['d', 'true'],
    ['f', ''],
  ])('%s is %j', (name, value) => {
    expect(cookies.get(name)).toEqual({ name, value });
    expect(cookies.has(name)).toBe(true);
    expect(cookies.getAll(name)).toEqual([{ name, value }]);
  });

  it.each(['e', 'z', 'constructor'])('%s is none', (name) => {
    expect(cookies.get(name)).toBeUndefined();
    expect(cookies.has(name)).toBe(false);
    expect(cookies.getAll(name)).toEqual([]);
  });

  it('are counted and listed, each name once', () => {
    const names = ['a', 'b', 'c', 'd', 'f'];
    expect(cookies.size).toBe(5);
    expect(cookies.getAll().map(({ name }) => name)).toEqual(names);
    expect([...cookies].map(([name]) => name)).toEqual(names);
  });

  it.each([null, ''])('are none where the header is %j', (header) => {
    expect(new EdgeCookies(header).size).toBe(0);
  });
});
