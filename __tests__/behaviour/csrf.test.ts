import request from 'supertest';
import { apiRoutes, problemDetails, type ApiRoutesOptions } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';
import { sendRaw, serve } from '../support/serve';

const host = 'shop.example';
const own = `http://${host}`;
const stranger = 'https://evil.example';

const allMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
  .map((name) => `exports.${name} = () => new Response('done');`)
  .join('\n');

type Sender = readonly [description: string, headers: Record<string, string>, isCrossSite: boolean];

/** Who sends: what Fetch Metadata says, and without it what Origin says. */
const senders: Sender[] = [
  ['a client that is no browser', {}, false],
  ['Sec-Fetch-Site: same-origin', { 'Sec-Fetch-Site': 'same-origin' }, false],
  ['Sec-Fetch-Site: none', { 'Sec-Fetch-Site': 'none' }, false],
  ['Sec-Fetch-Site: same-site', { 'Sec-Fetch-Site': 'same-site' }, true],
  ['Sec-Fetch-Site: cross-site', { 'Sec-Fetch-Site': 'cross-site' }, true],
  ['an unknown Sec-Fetch-Site', { 'Sec-Fetch-Site': 'surprise' }, true],
  ['Sec-Fetch-Site: same-origin with a foreign Origin', { 'Sec-Fetch-Site': 'same-origin', Origin: stranger }, false],
  ['Sec-Fetch-Site: cross-site with our Origin', { 'Sec-Fetch-Site': 'cross-site', Origin: own }, true],
  ['our Origin', { Origin: own }, false],
  ['our Origin in capitals', { Origin: `HTTP://${host.toUpperCase()}` }, false],
  ['a foreign Origin', { Origin: stranger }, true],
  ['Origin: null', { Origin: 'null' }, true],
  ['an Origin that is no URL', { Origin: host }, true],
  ['our host on another port', { Origin: `${own}:8080` }, true],
  ['a sub-domain of ours', { Origin: `http://www.${host}` }, true],
  ['an Origin that begins like ours', { Origin: `${own}.evil.example` }, true],
];

type Body = readonly [description: string, type: string | undefined, reachesUsWithoutPreflight: boolean];

const bodies: Body[] = [
  ['no type', undefined, true],
  ['an empty type', '', true],
  ['a form', 'application/x-www-form-urlencoded', true],
  ['a form in capitals with a charset', 'Application/X-WWW-Form-Urlencoded; charset=utf-8', true],
  ['multipart', 'multipart/form-data; boundary=x', true],
  ['plain text', 'text/plain', true],
  ['a malformed type', 'application/json, text/plain', true],
  ['a type that is a word', 'json', true],
  ['JSON', 'application/json', false],
  ['JSON with a form type in a parameter', 'application/json; x="text/plain"', false],
  ['bytes', 'application/octet-stream', false],
];

const methods = [
  ['GET', true],
  ['HEAD', true],
  ['OPTIONS', true],
  ['POST', false],
  ['PUT', false],
  ['PATCH', false],
  ['DELETE', false],
] as const;

const matrix = methods.flatMap(([method, isSafe]) =>
  senders.flatMap(([sender, headers, isCrossSite]) =>
    bodies.map(([body, type, isFormLike]) => {
      const isRefused = !isSafe && isCrossSite && isFormLike;
      return { method, sender, body, type, headers, isRefused, verdict: isRefused ? 'refuses' : 'admits' };
    }),
  ),
);

