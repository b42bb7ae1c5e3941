import { execFileSync } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import express from 'express';
import request from 'supertest';
import { writeRouteFiles } from './support/route-files';

// In processes of their own: what V8 has made of Node's objects lasts as long as the process, and a Jest worker has run other tests.
function run(file: string, ...args: string[]): unknown {
  const flags = ['--expose-gc', '--allow-natives-syntax'];
  const script = path.join(__dirname, 'support', file);
  return JSON.parse(execFileSync(process.execPath, [...flags, script, ...args], { encoding: 'utf8', timeout: 60_000 }));
}

describe('a garbage collection between two of the first requests', () => {
  // V8 fixes the room of all objects of a constructor with the seventh.
  const servings = ['alone', 'createServer', 'createServer4'].flatMap((serving) =>
    ['0', '6'].map((before) => [serving, before] as const),
  );

  it.each(servings)(
    '%s, %s requests before: makes no dictionary of a request, a response or an exchange',
    (...args) => {
      expect(run('shapes-child.cjs', ...args)).toEqual(Array(14).fill([true, true, true, true, true]));
    },
  );

  it.each(['byHand', 'byHand4'])(
    'createServer, a route %s: makes no dictionary of a request or a response',
    (serving) => {
      expect(run('shapes-child.cjs', serving, '6')).toEqual(Array(14).fill([true, true, true, true]));
    },
  );

  it('leaves sockets at least the room that they have without it, though the seventh is made meanwhile', () => {
    // Two for each request here: the client's and the server's.
    const sizes = ['1', '2', '3', '4'].map((before) => run('shapes-child.cjs', 'alone', before, 'size') as number);
    const plain = run('shapes-child.cjs', 'plain', '0', 'size') as number;
    expect(plain).toBeGreaterThan(100);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(plain);
  });

  it('leaves process.nextTick as fast as it was, and holds nothing else for it', () => {
    const without = run('next-tick-child.cjs') as { nanoseconds: number };
    const served = run('next-tick-child.cjs', 'with') as { nanoseconds: number; storeLives: boolean };
    // Some six times. Should they be equal one day, V8 needs no help any more.
    expect(served.nanoseconds).toBeLessThan(without.nanoseconds / 2);
    expect(served.storeLives).toBe(false);
  });
});

describe('start-up', () => {
  const directory = writeRouteFiles({
    'index.js': 'module.exports = (req, res) => void res.status(200).json({ ok: true });',
  });

  /** A copy of the package that has not been started. */
  function load(): typeof import('express-pages-api') {
    let loaded: typeof import('express-pages-api') | undefined;
    jest.isolateModules(() => (loaded = require('express-pages-api') as typeof import('express-pages-api')));
    return loaded!;
  }

  it('shows no response to whoever looks at each', () => {
    const seen: unknown[] = [];
    const look = (message: unknown): void => void seen.push(message);
    subscribe('http.server.response.created', look);
    try {
      const { apiRoutes, createServer } = load();
      apiRoutes(directory);
      createServer(express());
      expect(seen).toEqual([]);
      new http.ServerResponse(new http.IncomingMessage(null as never));
      // Node 20 has no such channel.
      expect(seen).toHaveLength(Number(process.versions.node.split('.')[0]) < 22 ? 0 : 1);
    } finally {
      unsubscribe('http.server.response.created', look);
    }
  });

  class Demanding {
    constructor(given: { socket: { localPort: number } }) {
      if (given.socket.localPort === -1) throw new Error('a socket needs a port');
    }
  }

  it.each([
    [net, 'Socket', Demanding],
    [http, 'IncomingMessage', Demanding],
    [http, 'ServerResponse', Demanding],
    [net, 'Socket', undefined],
    [http, 'IncomingMessage', undefined],
  ] as const)('leaves alone what has been put in the place of Node’s class (%#)', async (module, name, replacement) => {
    const original: unknown = Reflect.get(module, name);
    const { apiRoutes } = load();
    Reflect.set(module, name, replacement);
    let middleware: ReturnType<typeof apiRoutes>;
    try {
      middleware = apiRoutes(directory);
    } finally {
      Reflect.set(module, name, original);
    }
    await request(http.createServer(middleware)).get('/api').expect(200, { ok: true });
  });

  it('adds nothing to what a mock makes', () => {
    const socket = {};
    const original = net.Socket;
    const { apiRoutes } = load();
    Reflect.set(net, 'Socket', function () {
      return socket;
    });
    try {
      apiRoutes(directory);
      expect(Object.keys(socket)).toEqual([]);
    } finally {
      Reflect.set(net, 'Socket', original);
    }
  });

  it('touches no setter that an app has added to its prototypes', () => {
    const app = express();
    const touched: string[] = [];
    for (const [prototype, name] of [
      [app.request, 'socket'],
      [app.request, 'url'],
      [app.response, 'req'],
      [app.response, 'property0'],
    ] as const) {
      Object.defineProperty(prototype, name, { set: () => touched.push(name), configurable: true });
    }
    load().createServer(app);
    expect(touched).toEqual([]);
  });

  it('calls no getter that an app has added to its prototypes', () => {
    const app = express();
    const headers = jest.fn();
    Object.defineProperty(app.request, 'headers', { get: headers, configurable: true });
    load().createServer(app);
    expect(headers).not.toHaveBeenCalled();
  });

  it('leaves no timer for tests that fake them later', () => {
    const { apiRoutes } = load();
    jest.useFakeTimers();
    try {
      apiRoutes(directory);
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it.each(['node:async_hooks', 'node:diagnostics_channel'])(
    'does without %s where a test has mocked it',
    async (name) => {
      const uncaught = jest.fn();
      process.once('uncaughtException', uncaught);
      jest.doMock(name, () => ({}));
      try {
        load().apiRoutes(directory);
        await new Promise(setImmediate);
        expect(uncaught).not.toHaveBeenCalled();
      } finally {
        jest.dontMock(name);
        process.removeListener('uncaughtException', uncaught);
      }
    },
  );
});
