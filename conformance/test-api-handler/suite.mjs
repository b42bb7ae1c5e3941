// A suite as users of next-test-api-route-handler write it. It runs against the original and against ours.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testApiHandler } from 'next-test-api-route-handler';
import * as bodyEndpoint from '../next/pages/api/echo/body.js';
import * as cookieEndpoint from '../next/pages/api/cookie/set.js';
import * as cookiesEndpoint from '../next/pages/api/echo/cookies.js';
import * as helloEndpoint from '../next/pages/api/hello.js';
import * as methodEndpoint from '../next/pages/api/echo/method.js';
import * as queryEndpoint from '../next/pages/api/echo/query.js';
import * as rawEndpoint from '../next/pages/api/body/raw.js';
import * as redirectEndpoint from '../next/pages/api/redirect/default.js';
import * as restEndpoint from '../next/pages/api/methods/rest.js';
import * as smallEndpoint from '../next/pages/api/body/small.js';
import * as streamEndpoint from '../next/pages/api/stream/chunks.js';
import * as throwEndpoint from '../next/pages/api/throw/async.js';
import * as userEndpoint from '../next/pages/api/users/[id].js';

const json = { 'content-type': 'application/json' };
const quietly = async (run) => {
  const { error } = console;
  console.error = () => {};
  try {
    return await run();
  } finally {
    console.error = error;
  }
};

describe('the handler', () => {
  it('is a function', async () => {
    await testApiHandler({
      pagesHandler: (req, res) => res.status(201).json({ method: req.method }),
      async test({ fetch }) {
        const response = await fetch();
        assert.equal(response.status, 201);
        assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
        assert.deepEqual(await response.json(), { method: 'GET' });
      },
    });
  });

  it('is a module', async () => {
    await testApiHandler({
      pagesHandler: helloEndpoint,
      test: async ({ fetch }) => assert.deepEqual(await (await fetch()).json(), { name: 'John Doe' }),
    });
  });

  it('gets every method', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      await testApiHandler({
        pagesHandler: methodEndpoint,
        test: async ({ fetch }) => assert.deepEqual(await (await fetch({ method })).json(), { method }),
      });
    }
  });

  it('answers HEAD without a body', async () => {
    await testApiHandler({
      pagesHandler: helloEndpoint,
      async test({ fetch }) {
        const response = await fetch({ method: 'HEAD' });
        assert.equal(response.headers.get('content-length'), '19');
        assert.equal(await response.text(), '');
      },
    });
  });

  it('answers several requests of one test', async () => {
    await testApiHandler({
      pagesHandler: restEndpoint,
      params: { id: '1' },
      async test({ fetch }) {
        assert.equal((await fetch()).status, 200);
        assert.equal((await fetch({ method: 'DELETE' })).status, 204);
        const refused = await fetch({ method: 'PATCH' });
        assert.equal(refused.status, 405);
        assert.equal(refused.headers.get('allow'), 'GET, POST, DELETE');
      },
    });
  });

  it('streams', async () => {
    await testApiHandler({
      pagesHandler: streamEndpoint,
      test: async ({ fetch }) => assert.equal(await (await fetch()).text(), 'data: 0\n\ndata: 1\n\ndata: 2\n\n'),
    });
  });

  it('has one ETag for one body', async () => {
    await testApiHandler({
      pagesHandler: helloEndpoint,
      async test({ fetch }) {
        const tag = (await fetch()).headers.get('etag');
        assert.match(tag, /^"/);
        assert.equal((await fetch()).headers.get('etag'), tag);
      },
    });
  });
});