describeExpress('CSRF', (express) => {
  const logger = createQuietLogger();

  function createApp(files: Record<string, string>, options: ApiRoutesOptions = {}) {
    return express()
      .use(apiRoutes(writeRouteFiles(files), { logger, ...options }))
      .use(problemDetails({ logger }));
  }

  function send(
    app: Parameters<typeof request>[0],
    method: string,
    path: string,
    headers: Record<string, string | undefined>,
  ) {
    const sent = request(app)[method.toLowerCase() as 'post'](path).set('Host', host);
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) void sent.set(name, value);
    return sent;
  }

  describe('matrix', () => {
    const app = createApp({ 'form.js': allMethods });
    let server: ReturnType<typeof app.listen>;
    beforeAll((done) => void (server = app.listen(0, '127.0.0.1', () => done())));
    afterAll((done) => void server.close(done));

    it.each(matrix)('$verdict $method with $body from $sender', async ({ method, type, headers, isRefused }) => {
      const response = await send(server, method, '/api/form', { ...headers, 'Content-Type': type });
      expect(response.status).toBe(isRefused ? 403 : method === 'OPTIONS' ? 204 : 200);
    });
  });

  it('says what it refused', async () => {
    const response = await send(createApp({ 'form.js': allMethods }), 'POST', '/api/form', {
      'Content-Type': 'text/plain',
      Origin: stranger,
    });
    expect(response.body).toMatchObject({
      status: 403,
      detail: 'Cross-site POST form submissions are forbidden',
      code: 'cross_site_request',
    });
  });

  describe('by default', () => {
    const files = {
      'astro.js': allMethods,
      'lower.js': `exports.post = () => new Response('done');`,
      'class.js': `exports.default = class Form { post() { return new Response('done'); } };`,
      'next.js': `module.exports = (req, res) => res.end('done');`,
      'edge.js': `exports.config = { runtime: 'edge' }; exports.default = () => new Response('done');`,
      'express.js': `module.exports = (req, res, next) => res.end('done');`,
    };
    const foreignForm = { 'Content-Type': 'text/plain', Origin: stranger };

    it.each([
      ['astro', 403],
      ['lower', 200],
      ['class', 200],
      ['next', 200],
      ['edge', 200],
      ['express', 200],
    ])('answers a foreign form to %s with %i', async (name, status) => {
      const response = await send(createApp(files), 'POST', `/api/${name}`, foreignForm);
      expect(response.status).toBe(status);
    });

    it.each(Object.keys(files))('csrf: true protects %s', async (name) => {
      const app = createApp(files, { csrf: true });
      const response = await send(app, 'POST', `/api/${name.replace('.js', '')}`, foreignForm);
      expect(response.status).toBe(403);
    });

    it('csrf: false opens Astro-style files', async () => {
      const response = await send(createApp(files, { csrf: false }), 'POST', '/api/astro', foreignForm);
      expect(response.status).toBe(200);
    });

    it('config.csrf opens one file and protects another', async () => {
      const app = createApp({
        'open.js': `exports.config = { csrf: false }; exports.POST = () => new Response('done');`,
        'shut.js': `exports.config = { csrf: true }; exports.default = (req, res) => res.end('done');`,
      });
      expect((await send(app, 'POST', '/api/open', foreignForm)).status).toBe(200);
      expect((await send(app, 'POST', '/api/shut', foreignForm)).status).toBe(403);
    });

    it('protects methods that a Next-style file answers beyond the common ones', async () => {
      const app = createApp(files, { csrf: true });
      const response = await request(app).propfind('/api/next').set(foreignForm);
      expect(response.status).toBe(403);
    });
  });

  describe('trustedOrigins', () => {
    const partner = 'https://partner.example';
    const app = createApp({ 'form.js': allMethods }, { csrf: { trustedOrigins: [partner] } });

    it.each([
      ['the origin it lists', { Origin: partner }, 200],
      ['the same with Fetch Metadata', { Origin: partner, 'Sec-Fetch-Site': 'cross-site' }, 200],
      ['the same by another protocol', { Origin: 'http://partner.example' }, 403],
      ['another origin', { Origin: stranger, 'Sec-Fetch-Site': 'cross-site' }, 403],
      ['Origin: null', { Origin: 'null' }, 403],
      ['an origin that is a file', { Origin: 'file://' }, 403],
      ['our own host by another scheme', { Origin: own.replace('http', 'ws') }, 403],
      ['our own origin', { Origin: own }, 200],
    ])('answers %s', async (_who, headers, status) => {
      const response = await send(app, 'POST', '/api/form', { ...headers, 'Content-Type': 'text/plain' });
      expect(response.status).toBe(status);
    });

    it('does not follow from CORS', async () => {
      const open = createApp({ 'form.js': allMethods }, { cors: { origin: partner, credentials: true } });
      const response = await send(open, 'POST', '/api/form', { Origin: partner, 'Content-Type': 'text/plain' });
      expect(response.status).toBe(403);
      expect(response.headers['access-control-allow-origin']).toBe(partner);
    });

    it.each([
      [{}, /csrf must be a boolean or \{ trustedOrigins/],
      [{ trustedOrigins: 'https://a.example' }, /csrf\.trustedOrigins must be an array of origins/],
      [{ trustedOrigins: ['a.example'] }, /csrf\.trustedOrigins must be origins such as .*, not "a.example"/],
      [{ trustedOrigins: ['https://a.example/'] }, /not "https:\/\/a.example\/"/],
      [{ trustedOrigins: ['https://*.example'] }, /not "https:\/\/\*.example"/],
      [{ trustedOrigins: [], origins: [] }, /csrf\.origins is not known/],
    ])('refuses %j at start', (csrf, message) => {
      expect(() => createApp({ 'form.js': allMethods }, { csrf: csrf as never })).toThrow(message);
    });
  });

  describe('behind a proxy that ends TLS', () => {
    const post = { 'Content-Type': 'application/x-www-form-urlencoded' };

    it('admits the https page of its host without trust proxy', async () => {
      const response = await send(createApp({ 'form.js': allMethods }), 'POST', '/api/form', {
        ...post,
        Origin: `https://${host}`,
      });
      expect(response.status).toBe(200);
    });

    it('admits it when the Host header carries the default port', async () => {
      const app = createApp({ 'form.js': allMethods });
      const response = await send(app, 'POST', '/api/form', {
        ...post,
        Host: `${host}:443`,
        Origin: `https://${host}`,
      });
      expect(response.status).toBe(200);
    });

    it('gives X-Forwarded-Host no effect without trust proxy', async () => {
      const response = await send(createApp({ 'form.js': allMethods }), 'POST', '/api/form', {
        ...post,
        Origin: stranger,
        'X-Forwarded-Host': 'evil.example',
        'X-Forwarded-Proto': 'https',
      });
      expect(response.status).toBe(403);
    });

    describe('with trust proxy', () => {
      const app = express()
        .set('trust proxy', true)
        .use(apiRoutes(writeRouteFiles({ 'form.js': allMethods }), { logger }));
      const forwarded = { ...post, Host: 'internal:3000', 'X-Forwarded-Host': host, 'X-Forwarded-Proto': 'https' };

      it.each([
        ['the page of the public host', `https://${host}`, 200],
        ['its http twin', `http://${host}`, 403],
        ['the internal host', 'http://internal:3000', 403],
        ['another site', stranger, 403],
      ])('answers %s', async (_who, origin, status) => {
        const response = await send(app, 'POST', '/api/form', { ...forwarded, Origin: origin });
        expect(response.status).toBe(status);
      });
    });
  });

  // From Node 22 on, Node itself refuses that many headers.
  it.each([
    ['refuses what may stand behind more headers than Node reads', 1100, `Origin: ${stranger}\r\n`, '(?:403|431)'],
    ['admits what is no browser, with fewer', 600, '', '200'],
  ])('%s', async (_what, count, behind, status) => {
    const { port } = await serve(createApp({ 'form.js': allMethods }));
    const head = `POST /api/form HTTP/1.1\r\nHost: ${host}\r\nContent-Type: text/plain\r\nConnection: close\r\n`;
    const answer = await sendRaw(port, `${head}${'a: b\r\n'.repeat(count)}${behind}\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it('comes before _middleware and the body', async () => {
    const app = createApp({
      '_middleware.js': `module.exports = (req, res) => res.end('middleware');`,
      'form.js': allMethods,
    });
    const response = await send(app, 'POST', '/api/form', { 'Content-Type': 'text/plain', Origin: stranger });
    expect(response.status).toBe(403);
  });
});
