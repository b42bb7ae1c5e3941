import { IncomingMessage, type IncomingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import { readClientAddress, readOrigin } from '../../lib/http/request-origin';

interface Setting {
  headers?: IncomingHttpHeaders;
  isEncrypted?: boolean;
  trust?: unknown;
  ip?: string;
}

/** A request under Express as far as it is looked at; without `trust` it is one of a bare server. */
function createRequest({ headers = {}, isEncrypted, trust, ip }: Setting): IncomingMessage {
  const req = new IncomingMessage(new Socket());
  req.headers = headers;
  req.rawHeaders = Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);
  if (isEncrypted) Object.assign(req.socket, { encrypted: true });
  const get = (setting: string): unknown => (setting === 'trust proxy fn' ? trust : undefined);
  return Object.assign(req, trust !== undefined && { app: { get } }, ip !== undefined && { ip });
}

const trustsAll = () => true;

describe('readOrigin', () => {
  const proxied = { host: 'inner', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'outer' };

  it.each<[string, Setting, object]>([
    ['of a bare server', { headers: { host: 'a:1' } }, { protocol: 'http', host: 'a:1', isProtocolKnown: false }],
    ['of TLS', { headers: { host: 'a' }, isEncrypted: true }, { protocol: 'https', host: 'a', isProtocolKnown: true }],
    ['of HTTP/1.0', {}, { protocol: 'http', host: 'localhost:80', isProtocolKnown: false }],
    [
      'is not what a client forwards',
      { headers: proxied },
      { protocol: 'http', host: 'inner', isProtocolKnown: false },
    ],
    [
      'is not what an unknown proxy forwards',
      { headers: proxied, trust: () => false },
      { protocol: 'http', host: 'inner', isProtocolKnown: false },
    ],
    [
      'is what a trusted proxy forwards',
      { headers: proxied, trust: trustsAll },
      { protocol: 'https', host: 'outer', isProtocolKnown: true },
    ],
    [
      'is the first of several that were forwarded',
      {
        headers: { host: 'inner', 'x-forwarded-proto': 'HTTPS , http', 'x-forwarded-host': ' outer:1 , b' },
        trust: trustsAll,
      },
      { protocol: 'https', host: 'outer:1', isProtocolKnown: true },
    ],
    [
      'is http where a trusted proxy says so, whatever this hop speaks',
      { headers: { host: 'a', 'x-forwarded-proto': 'http' }, isEncrypted: true, trust: trustsAll },
      { protocol: 'http', host: 'a', isProtocolKnown: true },
    ],
    [
      'is what this hop speaks where a trusted proxy says nothing',
      { headers: { host: 'a' }, isEncrypted: true, trust: trustsAll },
      { protocol: 'https', host: 'a', isProtocolKnown: true },
    ],
    [
      'is what this hop speaks where a trusted proxy names another protocol',
      { headers: { host: 'a', 'x-forwarded-proto': 'ftp', 'x-forwarded-host': '' }, trust: trustsAll },
      { protocol: 'http', host: 'a', isProtocolKnown: true },
    ],
  ])('%s', (_what, setting, expected) => {
    expect(readOrigin(createRequest(setting))).toEqual(expected);
  });

  it('is that of a bare server under an app without settings', () => {
    const req = Object.assign(createRequest({ headers: proxied }), { app: {} });
    expect(readOrigin(req)).toEqual({ protocol: 'http', host: 'inner', isProtocolKnown: false });
  });

  it('takes a header that Express keeps as a list', () => {
    const headers = { host: 'a', 'x-forwarded-host': ['b', 'c'] };
    expect(readOrigin(createRequest({ headers, trust: trustsAll })).host).toBe('b');
  });

  it('asks about the first hop', () => {
    const hops: unknown[] = [];
    const trust = (_address: string, hop: number): boolean => hops.push(hop) > 0;
    readOrigin(createRequest({ headers: { host: 'a' }, trust }));
    expect(hops).toEqual([0]);
  });

  it('refuses a forwarded host that is none', () => {
    const headers = { host: 'a', 'x-forwarded-host': 'b/c' };
    expect(() => readOrigin(createRequest({ headers, trust: trustsAll }))).toThrow(
      expect.objectContaining({ status: 400, code: 'invalid_host', message: 'Invalid X-Forwarded-Host header' }),
    );
  });
});

describe('readClientAddress', () => {
  it('is that of Express', () => {
    expect(readClientAddress(createRequest({ ip: '10.0.0.1' }))).toBe('10.0.0.1');
  });

  it('is empty when the client is gone', () => {
    expect(readClientAddress(createRequest({}))).toBe('');
  });
});
