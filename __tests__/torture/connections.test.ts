import { once } from 'node:events';
import { until } from '../support/serve';
import { controlHeaders } from './cases/headers';
import { get, host, post, request } from './torture-case';
import { serverKinds, TortureServer } from './torture-server';

describe.each(serverKinds)('connections to %s', (kind) => {
  let server: TortureServer;
  beforeAll(async () => {
    server = await TortureServer.start(kind);
  }, 30_000);
  afterAll(() => server.stop());

  afterEach(() => server.checkAlive());

  it.each([
    ['ends', (socket: { end(): unknown }) => void socket.end()],
    ['is reset', (socket: { resetAndDestroy(): unknown }) => void socket.resetAndDestroy()],
  ])('F11, S5: a body of which 3 of 100 bytes come, and the connection %s', async (_how, leave) => {
    const { socket } = await server.connect();
    socket.write(request('POST', '/api/waits', ['Content-Type: application/json', 'Content-Length: 100'], 'abc'));
    await until(async () => (await server.count('waits reading')) === 1, 'the endpoint');
    leave(socket);
    await until(async () => (await server.count('waits could not read')) === 1, 'the end of the reading');
    socket.destroy();
  });

  it('F12: a body that stops coming holds up nobody else', async () => {
    const { socket } = await server.connect();
    socket.write(request('POST', '/api/small-next', ['Content-Type: text/plain', 'Content-Length: 100'], 'abc'));
    expect((await server.ask(get('/api/users')))?.status).toBe(200);
    socket.destroy();
  });

  it('F14: a client that goes on writing can read the 413', async () => {
    const reader = await server.connect();
    reader.socket.write(post('/api/small', 'text/plain', 'a'.repeat(2_000_000)));
    expect((await reader.read('POST'))?.status).toBe(413);
    reader.socket.end();
    await reader.closed();
  });

  it('F23: three requests at once are answered in order', async () => {
    const reader = await server.connect();
    reader.socket.write([30, 20, 10].map((delay) => get(`/api/delayed?${delay}`)).join(''));
    const answers = [await reader.read('GET'), await reader.read('GET'), await reader.read('GET')];
    expect(answers.map((answer) => answer?.body)).toEqual(['30', '20', '10']);
    reader.socket.destroy();
  });

  it('F25: 8 MB that the endpoint ignores do not stand before the next answer', async () => {
    const reader = await server.connect();
    reader.socket.write(post('/api/ignores', 'text/plain', 'a'.repeat(8_000_000)));
    expect((await reader.read('POST'))?.body).toBe('ignored');
    reader.socket.write(get('/api/sync?nonce=1'));
    const next = await reader.read('GET');
    // In sync, or closed.
    if (next) expect(next.body).toBe('{"nonce":"1"}');
    else expect(reader.isClosed).toBe(true);
    reader.socket.destroy();
  });

  // Node's own `httpAllowHalfOpen`, which an app may switch on.
  it('F27: a client that closes its side before the answer is taken for one that left', async () => {
    const reader = await server.connect();
    reader.socket.end(get('/api/waits'));
    expect(await reader.read('GET')).toBeUndefined();
    await until(async () => (await server.count('waits aborted')) === 1, 'the abort');
  });

  it('F31: a body that comes after the answer is no request', async () => {
    const reader = await server.connect();
    reader.socket.write(request('POST', '/api/ignores', ['Content-Length: 28']));
    expect((await reader.read('POST'))?.body).toBe('ignored');
    reader.socket.write('GET /api/users HTTP/1.1\r\n\r\n\r\n' + get('/api/sync?nonce=1'));
    const next = await reader.read('GET');
    if (next) expect(next.body).not.toContain('users');
    reader.socket.destroy();
    expect(await server.count('users')).toBe(0);
  });

  it('M1, X31: an endless stream behind HEAD is cancelled, not pulled', async () => {
    const reader = await server.connect();
    reader.socket.write(request('HEAD', '/api/endless'));
    expect((await reader.read('HEAD'))?.status).toBe(200);
    await until(async () => (await server.count('endless cancelled, little pulled')) === 1, 'the cancellation');
    reader.socket.destroy();
  });

  it('S3: a client that does not read stops the stream', async () => {
    const { socket } = await server.connect();
    socket.pause();
    socket.write(get('/api/endless'));
    for (let i = 0; i < 50; i++) await server.ask(get('/api/users'));
    expect(await server.count('endless pulled 1000')).toBe(0);
    socket.destroy();
    await until(async () => (await server.count('endless cancelled, little pulled')) === 1, 'the cancellation');
  });

  it('S4: a client that leaves before the answer aborts the signal', async () => {
    const { socket } = await server.connect();
    socket.write(get('/api/waits'));
    await until(async () => (await server.count('waits')) === 1, 'the endpoint');
    socket.destroy();
    await until(async () => (await server.count('waits aborted')) === 1, 'the abort');
  });

  it('S6, S16: a client that resets the connection in mid-stream cancels it once', async () => {
    const { socket } = await server.connect();
    socket.write(get('/api/endless'));
    await once(socket, 'data');
    socket.resetAndDestroy();
    const cancelled = async (): Promise<boolean> =>
      (await server.count('endless cancelled, little pulled')) +
        (await server.count('endless cancelled, too much pulled')) ===
      1;
    await until(cancelled, 'the cancellation');
  });

  it('S7: 200 clients that leave are 200 aborted signals', async () => {
    const readers = await Promise.all(Array.from({ length: 200 }, () => server.connect()));
    for (const { socket } of readers) socket.write(get('/api/waits'));
    await until(async () => (await server.count('waits')) === 200, 'the endpoints');
    for (const { socket } of readers) socket.destroy();
    await until(async () => (await server.count('waits aborted')) === 200, 'the aborts');
  });

  it('S8: 100 requests on one connection leave no listener behind', async () => {
    const reader = await server.connect();
    for (let i = 0; i < 100; i++) {
      reader.socket.write(i % 2 === 0 ? get('/api/id/1') : post('/api/echo', 'text/plain', 'abc'));
      expect((await reader.read('GET'))?.status).toBe(200);
    }
    reader.socket.destroy();
  });

  it('S15: 300 connections that say nothing, or half a head, hold up nobody', async () => {
    const readers = await Promise.all(Array.from({ length: 300 }, () => server.connect()));
    for (const [i, { socket }] of readers.entries()) if (i % 2 === 0) socket.write('GET /api/users HTTP/1.1\r\nHo');
    expect((await server.ask(get('/api/users')))?.status).toBe(200);
    for (const { socket } of readers) socket.destroy();
  });

  it('P9: a form that breaks off after each 256 bytes leaves nothing behind', async () => {
    const form = `--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n${'x'.repeat(4000)}\r\n--b--\r\n`;
    const whole = post('/api/form', 'multipart/form-data; boundary=b', form);
    for (let end = 200; end < whole.length; end += 256) {
      const { socket } = await server.connect();
      socket.write(whole.slice(0, end));
      await server.ask(get('/api/users'));
      socket.destroy();
    }
  });

  it('X36: 1,000 interleaved requests get their own answers', async () => {
    const readers = await Promise.all(Array.from({ length: 20 }, () => server.connect()));
    const asked = readers.map(async (reader, connection) => {
      for (let i = 0; i < 50; i++) {
        const own = `c${connection}r${i}`;
        const lines = ['Content-Type: text/plain', `X-Own: ${own}`, `Content-Length: ${own.length}`];
        const [target, own2] =
          i % 2 === 0 ? ['/api/echo', `["x-own","${own}"]`] : [`/api/echo-next?q=${own}`, `"q":"${own}"`];
        reader.socket.write(request('POST', target, lines, own));
        const answer = await reader.read('POST');
        expect(answer?.body).toContain(own2);
        expect(answer?.body).toContain(`"body":"${own}"`);
      }
      reader.socket.destroy();
    });
    await Promise.all(asked);
  });

  it('H15: headers that steer other servers leave the answer as it is, byte for byte', async () => {
    const strip = (head: string | undefined): string | undefined => head?.replace(/^date: .*$/im, '');
    const plain = await server.ask(get('/api/users'));
    for (const header of controlHeaders) {
      const answer = await server.ask(get('/api/users', header));
      expect({ ...answer, head: strip(answer?.head) }).toEqual({ ...plain, head: strip(plain?.head) });
    }
  });

  it('F3: a length of 6 GB within the limit takes no memory before its bytes come', async () => {
    const before = (await server.report('collect')).rssBytes;
    const readers = await Promise.all(Array.from({ length: 10 }, () => server.connect()));
    const lines = ['Content-Type: application/octet-stream', 'Content-Length: 6000000000'];
    for (const { socket } of readers) socket.write(request('POST', '/api/large', lines, 'abc'));
    await until(async () => (await server.count('large')) === 10, 'the endpoints');
    expect((await server.report()).rssBytes - before).toBeLessThan(32 * 2 ** 20);
    for (const { socket } of readers) socket.destroy();
    await until(async () => (await server.count('large left')) === 10, 'the ends of the readings');
  });

  if (kind === 'http') return;
  it.each([
    '/not-ours/a%00b',
    '/not-ours/../x',
    '/not-ours/a\\b',
    '/not-ours/%2e%2e/a',
    '/not-ours/a#b',
    '/api-not-ours',
    `http://${host}/not-ours/x`,
  ])('not ours: GET %s is reached as before, whatever the Host', async (target) => {
    const answer = await server.ask(`GET ${target} HTTP/1.1\r\nHost: a/b?c\r\nHost: b\r\n\r\n`);
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('"url"') as string });
  });
});
