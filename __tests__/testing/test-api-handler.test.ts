import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { testApiHandler } from '../../lib/testing';

const folder = path.join(__dirname, '../../conformance/test-api-handler');

describe('testApiHandler', () => {
  it('passes a suite written for next-test-api-route-handler, with another import', async () => {
    // Jest marks its processes, and node:test would report to a parent that is none.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const hook = path.join(folder, 'use-ours.mjs');
    const arguments_ = ['--import', hook, '--test-reporter=tap', '--test', path.join(folder, 'suite.mjs')];
    const { stdout } = await promisify(execFile)(process.execPath, arguments_, { env });
    expect(stdout).toMatch(/^# tests 37$/m);
    expect(stdout).toMatch(/^# fail 0$/m);
  }, 30_000);

  it('types the JSON of the answer', async () => {
    expect.assertions(1);
    await testApiHandler<{ id: string }>({
      pagesHandler: (req, res) => res.json({ id: req.query['id'] }),
      params: { id: '5' },
      async test({ fetch }) {
        const { id } = await (await fetch()).json();
        expect(id.padStart(2, '0')).toBe('05');
      },
    });
  });

  it('rejects when an expectation in the handler fails and that is wanted', async () => {
    const run = testApiHandler({
      rejectOnHandlerError: true,
      pagesHandler: (req) => expect(req.method).toBe('POST'),
      test: async ({ fetch }) => void (await fetch()),
    });
    await expect(run).rejects.toThrow('Expected: "POST"');
  });

  it('serves a mocked global fetch to the handler, and not to the test', async () => {
    expect.assertions(1);
    const { fetch: realFetch } = globalThis;
    globalThis.fetch = () => Promise.resolve(new Response('mocked'));
    try {
      await testApiHandler({
        pagesHandler: async (_req, res) => res.send(await (await fetch('http://elsewhere.example')).text()),
        test: async ({ fetch: fetchHandler }) => expect(await (await fetchHandler()).text()).toBe('mocked'),
      });
    } finally {
      globalThis.fetch = realFetch;
    }
  });

  it('refuses a handler of the App Router', async () => {
    const options = { appHandler: { GET: () => new Response('x') }, test: () => {} };
    await expect(testApiHandler(options as never)).rejects.toThrow('App Router');
  });
});
