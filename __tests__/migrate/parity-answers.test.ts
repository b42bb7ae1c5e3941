import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { ParityRequest } from '../../lib/migrate/parity/parity-request';
import { type ParityOptions, runParity } from '../../lib/migrate/parity/run-parity';
import { serve } from '../support/serve';

/** What differs between the answers of two servers, a line for each place. */
async function compare(
  old: RequestListener,
  next: RequestListener,
  requests: readonly ParityRequest[] = [{ path: '/' }],
  options: ParityOptions = {},
): Promise<string[]> {
  const [{ url: oldUrl }, { url: newUrl }] = [await serve(old), await serve(next)];
  const rows = await runParity(oldUrl, newUrl, requests, options);
  return rows.flatMap(({ differences }) => differences.map((one) => `${one.place}: ${one.old} -> ${one.new}`));
}

/** A server that gives the same answer every time, without a length. */
function answer(body: string | Buffer, headers: Record<string, string | string[]> = {}): RequestListener {
  return (_req, res) => {
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
    res.write(body);
    res.end();
  };
}

describe('two answers differ', () => {
  it('in bytes that are no text', async () => {
    expect(await compare(answer(Buffer.from([0xff])), answer(Buffer.from([0xfe])))).toEqual(['body: "ÿ" -> "þ"']);
  });

  it('where one of them lacks a key', async () => {
    expect(await compare(answer('{"a":1,"b":2}'), answer('{"b":2}'))).toEqual(['body.a: 1 -> undefined']);
  });

  it('where a list became an object', async () => {
    expect(await compare(answer('{"a":[1]}'), answer('{"a":{"0":1}}'))).toEqual(['body.a: [1] -> {"0":1}']);
  });

  it('at the first character that is another, shown with a little around it', async () => {
    const [before, after] = ['a'.repeat(50), 'z'.repeat(50)];
    const [line] = await compare(answer(`${before}1${after}`), answer(`${before}2${after}`));
    const shown = (character: string): string => `..."${'a'.repeat(20)}${character}${'z'.repeat(50)}"`;
    expect(line).toBe(`body: ${shown('1')} -> ${shown('2')}`);
  });

  it('in a long value, which is cut', async () => {
    const [line] = await compare(answer(`{"a":"${'x'.repeat(200)}"}`), answer('{"a":1}'));
    expect(line).toBe(`body.a: "${'x'.repeat(119)}... -> 1`);
  });

  it('in the attributes of a cookie without a value', async () => {
    const [old, next] = ['seen', 'seen; Secure'].map((cookie) => answer('', { 'set-cookie': cookie }));
    expect(await compare(old!, next!)).toEqual(['headers.set-cookie: seen= -> seen=; Secure']);
  });

  it('where only one of them comes', async () => {
    const { url, server } = await serve(answer('x'));
    server.close();
    const { url: running } = await serve(answer('x'));
    const [row] = await runParity(url, running, [{ path: '/' }]);
    expect([row!.old, row!.new, row!.differences]).toEqual([
      0,
      200,
      [{ place: 'answer', old: 'ECONNREFUSED', new: '200' }],
    ]);
  });
});

describe('two answers are the same', () => {
  it('when their cookies end at different times, but not when only one of them ends now', async () => {
    const [old, next, gone] = ['Fri, 01 Jan 2100', 'Sat, 02 Jan 2100', 'Thu, 01 Jan 1970'].map((day) =>
      answer('', { 'set-cookie': `a=1; Expires=${day} 00:00:00 GMT` }),
    );
    expect(await compare(old!, next!)).toEqual([]);
    expect(await compare(old!, gone!)).toHaveLength(1);
  });

  it('when they are compressed differently', async () => {
    const gzip = { 'content-encoding': 'gzip' };
    const text = 'text '.repeat(1000);
    const [old, next] = [1, 9].map((level) => gzipSync(text, { level }));
    expect(old).not.toEqual(next);
    expect(await compare(answer(old!, gzip), answer(next!, gzip))).toEqual([]);
  });

  it.each(['gzip', 'unknown'])('byte by byte where the content coding %s cannot be undone', async (coding) => {
    const headers = { 'content-encoding': coding };
    expect(await compare(answer('same', headers), answer('same', headers))).toEqual([]);
    expect(await compare(answer('old', headers), answer('new', headers))).toEqual(['body: "old" -> "new"']);
  });
});

