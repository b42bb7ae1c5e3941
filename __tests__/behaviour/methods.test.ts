import request from 'supertest';
import { apiRoutes, problemDetails, type ApiRoutesOptions } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';
import { sendRaw, serve } from '../support/serve';

const say = `({ request }) => new Response(request.method)`;
const files = {
  'some.js': `exports.GET = ${say}; exports.POST = ${say};`,
  'post.js': `exports.POST = ${say};`,
  'all.js': `exports.ALL = ${say};`,
  'all-and-get.js': `exports.ALL = () => new Response('all'); exports.GET = () => new Response('get');`,
  'own-options.js': `exports.OPTIONS = () => new Response('mine', { status: 200 }); exports.GET = ${say};`,
  'rare.js': `exports.PROPFIND = ${say}; exports.GET = ${say};`,
  'query.js': `exports.QUERY = async ({ request }) => new Response('query ' + await request.text());`,
  'class.js': `exports.default = class A { get() { return new Response('get'); } delete() { return new Response('delete'); } };`,
  'lower.js': `exports.get = () => new Response('get'); exports.del = () => new Response('del');`,
  'lower-all.js': `exports.all = ${say};`,
  'next.js': `module.exports = (req, res) => res.status(200).send(req.method);`,
  'edge.js': `exports.config = { runtime: 'edge' }; exports.default = (request) => new Response(request.method);`,
  'handlers.js': `const { handlers } = require('express-pages-api');
    module.exports = handlers({ get: (req, res) => res.send('get'), put: [(req, res, next) => next(), (req, res) => res.send('put')] });`,
  'handlers-all.js': `const { handlers } = require('express-pages-api');
    module.exports = handlers({ all: (req, res) => res.send(req.method) });`,
  'helpers.js': `exports.GET = ${say}; exports.helper = () => {}; exports.Post = () => {}; exports.HELLO = () => {}; exports.TRACE = ${say};`,
};

describeExpress('methods', (express) => {
  const logger = createQuietLogger();

  function createApp(options: ApiRoutesOptions = {}) {
    return express()
      .use(apiRoutes(writeRouteFiles(files), { logger, csrf: false, ...options }))
      .use('/api', (req, res) => void res.status(299).end(`app ${req.method}`))
      .use(problemDetails({ logger }));
  }

  type Method = 'get' | 'post' | 'put' | 'delete' | 'options' | 'propfind' | 'head' | 'patch';
  const ask = (app: ReturnType<typeof createApp>, method: string, name: string) =>
    request(app)[method as Method](`/api/${name}`);

  describe('that a file has not are 405 with Allow', () => {
    const app = createApp();

    it.each([
      ['some', 'GET, HEAD, POST, OPTIONS'],
      ['post', 'POST, OPTIONS'],
      ['class', 'GET, HEAD, DELETE, OPTIONS'],
      ['lower', 'GET, HEAD, DELETE, OPTIONS'],
      ['rare', 'GET, HEAD, OPTIONS, PROPFIND'],
    ])('%s', async (name, allow) => {
      const response = await ask(app, 'patch', name);
      expect([response.status, response.headers['allow']]).toEqual([405, allow]);
      expect(response.body).toMatchObject({ title: 'Method Not Allowed', code: 'method_not_allowed' });
    });

    it.each([
      ['some', 'GET, HEAD, POST, OPTIONS'],
      ['all', 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'],
      ['query', 'OPTIONS, QUERY'],
    ])('OPTIONS of %s is 204 with Allow', async (name, allow) => {
      const response = await ask(app, 'options', name);
      if (name === 'all') expect(response.text).toBe('OPTIONS');
      else expect([response.status, response.headers['allow'], response.text]).toEqual([204, allow, '']);
    });

    it('only exported method names count', async () => {
      expect((await ask(app, 'post', 'helpers')).headers['allow']).toBe('GET, HEAD, OPTIONS');
    });

    it('HEAD too, without a body', async () => {
      const response = await ask(app, 'head', 'post');
      expect([response.status, response.text ?? '']).toEqual([405, '']);
    });
  });

  describe('that a file has reach it', () => {
    const app = createApp();

    it.each([
      ['get', 'some', 'GET'],
      ['post', 'some', 'POST'],
      ['propfind', 'rare', 'PROPFIND'],
      ['put', 'all', 'PUT'],
      ['propfind', 'all', 'PROPFIND'],
      ['get', 'all-and-get', 'get'],
      ['post', 'all-and-get', 'all'],
      ['options', 'own-options', 'mine'],
      ['delete', 'class', 'delete'],
      ['delete', 'lower', 'del'],
      ['patch', 'lower-all', 'PATCH'],
      ['propfind', 'next', 'PROPFIND'],
      ['options', 'next', 'OPTIONS'],
      ['delete', 'edge', 'DELETE'],
      ['put', 'handlers', 'put'],
      ['patch', 'handlers-all', 'PATCH'],
    ])('%s /%s', async (method, name, text) => {
      const response = await ask(app, method, name);
      expect([response.status, response.text]).toEqual([200, text]);
    });

    it('QUERY with a body', async () => {
      const { port } = await serve(app);
      const answer = await sendRaw(
        port,
        'QUERY /api/query HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi',
      );
      expect(answer).toMatch(/^HTTP\/1.1 200 [^]*query hi$/);
    });
  });

  it.each(['some', 'all', 'next', 'edge', 'lower-all', 'helpers'])('TRACE never reaches %s', async (name) => {
    const { port } = await serve(createApp());
    const answer = await sendRaw(
      port,
      `TRACE /api/${name} HTTP/1.1\r\nHost: x\r\nX-Secret: s\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 405 /);
    expect(answer).not.toContain('X-Secret');
  });

  it('are compared as they are written', async () => {
    const { port } = await serve(createApp());
    const answer = await sendRaw(port, 'get /api/some HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
  });

  describe('methodNotAllowed: 404', () => {
    const app = createApp({ methodNotAllowed: 404 });

    it.each([
      ['delete', 'some'],
      ['options', 'some'],
      ['options', 'handlers'],
      ['post', 'handlers'],
    ])('answers %s /%s', async (method, name) => {
      const response = await ask(app, method, name);
      expect([response.status, response.headers['allow']]).toEqual([404, undefined]);
    });

    it('leaves OPTIONS to a file that has it', async () => {
      expect((await ask(app, 'options', 'own-options')).text).toBe('mine');
    });
  });

  describe("methodNotAllowed: 'next'", () => {
    it('hands the request to the app', async () => {
      const response = await ask(createApp({ methodNotAllowed: 'next' }), 'delete', 'some');
      expect([response.status, response.text, response.headers['allow']]).toEqual([299, 'app DELETE', undefined]);
    });

    it('is the default for Express-style files, and for them alone', async () => {
      expect((await ask(createApp(), 'post', 'handlers')).text).toBe('app POST');
      expect((await ask(createApp(), 'put', 'some')).status).toBe(405);
    });

    it('gives way to 405 where that is wanted', async () => {
      const response = await ask(createApp({ methodNotAllowed: 405 }), 'post', 'handlers');
      expect([response.status, response.headers['allow']]).toEqual([405, 'GET, HEAD, PUT, OPTIONS']);
    });
  });
});
