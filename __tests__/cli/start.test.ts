import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { writeRouteFiles } from '../support/route-files';
import { endAfterEach, runCli, startCli } from '../support/run-cli';
import { openSocket, sendRaw, until } from '../support/serve';

const endLater = endAfterEach();

interface Started {
  readonly child: ChildProcess;
  readonly port: number;
  readonly line: string;
  readonly exited: Promise<unknown[]>;
}

async function start(files: Record<string, string>, ...args: string[]): Promise<Started> {
  const directory = writeRouteFiles(files);
  const child = startCli(['start', 'api', '--port', '0', '--host', '127.0.0.1', ...args], path.dirname(directory));
  endLater(child);
  const exited = once(child, 'exit');
  const line = String((await once(child.stdout!, 'data'))[0]);
  return { child, port: Number(/:(\d+)\n/.exec(line)![1]), line, exited };
}

const hello = { 'hello.js': 'exports.GET = () => Response.json({ hello: "world" });' };

/** An endpoint that holds its answer back for a moment. */
const slow = {
  'slow.js': 'exports.GET = () => new Promise((resolve) => setTimeout(() => resolve(new Response("done")), 50));',
};

describe('pages-api start', () => {
  it('serves a directory and says where', async () => {
    const { port, line } = await start(hello);
    expect(line).toBe(`1 route on http://127.0.0.1:${port}\n`);
    const response = await fetch(`http://127.0.0.1:${port}/api/hello`);
    expect(await response.json()).toEqual({ hello: 'world' });
  });

  it('answers what is no route with a problem in JSON', async () => {
    const { port } = await start(hello);
    const response = await fetch(`http://127.0.0.1:${port}/nowhere`);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
  });

  it('shows nobody its routes', async () => {
    const { port } = await start(hello);
    for (const path of ['_routes', '_routes.json']) {
      expect((await fetch(`http://127.0.0.1:${port}/${path}`)).status).toBe(404);
    }
  });

  it('runs every GET ahead of time with --output static', async () => {
    const { port } = await start(
      { 'time.js': 'exports.GET = (c) => Response.json(c.isPrerendered);' },
      '--output',
      'static',
    );
    expect(await (await fetch(`http://127.0.0.1:${port}/api/time`)).json()).toBe(true);
  });

  it.each([
    [1, 'a broken file', { 'broken.js': 'throw new Error("no")' }, []],
    [
      1,
      'a static endpoint that never answers',
      { 'a.js': 'exports.GET = () => new Promise(() => {})' },
      ['--output', 'static', '--render-timeout', '300'],
    ],
    [2, 'a port that is none', hello, ['--port', 'many']],
    [2, 'a grace period that is none', hello, ['--grace', 'long']],
    [2, 'a grace period without end', hello, ['--grace', '1e9']],
  ])('exits with %i at %s', async (code, _name, files, args) => {
    const directory = writeRouteFiles(files);
    const child = startCli(['start', 'api', ...args], path.dirname(directory));
    expect((await once(child, 'exit'))[0]).toBe(code);
  });

  it('exits with 1 when the port is taken', async () => {
    const { port } = await start(hello);
    const directory = writeRouteFiles(hello);
    const child = startCli(['start', 'api', '--host', '127.0.0.1', '--port', String(port)], path.dirname(directory));
    expect((await once(child, 'exit'))[0]).toBe(1);
  });

  it('ends with 1 at an error that nobody catches', async () => {
    const { port, exited } = await start({
      'late.js': 'exports.GET = () => { setTimeout(() => { throw new Error("late"); }); return new Response(); };',
    });
    await fetch(`http://127.0.0.1:${port}/api/late`).catch(() => {});
    expect((await exited)[0]).toBe(1);
  });

  it('exits with 0 at a SIGTERM that comes while it loads', async () => {
    const directory = writeRouteFiles({
      'a.mjs': 'console.log("in"); await new Promise((r) => setTimeout(r, 60_000));',
    });
    const child = startCli(['start', 'api', '--port', '0'], path.dirname(directory));
    endLater(child);
    const exited = once(child, 'exit');
    await once(child.stdout!, 'data');
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  it('listens on port 3000 when PORT is empty', async () => {
    const child = startCli(['start', '--help'], '.', { PORT: '' });
    expect(String((await once(child.stdout!, 'data'))[0])).toMatch(/default:\s+"3000"/);
  });

  it('says how to end a list of values when it takes the directory as one', async () => {
    const { code, stderr } = await runCli(['start', '--ignore', '*.x', 'api'], '.');
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('--ignore takes every word that follows: put the arguments in front of it'),
    ]);
  });

  it('S11: finishes a request under way at SIGTERM, closes its connection and exits with 0', async () => {
    const { child, port, exited } = await start({
      'slow.js':
        'exports.GET = () => { process.stdout.write("in\\n"); return new Promise((r) => setTimeout(() => r(new Response("done")), 200)); };',
    });
    const answer = sendRaw(port, 'GET /api/slow HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(child.stdout!, 'data');
    child.kill('SIGTERM');
    expect(await answer).toMatch(/^HTTP\/1\.1 200 [^]*\r\nConnection: close\r\n[^]*done$/i);
    expect((await exited)[0]).toBe(0);
  });

  it('ends at once at a second signal', async () => {
    const { child, port, exited } = await start({
      'never.js': 'exports.GET = () => { process.stdout.write("in\\n"); return new Promise(() => {}); };',
    });
    const answer = sendRaw(port, 'GET /api/never HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(child.stdout!, 'data');
    child.kill('SIGTERM');
    await until(() => isRefused(port), 'the first signal');
    child.kill('SIGINT');
    expect((await exited)[0]).toBe(1);
    expect(await answer).toBe('');
  });

  it('S12: waits no longer than the keep-alive timeout for connections that nobody uses', async () => {
    const { child, port, exited } = await start(hello);
    await openSocket(port);
    await fetch(`http://127.0.0.1:${port}/api/hello`).then((response) => response.text());
    child.kill('SIGTERM');
    expect((await exited)[0]).toBe(0);
  }, 15_000);

  it('cuts an endless answer when the grace period is over, and says so', async () => {
    const { child, port, exited } = await start(
      {
        'events.js': `exports.GET = () => new Response(new ReadableStream({
          async pull(controller) { controller.enqueue(Buffer.from('data: tick\\n\\n')); await new Promise((r) => setTimeout(r, 20)); } }),
          { headers: { 'content-type': 'text/event-stream' } });`,
      },
      '--grace',
      '0.3',
    );
    let stderr = '';
    child.stderr!.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const socket = await openSocket(port);
    const closed = once(socket, 'close');
    socket.write('GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'data');
    socket.resume();
    const stopped = performance.now();
    child.kill('SIGTERM');
    expect((await exited)[0]).toBe(0);
    expect(performance.now() - stopped).toBeGreaterThan(290);
    await closed;
    expect(stderr).toBe('Cut off after 0.3 s: 1 answer was under way.\n');
  });

  it('cuts connections that speak another protocol by then', async () => {
    const { child, port, exited } = await start(
      {
        'socket.js': `module.exports = (req) => { req.socket.removeAllListeners(); req.socket.write('HTTP/1.1 101 Switching Protocols\\r\\n\\r\\n'); };
          module.exports.config = { api: { externalResolver: true } };`,
      },
      '--grace',
      '0.1',
    );
    const socket = await openSocket(port);
    socket.write('GET /api/socket HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'data');
    child.kill('SIGTERM');
    expect((await exited)[0]).toBe(0);
  });

  it('loses no request under load at SIGTERM', async () => {
    const { child, port, exited } = await start({ ...hello, ...slow });
    const counts = Array.from({ length: 40 }, () => ({ answered: 0, lost: 0 }));
    const clients = counts.map((own, i) => keepAsking(port, i % 2 ? '/api/hello' : '/api/slow', own));
    // A connection that the server has not accepted yet is not under way.
    while (counts.some(({ answered, lost }) => answered < 3 && lost === 0)) await new Promise(setImmediate);
    child.kill('SIGTERM');
    await Promise.all(clients);
    expect((await exited)[0]).toBe(0);
    expect(counts.filter(({ lost }) => lost > 0)).toEqual([]);
  }, 20_000);
});

function isRefused(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => resolve(false));
    socket.on('error', () => resolve(true)).on('connect', () => socket.destroy());
  });
}

/** Sends one request after the other on one connection, until the server says that it closes it. */
async function keepAsking(port: number, url: string, counts: { answered: number; lost: number }): Promise<void> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  try {
    for (let isOpen = true; isOpen;) {
      isOpen = await new Promise<boolean>((resolve, reject) => {
        http
          .get({ port, host: '127.0.0.1', path: url, agent }, (res) => {
            res.resume().on('end', () => resolve(res.headers.connection !== 'close'));
            res.on('error', reject);
          })
          .on('error', reject);
      });
      counts.answered++;
    }
  } catch {
    counts.lost++;
  } finally {
    agent.destroy();
  }
}
