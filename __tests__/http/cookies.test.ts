import { Cookies } from '../../lib/http/cookies';

function createCookies(header?: string): { cookies: Cookies; warnings: string[] } {
  const warnings: string[] = [];
  return { cookies: new Cookies(header, (message) => void warnings.push(message)), warnings };
}

describe('a cookie of the request', () => {
  const { cookies } = createCookies('a=1; b=%7B%22x%22%3A1%7D; c=; d="q"; e=%zz; a=2');

  it('is found by its name; the first of several', () => {
    expect(cookies.get('a')?.value).toBe('1');
  });

  it('is decoded', () => {
    expect(cookies.get('b')?.value).toBe('{"x":1}');
  });

  it('is decoded once', () => {
    expect(createCookies('a=%2541').cookies.get('a')?.value).toBe('%41');
  });

  it('is decoded as the caller likes', () => {
    expect(cookies.get('b', { decode: (text) => text.toLowerCase() })?.value).toBe('%7b%22x%22%3a1%7d');
  });

  it('stays as it is when it cannot be decoded', () => {
    expect(cookies.get('e')?.value).toBe('%zz');
  });

  it('that is empty is there, but has no value to get', () => {
    expect(cookies.get('c')).toBeUndefined();
    expect(cookies.has('c')).toBe(true);
  });

  it('that is absent is neither', () => {
    expect(cookies.get('z')).toBeUndefined();
    expect(cookies.has('z')).toBe(false);
  });

  it('has a name that is told once', () => {
    expect(cookies.names()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('cannot be found where there is no header', () => {
    expect(createCookies().cookies.names()).toEqual([]);
  });
});

describe('the value of a cookie', () => {
  const read = (value: string) => createCookies(`a=${encodeURIComponent(value)}`).cookies.get('a')!;

  it('is read as JSON', () => {
    expect(read('{"x":[1]}').json()).toEqual({ x: [1] });
  });

  it('that is no JSON is a SyntaxError', () => {
    expect(() => read('{x').json()).toThrow(SyntaxError);
  });

  it('is read as a number', () => {
    expect(read('1.5').number()).toBe(1.5);
    expect(read('x').number()).toBeNaN();
  });

  it.each([
    ['true', true],
    ['1', true],
    ['no', true],
    ['false', false],
    ['0', false],
  ])('%s is the boolean %s', (text, expected) => {
    expect(read(text).boolean()).toBe(expected);
  });

  it('that was set empty is the boolean false', () => {
    const { cookies } = createCookies();
    cookies.set('a', '');
    expect(cookies.get('a')!.boolean()).toBe(false);
  });
});

describe('a cookie that is set', () => {
  it('is read back at once', () => {
    const { cookies } = createCookies('a=1');
    cookies.set('a', 'new');
    expect(cookies.get('a')!.value).toBe('new');
    expect(cookies.has('a')).toBe(true);
    expect(cookies.names()).toEqual(['a']);
  });

  it.each([
    ['text', 'a b', 'a%20b'],
    ['text that needs no escape', 'http://a/b', 'http://a/b'],
    ['every character that may stand as it is', "!#$&'()*+-./:<=>?@[]^_`{|}~", "!#$&'()*+-./:<=>?@[]^_`{|}~"],
    ['a percent sign', '50%', '50%25'],
    ['a quote', '"', '%22'],
    ['a comma', 'a,b', 'a%2Cb'],
    ['a semicolon', 'a;b', 'a%3Bb'],
    ['a backslash', 'a\\b', 'a%5Cb'],
    ['a letter beyond ASCII', 'ü', '%C3%BC'],
    ['a number', 1.5, '1.5'],
    ['a boolean', false, 'false'],
    ['an object', { x: 1 }, '%7B%22x%22%3A1%7D'],
    ['a list', [1, 2], '1%2C2'],
    ['an object with a text of its own', { toString: () => 'own' }, 'own'],
  ])('is sent as its text: %s', (_what, value, expected) => {
    const { cookies } = createCookies();
    cookies.set('a', value);
    expect([...cookies.headers()]).toEqual([`a=${expected}`]);
  });

  it('is encoded as the caller likes', () => {
    const { cookies } = createCookies();
    cookies.set('a', 'b', { encode: (text) => text.toUpperCase() });
    expect([...cookies.headers()]).toEqual(['a=B']);
  });

  it('has the attributes that are named, and no others', () => {
    const { cookies } = createCookies();
    cookies.set('a', '1', { path: '/', httpOnly: true, sameSite: 'lax', maxAge: 5 });
    expect([...cookies.headers()]).toEqual(['a=1; Max-Age=5; Path=/; HttpOnly; SameSite=Lax']);
  });

  it('twice is sent once, in its first place', () => {
    const { cookies } = createCookies();
    cookies.set('a', '1');
    cookies.set('b', '2');
    cookies.set('a', '3');
    expect([...cookies.headers()]).toEqual(['a=3', 'b=2']);
  });

  it.each([
    ['a name', () => createCookies().cookies.set('a b', '1')],
    ['an encoded value', () => createCookies().cookies.set('a', '1', { encode: () => 'a;b' })],
    ['a path', () => createCookies().cookies.set('a', '1', { path: '/;x' })],
  ])('is refused when %s cannot stand in a cookie', (_what, set) => {
    expect(set).toThrow(TypeError);
  });

  it('after the answer has left is warned of', () => {
    const { cookies, warnings } = createCookies();
    cookies.set('a', '1');
    expect(warnings).toEqual([]);
    expect(cookies.takeHeaders()).toEqual(['a=1']);
    cookies.set('late', '1');
    expect(warnings).toEqual(['The cookie "late" was set after the answer was sent, and is lost.']);
  });
});

describe('a cookie that is deleted', () => {
  it('is gone at once, and sent as one that has expired', () => {
    const { cookies } = createCookies('a=1');
    cookies.delete('a', { path: '/x', domain: 'example.com' });
    expect(cookies.get('a')).toBeUndefined();
    expect(cookies.has('a')).toBe(false);
    expect([...cookies.headers()]).toEqual([
      'a=deleted; Domain=example.com; Path=/x; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
    ]);
  });

  it('expires whatever the options say', () => {
    const { cookies } = createCookies();
    cookies.delete('a', { expires: new Date(9e12), maxAge: 9, encode: () => 'x' } as object);
    expect([...cookies.headers()]).toEqual(['a=deleted; Expires=Thu, 01 Jan 1970 00:00:00 GMT']);
  });
});

describe('the headers of cookies', () => {
  it('are given once each, and again when the cookie has changed', () => {
    const { cookies, warnings } = createCookies();
    cookies.set('a', '1');
    expect(cookies.giveHeaders()).toEqual(['a=1']);
    expect(cookies.giveHeaders()).toEqual([]);
    cookies.set('a', '2');
    expect(cookies.giveHeaders()).toEqual(['a=2']);
    expect(warnings).toEqual([]);
  });

  it('of two collections are one list, in which the other one wins', () => {
    const { cookies } = createCookies();
    const { cookies: other } = createCookies();
    cookies.set('a', '1');
    cookies.set('b', '1');
    other.set('b', '2');
    cookies.merge(other);
    expect([...cookies.headers()]).toEqual(['a=1', 'b=2']);
  });
});
