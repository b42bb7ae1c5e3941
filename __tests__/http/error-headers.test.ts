import { sendableHeaders } from '../../lib/http/error-headers';

describe('the headers of an error', () => {
  it.each<[string, unknown, ReturnType<typeof sendableHeaders>]>([
    ['text', { 'Retry-After': '7' }, [['Retry-After', '7']]],
    ['a number', { 'Retry-After': 7 }, [['Retry-After', '7']]],
    ['several values', { Warning: ['199 a', 200] }, [['Warning', ['199 a', '200']]]],
    ['the end of the connection', { Connection: 'Close' }, [['Connection', 'Close']]],
    ['a connection that stays', { Connection: 'keep-alive' }, []],
    ['the length of another body', { 'Content-Length': '3', 'X-A': 'a' }, [['X-A', 'a']]],
    ['the coding of another body', { 'content-encoding': 'gzip' }, []],
    ['the framing', { 'Transfer-Encoding': 'chunked' }, []],
    ['a name that is none', { 'a b': 'c', 'X-A': 'a' }, [['X-A', 'a']]],
    ['a value with a line break', { 'X-A': 'a\r\nb: c' }, []],
    ['no value', { 'X-A': undefined }, []],
  ])('are sent as they are, or left out (%s)', (_what, headers, expected) => {
    expect(sendableHeaders(headers)).toEqual(expected);
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['text', 'x'],
    ['a number', 7],
    ['an empty object', {}],
    ['a revoked proxy', revokedProxy()],
  ])('are none (%s)', (_what, headers) => {
    expect(sendableHeaders(headers)).toEqual([]);
  });

  it('are left out where a getter throws, and the others are sent', () => {
    const headers = {
      get 'X-A'(): string {
        throw new Error('no');
      },
      'X-B': 'b',
    };
    expect(sendableHeaders(headers)).toEqual([['X-B', 'b']]);
  });
});

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