describe('the body', () => {
  it('is parsed by its type', async () => {
    await testApiHandler({
      pagesHandler: bodyEndpoint,
      async test({ fetch }) {
        const post = async (type, body) =>
          (await (await fetch({ method: 'POST', headers: { 'content-type': type }, body })).json()).body;
        assert.deepEqual(await post('application/json', '{"a":1}'), { a: 1 });
        assert.deepEqual(await post('application/x-www-form-urlencoded', 'a=1&a=2'), { a: ['1', '2'] });
        assert.equal(await post('text/plain', 'text'), 'text');
      },
    });
  });

  it('is refused when it is broken', async () => {
    await testApiHandler({
      pagesHandler: bodyEndpoint,
      async test({ fetch }) {
        const response = await fetch({ method: 'POST', headers: json, body: '{' });
        assert.equal(response.status, 400);
        assert.equal(response.statusText, 'Invalid JSON');
        assert.equal(await response.text(), 'Invalid JSON');
      },
    });
  });

  it('is limited by the config of the module', async () => {
    await testApiHandler({
      pagesHandler: smallEndpoint,
      async test({ fetch }) {
        const response = await fetch({ method: 'POST', body: 'x'.repeat(2000) });
        assert.equal(response.status, 413);
        assert.equal(await response.text(), 'Body exceeded 1kb limit');
      },
    });
  });

  it('is left alone when the config says so', async () => {
    await testApiHandler({
      pagesHandler: rawEndpoint,
      async test({ fetch }) {
        const response = await fetch({ method: 'POST', headers: json, body: '{' });
        assert.deepEqual(await response.json(), { parsed: 'undefined', hex: '7b' });
      },
    });
  });

  it('is limited by the config of a function', async () => {
    const handler = Object.assign((req, res) => res.send('read'), {
      config: { api: { bodyParser: { sizeLimit: '5b' } } },
    });
    await testApiHandler({
      pagesHandler: handler,
      test: async ({ fetch }) => assert.equal((await fetch({ method: 'POST', body: 'too long' })).status, 413),
    });
  });
});

describe('query and parameters', () => {
  const queryOf = async (options) => {
    let query;
    await testApiHandler({
      pagesHandler: queryEndpoint,
      ...options,
      test: async ({ fetch }) => (query = await (await fetch()).json()),
    });
    return query;
  };

  it('are empty by default', async () => assert.deepEqual(await queryOf({}), {}));
  it('come from the URL', async () =>
    assert.deepEqual(await queryOf({ url: '/x?a=1&b=2&a=3' }), { a: ['1', '3'], b: '2' }));
  it('come from params', async () =>
    assert.deepEqual(await queryOf({ params: { id: '1', slug: ['a', 'b'] } }), { id: '1', slug: ['a', 'b'] }));
  it('are won by params', async () =>
    assert.deepEqual(await queryOf({ url: '/x?id=1&b=2', params: { id: '9' } }), { id: '9', b: '2' }));
  it('keep their types', async () =>
    assert.deepEqual(await queryOf({ params: { n: 5, yes: true } }), { n: 5, yes: true }));
  it('are changed by the patcher', async () => {
    const paramsPatcher = (params) => {
      params.more = 'yes';
      delete params.a;
    };
    assert.deepEqual(await queryOf({ url: '/x?a=1', params: { b: '2' }, paramsPatcher }), { b: '2', more: 'yes' });
  });
  it('are replaced by what the patcher returns', async () => {
    assert.deepEqual(await queryOf({ params: { b: '2' }, paramsPatcher: async () => ({ only: '1' }) }), { only: '1' });
  });
  it('reach a dynamic route', async () => {
    await testApiHandler({
      pagesHandler: userEndpoint,
      params: { id: '42' },
      test: async ({ fetch }) => assert.deepEqual(await (await fetch()).json(), { route: '[id]', query: { id: '42' } }),
    });
  });
});

