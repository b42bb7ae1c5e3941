import { execFileSync } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import http from 'node:http';
import path from 'node:path';
import express from 'express';
import { writeRouteFiles } from './support/route-files';

// In processes of their own: what V8 has made of Node's objects lasts as long as the process, and a Jest worker has run other tests.
function run(file: string, ...args: string[]): unknown {
  const flags = ['--expose-gc', '--allow-natives-syntax'];
  const script = path.join(__dirname, 'support', file);
  return JSON.parse(execFileSync(process.execPath, [...flags, script, ...args], { encoding: 'utf8' }));
}

interface Shapes {
  readonly seen: readonly boolean[][];
  readonly socketBytes: number;
}

describe('a garbage collection between two of the first requests', () => {
  // V8 fixes the room of all objects of a constructor with the seventh. Before the first: no request has been yet.
  const cases = ['alone', 'createServer', 'createServer4'].flatMap((serving) =>
    ['0', '1', '3', '6', '9'].map((before) => [serving, before] as const),
  );

  it.each(cases)(
    '%s, %s requests before: makes no dictionary of a request, a response or an exchange',
    (serving, before) => {
      const { seen } = run('shapes-child.cjs', serving, before) as Shapes;
      expect(seen).toEqual(Array(14).fill([true, true, true]));
    },
  );

  it('leaves sockets the room they have, though the seventh is made meanwhile', () => {
    // Two for each request here, the client's and the server's, and those of the output.
    const sizes = ['0', '1', '2', '3', '4'].map(
      (before) => (run('shapes-child.cjs', 'alone', before) as Shapes).socketBytes,
    );
    expect(sizes[0]).toBeGreaterThan(100);
    expect(sizes).toEqual(Array(5).fill(sizes[0]));
  }, 120_000);

  it('leaves process.nextTick as fast as it was', () => {
    const without = run('next-tick-child.cjs') as number;
    const served = run('next-tick-child.cjs', 'with') as number;
    // Some six times. Should they be equal one day, V8 needs no help any more.
    expect(served).toBeLessThan(without / 2);
  });
});

describe('whoever looks at each response', () => {
  it('sees none that nobody asked for', () => {
    const seen: unknown[] = [];
    const look = (message: unknown): void => void seen.push(message);
    subscribe('http.server.response.created', look);
    try {
      jest.isolateModules(() => {
        const { apiRoutes, createServer } = require('express-pages-api') as typeof import('express-pages-api');
        apiRoutes(writeRouteFiles({ 'index.js': 'module.exports = (req, res) => res.end();' }));
        createServer(express());
      });
      expect(seen).toEqual([]);
      new http.ServerResponse(new http.IncomingMessage(null as never));
      // Node 20 has no such channel.
      expect(seen).toHaveLength(Number(process.versions.node.split('.')[0]) < 22 ? 0 : 1);
    } finally {
      unsubscribe('http.server.response.created', look);
    }
  });
});
