import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http, { type Server } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import compression from 'compression';
import type { Request as ExpressRequest, RequestHandler, Response as ExpressResponse } from 'express';
import request from 'supertest';
import { apiRoutes, createServer } from 'express-pages-api';
import { describeExpress, type Express, type ExpressModule } from '../support/express-versions';
import { createSession } from '../support/real-middleware';
import { writeRouteFiles } from '../support/route-files';
import { openSocket, sendRaw } from '../support/serve';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

describeExpress('createServer', (express) => {
  describe('answers as app.listen does', () => {
    const directory = writeRouteFiles({
      'next.ts': `export default (req, res) => res.status(201).json({ query: req.query, body: req.body });`,
      'astro/[id].ts': `export const GET = ({ params, request }) => Response.json({ ...params, url: request.url });
        export const POST = async ({ request }) => new Response(await request.text(), { status: 202 });`,
      'express.ts': `export const config = { style: 'express' };
        export default [(req, res) => res.type('txt').send(req.get('host'))];`,
      'throws.ts': `export const GET = () => { throw Object.assign(new Error('teapot'), { status: 418, expose: true }); };`,
    });

    it.each([
      ['JSON', 'GET /json?a=1&b[c]=2'],
      ['JSONP', 'GET /json?callback=run'],
      ['HEAD', 'HEAD /json'],
      ['OPTIONS', 'OPTIONS /json'],
      ['a parameter', 'GET /users/a%20b'],
      ['a malformed parameter', 'GET /users/%ff'],
      ['text', 'GET /text'],
      ['bytes', 'GET /bytes'],
      ['a status alone', 'GET /status'],
      ['a redirect', 'GET /redirect'],
      ['cookies', 'GET /cookies'],
      ['a chosen format', 'GET /format', 'Accept: text/html'],
      ['no acceptable format', 'GET /format', 'Accept: image/png'],
      ['a fresh answer', 'GET /fresh', 'If-None-Match: "one"'],
      ['a file', 'GET /file'],
      ['a range of a file', 'GET /file', 'Range: bytes=2-5'],
      ['a range beyond a file', 'GET /file', 'Range: bytes=900000-'],
      ['a stream', 'GET /stream'],
      ['an early writeHead', 'GET /write-head'],
      [
        'what the request says of itself',
        'GET /request',
        'X-Forwarded-For: 10.0.0.1',
        'X-Requested-With: XMLHttpRequest',
      ],
      ['a thrown error', 'GET /throws'],
      ['an error passed to next()', 'GET /next-error'],
      ['an unknown path', 'GET /nowhere'],
      ['a JSON body', 'POST /echo', 'Content-Type: application/json', '{"a":[1]}'],
      ['a form', 'POST /echo', 'Content-Type: application/x-www-form-urlencoded', 'a[b]=1'],
      ['a malformed body', 'POST /echo', 'Content-Type: application/json', '{"a":'],
      ['a body that is too large', 'POST /echo', 'Content-Type: application/json', `"${'x'.repeat(2000)}"`],
      ['a sub-app', 'GET /sub/where'],
      ['a router', 'GET /router/where'],
      ['a Next-style file', 'GET /api/next?a=1'],
      ['a Next-style file with a body', 'POST /api/next', 'Content-Type: application/json', '{"a":1}'],
      ['an Astro-style file', 'GET /api/astro/7?x'],
      ['an Astro-style file with a body', 'POST /api/astro/7', 'Content-Type: application/json', '{"a":1}'],
      ['a method that a file has not', 'DELETE /api/astro/7'],
      ['an Express-style file', 'GET /api/express'],
      ['a file that throws', 'GET /api/throws'],
      ['a path without a file', 'GET /api/nothing'],
    ])('to a request for %s', async (_what, line, ...rest) => {
      const app = createRichApp(express).use(apiRoutes(directory));
      const plain = await listen(app.listen(0, '127.0.0.1'));
      const born = await listen(createServer(app));
      const [expected, actual] = [await answer(plain, line, rest), await answer(born, line, rest)];
      expect(expected).toMatch(/^HTTP\/1\.1 \d{3} /);
      expect(actual).toBe(expected);
    });
  });

  it('is an http.Server whose requests have the prototypes of the app before the app sees them', async () => {
    const app = express();
    const server = createServer(app);
    const born: boolean[] = [];
    server.prependListener('request', (req, res) => {
      born.push(Object.getPrototypeOf(req) === app.request, Object.getPrototypeOf(res) === app.response);
      born.push(req instanceof http.IncomingMessage, res instanceof http.ServerResponse);
    });
    await request(`http://127.0.0.1:${await listen(server)}`).get('/');
    expect(server).toBeInstanceOf(http.Server);
    expect(born).toEqual([true, true, true, true]);
  });

  it('leaves every property of a request and a response where Node puts it', async () => {
    const app = express().get('/', (req, res) => {
      res.json({ req: Object.keys(req).sort(), res: Object.keys(res).sort() });
    });
    const plain = await request(app).get('/');
    const born = await request(`http://127.0.0.1:${await listen(createServer(app))}`).get('/');
    expect(born.body).toEqual(plain.body);
  });

  it('serves one app on several servers, app.listen among them', async () => {
    const app = express().get('/', (req, res) => void res.json({ port: req.socket.localPort }));
    for (const server of [createServer(app), app.listen(0, '127.0.0.1'), createServer(app)]) {
      const port = await listen(server);
      expect((await request(`http://127.0.0.1:${port}`).get('/')).body).toEqual({ port });
    }
  });

  describe('an app with extensions of its own', () => {
    it.each(['before', 'after'])(
      'sees what was added to app.request and app.response %s createServer',
      async (when) => {
        const app = express();
        const extend = (): void => {
          Object.assign(app.request, { greeting: () => 'hello' });
          Object.assign(app.response, {
            shout(this: ExpressResponse, text: string) {
              return this.send(text.toUpperCase());
            },
          });
        };
        app.get('/', (req: any, res: any) => res.shout(req.greeting()));
        if (when === 'before') extend();
        const server = createServer(app);
        if (when === 'after') extend();
        expect((await request(`http://127.0.0.1:${await listen(server)}`).get('/')).text).toBe('HELLO');
      },
    );

    it('sees a method that was replaced between two requests', async () => {
      const app = express().get('/', (_req, res) => void res.json({ a: 1 }));
      const url = `http://127.0.0.1:${await listen(createServer(app))}`;
      expect((await request(url).get('/')).text).toBe('{"a":1}');
      app.response.json = function (this: ExpressResponse) {
        return this.send('replaced');
      };
      expect((await request(url).get('/')).text).toBe('replaced');
    });

    it('sees an app.response that was replaced as a whole after createServer', async () => {
      const app = express().get('/', (_req, res: any) => res.shout());
      const server = createServer(app);
      app.response = Object.create(app.response, {
        shout: {
          value(this: ExpressResponse) {
            return this.send('HEY');
          },
        },
      }) as typeof app.response;
      expect((await request(`http://127.0.0.1:${await listen(server)}`).get('/')).text).toBe('HEY');
    });

    it('sees a getter on app.request', async () => {
      const app = express().get('/', (req: any, res) => void res.send(req.tenant));
      Object.defineProperty(app.request, 'tenant', {
        get(this: ExpressRequest) {
          return this.get('x-tenant');
        },
      });
      const response = await request(`http://127.0.0.1:${await listen(createServer(app))}`)
        .get('/')
        .set('x-tenant', 'blue');
      expect(response.text).toBe('blue');
    });

    it('does not show them to another app', async () => {
      const [extended, other] = [express(), express()];
      Object.assign(extended.response, { shout: () => {} });
      createServer(extended);
      other.get('/', (_req, res) => void res.send(String('shout' in res)));
      expect((await request(`http://127.0.0.1:${await listen(createServer(other))}`).get('/')).text).toBe('false');
    });
  });

  describe('a mounted app', () => {
    it('has its own prototypes inside, and the outer app has its own again after next()', async () => {
      const [app, sub] = [express(), express()];
      Object.assign(app.response, { name: 'outer' });
      Object.assign(sub.response, { name: 'inner' });
      const seen: unknown[] = [];
      const look: RequestHandler = (req, res, next) => {
        seen.push([(res as any).name, req.app === app ? 'app' : 'sub', req.baseUrl]);
        next();
      };
      sub.use(look);
      app.use(look).use('/sub', sub).use(look);
      await request(`http://127.0.0.1:${await listen(createServer(app))}`).get('/sub/x');
      expect(seen).toEqual([
        ['outer', 'app', ''],
        ['inner', 'sub', '/sub'],
        ['outer', 'app', ''],
      ]);
    });

    it('inherits what the outer app added', async () => {
      const [app, sub] = [express(), express()];
      app.use('/sub', sub);
      Object.assign(app.request, { fromOuter: 'outer' });
      sub.get('/', (req: any, res) => void res.send(req.fromOuter));
      expect((await request(`http://127.0.0.1:${await listen(createServer(app))}`).get('/sub')).text).toBe('outer');
    });

    it('with files of ours answers, below two apps', async () => {
      const directory = writeRouteFiles({
        'where.ts': `export default (req, res) => res.json({ url: req.url, base: req.baseUrl });`,
      });
      const [app, middle, inner] = [express(), express(), express()];
      inner.use(apiRoutes(directory));
      middle.use('/inner', inner);
      app.use('/middle', middle);
      const url = `http://127.0.0.1:${await listen(createServer(app))}`;
      const plain = await request(app).get('/middle/inner/api/where');
      expect(plain.body.url).toBe('/middle/inner/api/where');
      expect((await request(url).get('/middle/inner/api/where')).body).toEqual(plain.body);
    });

    it('that is served itself as well keeps its own prototypes', async () => {
      const [app, sub] = [express(), express()];
      app.use('/sub', sub);
      sub.get('/', (req, res) => void res.send(req.baseUrl || 'served itself'));
      const [outer, inner] = [await listen(createServer(app)), await listen(createServer(sub))];
      expect((await request(`http://127.0.0.1:${outer}`).get('/sub')).text).toBe('/sub');
      expect((await request(`http://127.0.0.1:${inner}`).get('/')).text).toBe('served itself');
    });
  });

  describe('a connection', () => {
    it('that is kept alive carries requests that know nothing of each other', async () => {
      const requests = new Set<unknown>();
      const app = express().use((req: any, res, next) => {
        requests.add(req);
        res.set('x-seen', String(req.seen ?? 'no'));
        req.seen = 'yes';
        res.locals.seen = true;
        next();
      });
      app.get('/:name', (req, res) => void res.json({ name: req.params.name, port: req.socket.remotePort }));
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
      const port = await listen(createServer(app));
      const answers = [];
      for (const name of ['a', 'b', 'c']) answers.push(await get({ agent, port, path: `/${name}` }));
      agent.destroy();
      expect(answers.map(({ body }) => JSON.parse(body).name)).toEqual(['a', 'b', 'c']);
      expect(new Set(answers.map(({ body }) => JSON.parse(body).port)).size).toBe(1);
      expect(answers.map(({ headers }) => headers['x-seen'])).toEqual(['no', 'no', 'no']);
      expect(requests.size).toBe(3);
    });

    it('carries pipelined requests, answered in their order', async () => {
      const app = express().get('/:name', (req, res) => {
        setImmediate(() => res.send(`<${req.params.name}>`));
      });
      const port = await listen(createServer(app));
      const answers = await sendRaw(
        port,
        'GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      );
      expect(answers.match(/<.>/g)).toEqual(['<a>', '<b>']);
    });

    it('that speaks HTTP/1.0 is closed after the answer', async () => {
      const app = express().get('/', (_req, res) => void res.send('old'));
      const answers = await sendRaw(await listen(createServer(app)), 'GET / HTTP/1.0\r\n\r\n');
      expect(answers).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*Connection: close\r\n[^]*old$/);
    });

    it('that is upgraded gives its request and its socket to the listener', async () => {
      const app = express();
      const server = createServer(app).on('upgrade', (req: ExpressRequest, socket: Duplex) => {
        socket.end(`HTTP/1.1 101 Switching Protocols\r\n\r\n${req.url} ${req.headers.upgrade} ${req.get('x-token')}`);
      });
      const port = await listen(server);
      const answer = await sendRaw(
        port,
        'GET /chat HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\nX-Token: t\r\n\r\n',
      );
      expect(answer).toBe('HTTP/1.1 101 Switching Protocols\r\n\r\n/chat echo t');
    });

    it('whose client waits for 100 Continue is answered by the listener, then by the app', async () => {
      const app = express().use(express.text());
      app.post('/', (req, res) => void res.send(`got ${req.body}`));
      const server = createServer(app).on('checkContinue', (req, res) => {
        if (req.headers['content-length'] === '5') {
          res.writeContinue();
          app(req, res);
        } else res.writeHead(417).end();
      });
      const port = await listen(server);
      const head =
        'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/plain\r\nExpect: 100-continue\r\n';
      const socket = await openSocket(port);
      socket.write(`${head}Content-Length: 5\r\n\r\n`);
      expect(String((await once(socket, 'data'))[0])).toBe('HTTP/1.1 100 Continue\r\n\r\n');
      socket.write('hello');
      expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 200 OK[^]*got hello$/);
      expect(await sendRaw(port, `${head}Content-Length: 6\r\n\r\n`)).toMatch(/^HTTP\/1\.1 417 /);
    });

    it('whose client expects something else is refused by the listener of checkExpectation', async () => {
      const server = createServer(express()).on('checkExpectation', (_req, res) => res.writeHead(417).end('no'));
      const answer = await sendRaw(
        await listen(server),
        'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: miracle\r\n\r\n',
      );
      expect(answer).toMatch(/^HTTP\/1\.1 417 /);
    });

    it('with bytes that are no HTTP goes to clientError', async () => {
      const server = createServer(express()).on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
        socket.end(`HTTP/1.1 400 Bad Request\r\n\r\n${error.code}`);
      });
      expect(await sendRaw(await listen(server), 'nonsense\r\n\r\n')).toMatch(/HPE_INVALID_METHOD$/);
    });
  });

  describe('with middleware in front', () => {
    it('keeps a session over requests', async () => {
      const app = express().use(createSession());
      app.get('/', (req: any, res) => {
        req.session.visits = (req.session.visits ?? 0) + 1;
        res.json(req.session.visits);
      });
      const agent = request.agent(`http://127.0.0.1:${await listen(createServer(app))}`);
      const visits = [];
      for (let i = 0; i < 3; i++) visits.push((await agent.get('/')).body);
      expect(visits).toEqual([1, 2, 3]);
    });

    it.each(['/json', '/stream', '/api/astro'])('compresses %s, and keeps the session cookie', async (url) => {
      const directory = writeRouteFiles({
        'astro.ts': `export const GET = () => new Response('text '.repeat(1000));`,
      });
      const app = express().use(compression({ threshold: 0 }), createSession());
      app.get('/json', (_req, res) => void res.json('text '.repeat(1000)));
      app.get('/stream', (_req, res) => {
        res.type('txt').write('text ');
        res.end('text '.repeat(999));
      });
      app.use(apiRoutes(directory));
      const response = await request(`http://127.0.0.1:${await listen(createServer(app))}`).get(url);
      expect(response.headers['content-encoding']).toBe('gzip');
      expect(response.headers['set-cookie']).toHaveLength(1);
      expect(response.text).toContain('text '.repeat(1000));
    });
  });

  describe('with options', () => {
    it('passes them to http.createServer', async () => {
      const app = express().get('/', (_req, res) => void res.send('small'));
      const server = createServer(app, { maxHeaderSize: 500, keepAliveTimeout: 1234 });
      const header = `X-Large: ${'x'.repeat(600)}\r\n`;
      const answer = await sendRaw(await listen(server), `GET / HTTP/1.1\r\nHost: x\r\n${header}\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 431 /);
      expect(server.keepAliveTimeout).toBe(1234);
    });

    it('serves over TLS when they hold a key and a certificate', async () => {
      const app = express();
      app.get(
        '/',
        (req, res) => void res.json([req.protocol, req.secure, Object.getPrototypeOf(res) === app.response]),
      );
      const server = createServer(app, createCertificate());
      const port = await listen(server);
      const { body } = await get({ port, path: '/', rejectUnauthorized: false }, https);
      expect(server).toBeInstanceOf(https.Server);
      expect(JSON.parse(body)).toEqual(['https', true, true]);
    });
  });

  it('serves an http listener that is no Express app as http.createServer does', async () => {
    const server = createServer((req, res) =>
      res.end(String(Object.getPrototypeOf(req) === http.IncomingMessage.prototype)),
    );
    expect((await request(`http://127.0.0.1:${await listen(server)}`).get('/')).text).toBe('true');
  });

  it('serves route files without an app', async () => {
    const directory = writeRouteFiles({ 'hello.ts': `export default (req, res) => res.json({ hello: 'world' });` });
    const port = await listen(createServer(apiRoutes(directory)));
    expect((await request(`http://127.0.0.1:${port}`).get('/api/hello')).body).toEqual({ hello: 'world' });
  });
});

/** An app that uses most of what Express adds to a request and a response. */
function createRichApp(express: ExpressModule): Express {
  const app = express().set('env', 'production').set('trust proxy', 'loopback');
  app.use(express.json({ limit: 1000 }), express.urlencoded({ extended: true }));
  app.get('/json', (req, res) => void res.jsonp({ query: req.query }));
  app.get('/users/:id', (req, res) => void res.send(req.params.id));
  app.get('/text', (_req, res) => void res.type('txt').send('grün'));
  app.get('/bytes', (_req, res) => void res.send(Buffer.from([0, 255])));
  app.get('/status', (_req, res) => void res.sendStatus(202));
  app.get('/redirect', (_req, res) => void res.location('/x').redirect(303, '/a b'));
  app.get('/cookies', (_req, res) => {
    res.cookie('a', '1', { httpOnly: true }).cookie('b', { c: 2 }).clearCookie('d').append('Vary', 'x').vary('Accept');
    res.links({ next: '/2' }).end();
  });
  app.get('/format', (_req, res) => void res.format({ text: () => res.send('text'), html: () => res.send('<p>html') }));
  app.get('/fresh', (_req, res) => void res.set('ETag', '"one"').send('body'));
  app.get('/file', (_req, res) => res.sendFile(path.join(__dirname, '../../LICENSE')));
  app.get('/stream', (_req, res) => {
    res.write('one');
    setImmediate(() => res.end('two'));
  });
  app.get('/write-head', (_req, res) => void res.writeHead(299, 'Fine', { 'X-A': ['1', '2'] }).end('x'));
  app.get('/request', (req, res) => {
    const { hostname, ip, ips, protocol, secure, xhr, path, originalUrl, baseUrl, fresh, subdomains, httpVersion } =
      req;
    const accepted = [req.accepts('json', 'html'), req.acceptsEncodings(), req.is('json')];
    const known = { hostname, ip, ips, protocol, secure, xhr, path, originalUrl, baseUrl, fresh, subdomains };
    res.json({ ...known, httpVersion, accepted });
  });
  app.get('/throws', () => {
    throw new Error('never shown');
  });
  app.get('/next-error', (_req, _res, next) => next(Object.assign(new Error('shown'), { status: 422 })));
  app.post('/echo', (req, res) => void res.status(201).json(req.body));
  const whereabouts: RequestHandler = (req, res) => void res.json([req.baseUrl, req.url, req.originalUrl]);
  app.use('/sub', express().get('/where', whereabouts));
  app.use('/router', express.Router().get('/where', whereabouts));
  return app;
}

/** The bytes of an answer, without the two headers that depend on the time and the port. */
async function answer(port: number, line: string, rest: readonly string[]): Promise<string> {
  const hasBody = line.startsWith('POST');
  const headers = hasBody ? rest.slice(0, -1) : rest;
  const body = hasBody ? rest.at(-1)! : '';
  const head = [`${line} HTTP/1.1`, 'Host: a.b.example.com', 'Connection: close', ...headers];
  if (hasBody) head.push(`Content-Length: ${body.length}`);
  const text = await sendRaw(port, `${head.join('\r\n')}\r\n\r\n${body}`);
  return text.replace(/^Date: .*\r\n/m, '');
}

function get(
  options: https.RequestOptions,
  { request }: { request: typeof https.request } = http,
): Promise<{ body: string; headers: http.IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    const req = request({ host: '127.0.0.1', ...options }, (res) => {
      let body = '';
      res.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      res.on('end', () => resolve({ body, headers: res.headers }));
    });
    req.on('error', reject).end();
  });
}

/** A key and a certificate that it has signed itself. */
function createCertificate(): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(path.join(tmpdir(), 'certificate-'));
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  try {
    const subject = ['-subj', '/CN=localhost', '-days', '1'];
    const files = ['-keyout', key, '-out', cert];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject, ...files], {
      stdio: 'ignore',
    });
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