describe('request and response', () => {
  const urlOf = async (options) => {
    let url;
    await testApiHandler({
      pagesHandler: (req, res) => res.json({ url: req.url }),
      ...options,
      test: async ({ fetch }) => ({ url } = await (await fetch()).json()),
    });
    return url;
  };

  it('shows the URL as it was given', async () =>
    assert.equal(await urlOf({ url: '/api/a%20b?x=1#y' }), '/api/a%20b?x=1#y'));
  it('shows a URL by default', async () => assert.equal(await urlOf({}), 'ntarh://testApiHandler/'));
  it('shows the URL that the patcher sets', async () => {
    assert.equal(await urlOf({ requestPatcher: (req) => void (req.url = '/patched?a=1') }), '/patched?a=1');
  });

  it('shows the headers that the patcher sets', async () => {
    await testApiHandler({
      pagesHandler: (req, res) => res.json({ key: req.headers.key, cookies: req.cookies }),
      requestPatcher: async (req) => {
        req.headers = { ...req.headers, key: 'secret', cookie: 'a=1' };
      },
      test: async ({ fetch }) => assert.deepEqual(await (await fetch()).json(), { key: 'secret', cookies: { a: '1' } }),
    });
  });

  it('keeps what the response patcher sets', async () => {
    await testApiHandler({
      pagesHandler: helloEndpoint,
      responsePatcher: (res) => void res.setHeader('x-patched', '1'),
      test: async ({ fetch }) => assert.equal((await fetch()).headers.get('x-patched'), '1'),
    });
  });

  it('sends the cookies of the request', async () => {
    await testApiHandler({
      pagesHandler: cookiesEndpoint,
      test: async ({ fetch }) =>
        assert.deepEqual(await (await fetch({ headers: { cookie: 'a=1; b=2' } })).json(), { a: '1', b: '2' }),
    });
  });

  it('reads the cookies of the response', async () => {
    await testApiHandler({
      pagesHandler: cookieEndpoint,
      async test({ fetch }) {
        const { cookies } = await fetch();
        assert.deepEqual(cookies, [{ a: '1', Path: '/', path: '/' }, { b: '2' }]);
      },
    });
  });

  it('follows no redirect unless it is told to', async () => {
    await testApiHandler({
      pagesHandler: redirectEndpoint,
      async test({ fetch }) {
        const response = await fetch();
        assert.equal(response.status, 307);
        assert.equal(response.headers.get('location'), '/api/hello');
      },
    });
  });
});

describe('errors', () => {
  it('of the handler are 500', async () => {
    await quietly(() =>
      testApiHandler({
        pagesHandler: throwEndpoint,
        async test({ fetch }) {
          const response = await fetch();
          assert.equal(response.status, 500);
          assert.equal(await response.text(), 'Internal Server Error');
        },
      }),
    );
  });

  it('of the handler are 500 whatever they carry', async () => {
    await quietly(() =>
      testApiHandler({
        pagesHandler: () => Promise.reject(Object.assign(new Error('teapot'), { status: 418, statusCode: 418 })),
        test: async ({ fetch }) => assert.equal((await fetch()).status, 500),
      }),
    );
  });

  it('of the handler reject when that is wanted', async () => {
    const run = testApiHandler({
      pagesHandler: throwEndpoint,
      rejectOnHandlerError: true,
      test: async ({ fetch }) => void (await fetch()),
    });
    await assert.rejects(run, { message: 'secret async detail' });
  });

  it('of the body are answered even so', async () => {
    await testApiHandler({
      pagesHandler: bodyEndpoint,
      rejectOnHandlerError: true,
      test: async ({ fetch }) => assert.equal((await fetch({ method: 'POST', headers: json, body: '{' })).status, 400),
    });
  });

  for (const patcher of ['requestPatcher', 'responsePatcher', 'paramsPatcher']) {
    it(`of the ${patcher} reject`, async () => {
      const fail = () => {
        throw new Error('bad patcher');
      };
      const run = testApiHandler({
        pagesHandler: helloEndpoint,
        [patcher]: fail,
        test: async ({ fetch }) => void (await fetch()),
      });
      await assert.rejects(run, { message: 'bad patcher' });
    });
  }

  it('of the test reject', async () => {
    const run = testApiHandler({
      pagesHandler: helloEndpoint,
      test: () => {
        throw new Error('bad test');
      },
    });
    await assert.rejects(run, { message: 'bad test' });
  });

  it('tell that there is no handler', async () => {
    await assert.rejects(testApiHandler({ test() {} }), TypeError);
  });
});
