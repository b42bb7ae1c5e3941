import request from 'supertest';
import fc from 'fast-check';
import { apiRoutes } from '../../lib';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';
import { fuzzOverSockets, fuzzTimeoutMs } from './fuzz';
import { createServer } from 'node:http';

const bodies = fc.oneof(
  fc.constant(null),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.uint8Array({ maxLength: 40 }),
  fc.array(fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.string(), fc.constantFrom<unknown>(1, null, {})), {
    maxLength: 5,
  }),
);
const headerValues = fc.string({
  unit: fc.constantFrom('a', ' ', ',', ';', '\x01', '\x7f', 'é', '\t', '"'),
  maxLength: 6,
});
const headerNames = fc.constantFrom(
  'x-a',
  'content-length',
  'content-type',
  'transfer-encoding',
  'connection',
  'set-cookie',
  'vary',
  'etag',
  'content-encoding',
);
const inits = fc.record(
  {
    status: fc.integer({ min: 200, max: 599 }),
    statusText: headerValues,
    headers: fc.array(fc.tuple(headerNames, fc.oneof(headerValues, fc.nat(50).map(String))), { maxLength: 4 }),
  },
  { requiredKeys: [] },
);

/** What an endpoint returns, or throws: made anew for each request. */
const results = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(bodies, inits).map(
      ([body, init]) =>
        () =>
          makeResponse(body, init),
    ),
  },
  { weight: 1, arbitrary: fc.anything().map((value) => () => value) },
  {
    weight: 1,
    arbitrary: fc.anything().map((value) => () => {
      throw value;
    }),
  },
  { weight: 1, arbitrary: fc.anything().map((value) => () => Promise.reject(value)) },
);

function makeResponse(body: unknown, init: object): Response {
  const isStream = Array.isArray(body);
  return new Response((isStream ? ReadableStream.from(body as unknown[]) : body) as string, init);
}

describe('whatever an endpoint returns or throws', () => {
  it(
    'is one valid answer, or a connection that is cut',
    async () => {
      const shared = globalThis as { fuzzResult?: () => unknown };
      const directory = writeRouteFiles({ 'any.js': 'exports.ALL = () => globalThis.fuzzResult();' });
      const server = createServer(apiRoutes(directory, { logger: createQuietLogger() }));
      try {
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        const methods = fc.constantFrom('get', 'head', 'delete');
        await fuzzOverSockets(fc.tuple(results, methods), 500, async ([result, method]) => {
          shared.fuzzResult = result;
          // Node's own client refuses two framings, and a body shorter or longer than its length.
          const agent = request(server);
          const answer = await agent[method]('/api/any')
            .buffer(true)
            .redirects(0)
            .timeout(5_000)
            .ok(() => true)
            .catch(cutOff);
          if (answer === undefined) return;
          expect(answer.status).toBeGreaterThanOrEqual(200);
          if (answer.headers['content-length'] !== undefined)
            expect(answer.headers).not.toHaveProperty('transfer-encoding');
        });
      } finally {
        server.closeAllConnections();
        server.close();
      }
    },
    fuzzTimeoutMs,
  );
});

/** A stream that breaks off, or an answer that superagent cannot decode as its own headers say. */
function cutOff(error: Error & { code?: string }): undefined {
  if (
    error.code === 'ECONNRESET' ||
    /aborted|socket hang up|incorrect header check|unexpected end of file/.test(error.message)
  )
    return undefined;
  throw error;
}