describe('a captured value', () => {
  /** Sends the paths to both servers and gives what the first was sent. */
  async function seenBy(listener: RequestListener, requests: readonly ParityRequest[]): Promise<string[]> {
    const seen: string[] = [];
    const noting: RequestListener = (req, res) => {
      let body = '';
      req.on('data', (chunk: Buffer) => (body += chunk.toString()));
      req.on('end', () => {
        seen.push(`${req.url} ${body}`.trim());
        listener(req, res);
      });
    };
    await compare(noting, listener, requests, { allowUnsafe: true });
    return seen;
  }

  it('is the whole text of an answer', async () => {
    expect(
      await seenBy(answer('a b'), [
        { path: '/text', capture: { text: 'body' } },
        { method: 'POST', path: '/items/{{text}}', body: 'of {{text}}' },
      ]),
    ).toEqual(['/text', '/items/a%20b of a b']);
  });

  it('is JSON in the middle of a text', async () => {
    expect(
      await seenBy(answer('{"item":{"id":7}}'), [
        { path: '/item', capture: { item: 'body.item' } },
        { method: 'POST', path: '/items', body: 'item={{item}}' },
      ]),
    ).toEqual(['/item', '/items item={"id":7}']);
  });

  it.each(['body.id', 'body.list.0.id', 'headers.x-id'])(
    'is not sent again when the last answer had no %s',
    async (place) => {
      const listener: RequestListener = (req, res) => {
        if (req.url === '/full') res.setHeader('x-id', 'h').end('{"id":"b","list":[{"id":"c"}]}');
        else res.end('{"list":7}');
      };
      const capture = { id: place };
      const requests = [{ path: '/full', capture }, { path: '/empty', capture }, { path: '/items/{{id}}' }];
      expect(await seenBy(listener, requests)).toEqual(['/full', '/empty']);
      expect(await compare(listener, listener, requests)).toEqual([
        'answer: no answer has given {{id}} -> no answer has given {{id}}',
      ]);
    },
  );
});

describe('the cookies of an app', () => {
  /** The `Cookie` headers of requests to these paths, when the first of them sets a cookie. */
  async function cookiesAt(setCookie: string | string[], first: string, ...paths: string[]): Promise<string[]> {
    const seen: string[] = [];
    const listener: RequestListener = (req, res) => {
      if (req.url === first) res.setHeader('set-cookie', setCookie);
      else seen.push(`${req.url} ${req.headers.cookie ?? 'none'}`);
      res.end();
    };
    await compare(
      listener,
      answer(''),
      [first, ...paths].map((path) => ({ path })),
    );
    return seen;
  }

  it.each([
    ['a=1; Path=/shop', '/login', ['/shop a=1', '/shop/cart?x=/ a=1', '/shopping none', '/ none']],
    ['a=1', '/shop/login', ['/shop a=1', '/shop/cart a=1', '/ none']],
    ['a=1', '/login', ['/ a=1', '/shop a=1']],
    ['a=1; Path=shop', '/shop/login', ['/shop/cart a=1', '/ none']],
  ])('set as %s at %s are sent where they belong', async (setCookie, first, expected) => {
    const paths = expected.map((line) => line.split(' ')[0]!);
    expect(await cookiesAt(setCookie, first, ...paths)).toEqual(expected);
  });

  it('of the longer path win', async () => {
    expect(await cookiesAt(['a=long; Path=/shop', 'a=short; Path=/'], '/login', '/shop', '/')).toEqual([
      '/shop a=long',
      '/ a=short',
    ]);
  });

  it.each([
    ['a=1; Max-Age=60', '/ a=1'],
    ['a=1; Expires=Fri, 01 Jan 2100 00:00:00 GMT', '/ a=1'],
    ['a=1; Max-Age=0', '/ none'],
    ['a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT', '/ none'],
    ['a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT', '/ a=1'],
  ])('are kept as long as %s says', async (setCookie, expected) => {
    expect(await cookiesAt(['a=0; Path=/', `${setCookie}; Path=/`], '/login', '/')).toEqual([expected]);
  });
});

describe('a request that cannot be sent', () => {
  const requests = [{ path: '/', headers: { 'x-name': 'a\nb' } }];

  it('stops the comparison', async () => {
    await expect(compare(answer(''), answer(''), requests)).rejects.toThrow('Invalid character in header content');
  });

  it('leaves no timer behind', async () => {
    const countTimers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = countTimers();
    await expect(compare(answer(''), answer(''), requests)).rejects.toThrow();
    expect(countTimers()).toBe(before);
  });
});
