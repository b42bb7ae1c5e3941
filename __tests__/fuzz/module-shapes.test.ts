import fc from 'fast-check';
import { createHandler } from '../../lib/handlers/create-handler';
import { readRouteModule } from '../../lib/modules/route-module';
import { fuzz, fuzzTimeoutMs } from './fuzz';

const names = fc.oneof(
  fc.constantFrom(
    'default',
    'GET',
    'POST',
    'HEAD',
    'OPTIONS',
    'ALL',
    'TRACE',
    'CONNECT',
    'get',
    'post',
    'del',
    'all',
    'GETX',
    'config',
    'middleware',
    'prerender',
    'runtime',
    'then',
    'constructor',
    '__proto__',
    'getStaticPaths',
    'helper',
  ),
  fc.string({ maxLength: 4 }),
);

class Endpoint {
  get(): void {}
}

const values = fc.oneof(
  fc.constantFrom<unknown>(
    () => {},
    (_req: unknown, _res: unknown) => {},
    (_req: unknown, _res: unknown, _next: unknown) => {},
    (_error: unknown, _req: unknown, _res: unknown, _next: unknown) => {},
    async () => {},
    function* () {},
    Endpoint,
    [() => {}],
    { style: 'astro' },
    { style: 'express' },
    { runtime: 'edge' },
    { get: () => {} },
    null,
    undefined,
    42,
  ),
  fc.anything(),
);

describe('what a file exports', () => {
  it(
    'of any kind is an endpoint without TRACE and CONNECT, or an error with a message',
    () => {
      let endpoints = 0;
      fuzz(fc.array(fc.tuple(names, values), { maxLength: 5 }), 5_000, (exported) => {
        const namespace: Record<string, unknown> = {};
        for (const [name, value] of exported)
          Object.defineProperty(namespace, name, { value, enumerable: true, configurable: true });
        let handler: ReturnType<typeof createHandler>;
        try {
          handler = createHandler(readRouteModule(namespace, 'next'));
        } catch (error) {
          expect((error as Error).message).not.toMatch(/^$|Cannot (?:read|convert)|is not a function|is not iterable/);
          return;
        }
        endpoints++;
        for (const method of ['TRACE', 'CONNECT', 'constructor', '__proto__', 'then', 'ALL'])
          if (handler.find(method)) throw new Error(`${method} has a handler`);
        expect(handler.allow).not.toContain('TRACE');
      });
      expect(endpoints).toBeGreaterThan(100);
    },
    fuzzTimeoutMs,
  );
});
