import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';
import { sendRaw, serve, until } from '../support/serve';

const files = {
  'guarded/_middleware.js': `module.exports = (req, res, next) => {
    if (req.get('x-key') !== 'secret') return res.status(401).json({ error: 'key required' });
    res.locals.user = req.query.user;
    next();
  };`,
  'guarded/next.js': `module.exports = (req, res) => res.status(200).json({ user: res.locals.user });`,
  'guarded/astro.js': `exports.GET = ({ locals }) => Response.json({ user: locals.user });`,
  'failing/_middleware.js': `module.exports = (error, req, res, next) => res.status(418).json({ error: error.message });`,
  'failing/astro.js': `exports.GET = () => { throw new Error('no tea'); };`,
  'query.js': `exports.default = (req, res, next) => res.json(req.query);`,
};

describe.each(['express', 'express4'])('a server without an app, beside %s', (name) => {
  beforeEach(() => {
    jest.resetModules();
    jest.doMock('express', () => jest.requireActual<object>(name));
  });
  afterAll(() => jest.dontMock('express'));

  function createListener() {
    const { apiRoutes } = require('express-pages-api') as typeof import('express-pages-api');
    return apiRoutes(writeRouteFiles(files), { logger: createQuietLogger() });
  }

  it.each(['next', 'astro'])('gives Express middleware above a %s-style file what Express gives it', async (style) => {
    const listener = createListener();
    await request(listener).get(`/api/guarded/${style}`).expect(401, { error: 'key required' });
    await request(listener).get(`/api/guarded/${style}?user=ada`).set('x-key', 'secret').expect(200, { user: 'ada' });
  });

  it('gives error middleware the response of Express', async () => {
    await request(createListener()).get('/api/failing/astro').expect(418, { error: 'no tea' });
  });

  it('gives an Express-style file the query', async () => {
    await request(createListener())
      .get('/api/query?a=1&b[c]=2')
      .expect(200)
      .expect(({ body }) => {
        expect(body).toHaveProperty('a', '1');
      });
  });
});

it.each([
  ['HTTP/1.1\r\nHost: api.example:81\r\nConnection: close', 'http://api.example:81/api/late'],
  ['HTTP/1.0', 'http://localhost:<port>/api/late'],
])('a server without an app knows the URL of a request that has gone, %s', async (rest, expected) => {
  let url: string | undefined;
  Object.assign(globalThis, { tellUrl: (value: string) => (url = value) });
  const late = `export const GET = ({ request, req }) => {
    req.socket.once('close', () => globalThis.tellUrl(request.url));
    return Response.json({});
  };`;
  const { port } = await serve(apiRoutes(writeRouteFiles({ 'late.ts': late })));
  await sendRaw(port, `GET /api/late ${rest}\r\n\r\n`);
  await until(() => url !== undefined, 'the URL');
  expect(url).toBe(expected.replace('<port>', String(port)));
});
