import fc from 'fast-check';
import { Cookies } from '../../lib/http/cookies';
import { fuzz, fuzzTimeoutMs } from './fuzz';

const anyText = fc.string({ unit: 'binary', maxLength: 20 });
/** What has a form in UTF-8. */
const wholeText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const token = fc.string({ unit: fc.constantFrom(..."abcXYZ019!#$%&'*+.^_`|~-"), minLength: 1, maxLength: 8 });

function createCookies(header?: string): Cookies {
  return new Cookies(header, () => {});
}

describe('cookies', () => {
  it(
    'come back as they were set, whatever the text',
    () => {
      fuzz(fc.tuple(token, wholeText), 3_000, ([name, value]) => {
        const cookies = createCookies();
        cookies.set(name, value);
        const [header] = [...cookies.headers()];
        expect(header).toMatch(/^[\x21-\x7e]+$/);
        expect(createCookies(header!.split(';', 1)[0]).get(name)?.value).toBe(value);
      });
    },
    fuzzTimeoutMs,
  );

  it(
    'with any name and any attribute are one header line of known attributes, or refused',
    () => {
      const options = fc.record(
        { path: anyText, domain: anyText, sameSite: anyText, priority: anyText },
        { requiredKeys: [] },
      );
      fuzz(fc.tuple(anyText, options), 3_000, ([name, attributes]) => {
        const cookies = createCookies();
        try {
          cookies.set(name, 'v', attributes as object);
        } catch (error) {
          if (error instanceof TypeError) return;
          throw error;
        }
        const [header, ...others] = [...cookies.headers()];
        expect(others).toEqual([]);
        const [pair, ...parts] = header!.split('; ');
        expect(pair).toBe(`${name}=v`);
        for (const part of parts) expect(part).toMatch(/^(?:Path|Domain|SameSite|Priority)=[\x20-\x3a\x3c-\x7e]*$/);
      });
    },
    fuzzTimeoutMs,
  );

  it(
    'of any header are read without an error, the first of a name wins',
    () => {
      const scrap = fc.constantFrom(
        'a',
        'b',
        '=',
        ';',
        '; ',
        ' ',
        '"',
        '%',
        '%zz',
        '%41',
        ',',
        '\xa0',
        '__proto__',
        'constructor',
        '\t',
      );
      fuzz(fc.array(scrap, { maxLength: 30 }), 3_000, (scraps) => {
        const header = scraps.join('');
        const cookies = createCookies(header);
        for (const name of cookies.names()) cookies.get(name);
        const first = header.split(';').find((pair) => /^[ \t]*a[ \t]*=/.test(pair));
        expect(cookies.has('a')).toBe(first !== undefined);
        expect(({} as { a?: unknown }).a).toBeUndefined();
      });
    },
    fuzzTimeoutMs,
  );
});
