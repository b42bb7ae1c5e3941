import { until } from '../support/serve';
import { get, post, request } from './torture-case';
import { serverKinds, TortureServer } from './torture-server';

describe.each(serverKinds)('the end of requests to %s', (kind) => {
  let server: TortureServer;
  beforeAll(async () => {
    server = await TortureServer.start(kind);
  }, 30_000);
  afterAll(() => server.stop());

  afterEach(() => server.checkAlive());

  /** What goes past all handlers next. */
  async function nextUncaught(): Promise<readonly string[]> {
    const uncaught: string[] = [];
    const isReported = async (): Promise<boolean> => uncaught.push(...(await server.report()).uncaught) > 0;
    await until(isReported, 'the report');
    return uncaught;
  }

  it('S9: a connection that closes after the answer aborts no signal', async () => {
    expect((await server.ask(get('/api/closes')))?.body).toBe('answered');
    await until(async () => (await server.count('closes closed')) === 1, 'the end of the connection');
    expect(await server.count('closes aborted')).toBe(0);
  });

  it('S10: what a listener of the signal throws is reported once, as of any other signal', async () => {
    const { socket } = await server.connect();
    socket.write(get('/api/abort-throws'));
    await until(async () => (await server.count('abort-throws')) === 1, 'the endpoint');
    socket.destroy();
    expect(await nextUncaught()).toEqual(['uncaughtException: Error: in a listener of the signal']);
  });

  it('S13: requests that an endpoint never answers are garbage once their clients have left', async () => {
    const clients = 200;
    const readers = await Promise.all(Array.from({ length: clients }, () => server.connect()));
    for (const { socket } of readers) socket.write(get('/api/never'));
    await until(async () => (await server.count('never')) === clients, 'the endpoints');
    for (const { socket } of readers) socket.destroy();
    await until(async () => (await server.count('never aborted')) === clients, 'the aborts');
    const areCollected = async (): Promise<boolean> => {
      await server.report('collect');
      return (await server.count('never collected')) >= clients * 0.99;
    };
    await until(areCollected, 'the collection');
  });

  it('S14: an endpoint that blocks for two seconds costs nobody a request', async () => {
    const half = await server.connect();
    const whole = post('/api/echo', 'text/plain', 'abc');
    half.socket.write(whole.slice(0, -2));
    const blocking = server.ask(get('/api/blocks'));
    const behind = Array.from({ length: 20 }, () => server.ask(get('/api/users')));
    half.socket.write(whole.slice(-2));
    expect((await half.read('POST'))?.body).toContain('"body":"abc"');
    expect((await blocking)?.body).toBe('blocked');
    const answers = await Promise.all(behind);
    expect(answers.map((answer) => answer?.status)).toEqual(Array(20).fill(200));
    half.socket.destroy();
  }, 15_000);

  it('X7: what a timer throws is the business of the process, and of no other request', async () => {
    const { socket } = await server.connect();
    socket.write(get('/api/timer-throws'));
    expect(await nextUncaught()).toEqual(['uncaughtException: Error: in a timer']);
    expect((await server.ask(get('/api/users')))?.status).toBe(200);
    socket.destroy();
    await until(async () => (await server.count('timer-throws closed')) === 1, 'the end of the request');
  });

  it('X8: an endpoint that returns without an answer is let go with its client', async () => {
    const { socket } = await server.connect();
    socket.write(get('/api/silent-next'));
    await until(async () => (await server.count('silent-next')) === 1, 'the endpoint');
    expect((await server.ask(get('/api/users')))?.status).toBe(200);
    socket.destroy();
    await until(async () => (await server.count('silent-next closed')) === 1, 'the end of the request');
  });

  it('X30: a stream that never ends is cancelled when the client leaves', async () => {
    const reader = await server.connect();
    reader.socket.write(get('/api/hangs'));
    await until(async () => (await server.count('hangs')) === 1, 'the endpoint');
    reader.socket.destroy();
    await until(async () => (await server.count('hangs cancelled')) === 1, 'the cancellation');
  });
});

describe.each(serverKinds)('slow clients of %s', (kind) => {
  let server: TortureServer;
  beforeAll(async () => {
    server = await TortureServer.start(kind, 1000);
  }, 30_000);
  afterAll(() => server.stop());

  afterEach(() => server.checkAlive());

  it('S1: a head that does not come to its end is 408', async () => {
    const reader = await server.connect();
    reader.socket.write('GET /api/users HTTP/1.1\r\nHost: a');
    expect((await reader.read('GET'))?.status).toBe(408);
    await reader.closed();
    expect(await server.count('users')).toBe(0);
  });

  it('S2: a body that does not come to its end frees the endpoint that reads it', async () => {
    const reader = await server.connect();
    const lines = ['Content-Type: application/json', 'Content-Length: 100'];
    reader.socket.write(request('POST', '/api/waits', lines, 'abc'));
    await until(async () => (await server.count('waits reading')) === 1, 'the endpoint');
    await until(async () => (await server.count('waits could not read')) === 1, 'the end of the reading');
    await reader.closed();
  });
});
