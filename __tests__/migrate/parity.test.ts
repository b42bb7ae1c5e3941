import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ParityRow } from '../../lib/migrate/parity/run-parity';
import { describeMajors, writeAppProject } from '../support/app-project';
import { runCli, startCli } from '../support/run-cli';
import { serve, until } from '../support/serve';

const begin = `const express = require('express');\nconst app = module.exports = express();\napp.use(express.json());\n`;

/** Two apps that answer differently where `process.env.NEW` is looked at. */
const shop = `${begin}
const { randomUUID } = require('crypto');
const items = new Map();
app.get('/same', (req, res) => res.json({ a: 1, b: [1, 2] }));
app.get('/keys', (req, res) => res.json(process.env.NEW ? { b: 1, a: 2 } : { a: 2, b: 1 }));
app.get('/status', (req, res) => res.status(process.env.NEW ? 404 : 200).end());
app.get('/header', (req, res) => res.set('x-shop', process.env.NEW ? 'new' : 'old').end());
app.get('/header-gone', (req, res) => { if (!process.env.NEW) res.set('x-shop', 'old'); res.end(); });
app.get('/deep', (req, res) => res.json({ list: [{ id: 1, name: process.env.NEW ? 'Bo' : 'Ada' }], at: Math.random() }));
app.get('/text', (req, res) => res.send(process.env.NEW ? 'hello new world' : 'hello world'));
app.get('/bytes', (req, res) => res.type('bin').send(Buffer.from([255, process.env.NEW ? 1 : 0])));
app.get('/links', (req, res) => res.location('http://' + req.headers.host + '/x').json({ port: 'http://' + req.headers.host }));
app.post('/items', (req, res) => { const id = randomUUID(); items.set(id, req.body); res.status(201).location('/items/' + id).json({ id, ...req.body }); });
app.get('/items/:id', (req, res) => items.has(req.params.id) ? res.json(items.get(req.params.id)) : res.status(404).end());
app.get('/login', (req, res) => res.cookie('sid', randomUUID(), { httpOnly: true, secure: Boolean(process.env.SECURE) }).cookie('theme', process.env.NEW ? 'dark' : 'light').end());
app.get('/me', (req, res) => res.json({ cookies: (req.headers.cookie ?? '').split('; ').map((pair) => pair.split('=')[0]) }));
app.get('/cut', (req) => req.socket.destroy());
app.get('/crash', () => process.exit(9));
app.get('/endless', (req, res) => void res.write('data: 1'));
app.all('/echo', (req, res) => res.json({ method: req.method, type: req.headers['content-type'] ?? null, body: req.body ?? null }));
`;

interface Report {
  readonly code: number | null;
  readonly rows: readonly ParityRow[];
}

describe('pages-api parity', () => {
  let folder: string;
  beforeAll(() => void (folder = writeAppProject({ 'app.js': shop })));

  async function parity(requests: unknown, ...flags: string[]): Promise<Report> {
    writeFileSync(path.join(folder, 'requests.json'), JSON.stringify(requests));
    const args = [
      'parity',
      'app.js',
      'app.js',
      '--requests',
      'requests.json',
      '--new-env',
      'NEW=1',
      '--json',
      ...flags,
    ];
    const { code, stdout, stderr } = await runCli(args, folder);
    expect(stderr).toBe('');
    return { code, rows: (JSON.parse(stdout) as { requests: ParityRow[] }).requests };
  }

  /** The differences of requests that are sent one by one to new apps. */
  async function differences(requests: unknown, ...flags: string[]): Promise<string[]> {
    const { rows } = await parity(requests, ...flags);
    return rows.flatMap((row) =>
      row.differences.map(({ place, old, new: next }) => `${row.path} ${place}: ${old} -> ${next}`),
    );
  }

  it('ends with 0 when everything is the same', async () => {
    const { code, rows } = await parity([{ path: '/same' }, { method: 'HEAD', path: '/same' }, { path: '/none' }]);
    expect(code).toBe(0);
    expect(rows.map(({ method, old, new: next, isSame }) => [method, old, next, isSame])).toEqual([
      ['GET', 200, 200, true],
      ['HEAD', 200, 200, true],
      ['GET', 404, 404, true],
    ]);
  });

  it('ends with 1 and names what differs', async () => {
    const { code, rows } = await parity([{ path: '/same' }, { path: '/status' }]);
    expect([code, rows.map(({ isSame }) => isSame)]).toEqual([1, [true, false]]);
    expect(rows[1]!.differences).toContainEqual({ place: 'status', old: '200', new: '404' });
  });

  it.each([
    ['/header', '/header headers.x-shop: old -> new'],
    ['/header-gone', '/header-gone headers.x-shop: old -> undefined'],
    ['/text', '/text body: "hello world" -> "hello new world"'],
    ['/deep', '/deep body.list.0.name: "Ada" -> "Bo"'],
    ['/bytes', '/bytes body: '],
  ])('sees what differs at %s', async (url, expected) => {
    const found = await differences([{ path: url, ignore: ['body.at'] }]);
    expect(found.filter((line) => !/headers\.(etag|content-length)/.test(line)).join()).toContain(expected);
  });

  it('compares JSON by its values, whatever the order of its keys', async () => {
    expect(await differences([{ path: '/keys' }])).toEqual([]);
  });

  it('leaves out what is to be ignored, and the ETag that follows from it', async () => {
    expect(await differences([{ path: '/deep' }], '--ignore', 'body.at', 'body.**.name')).toEqual([]);
    expect(await differences([{ path: '/deep', ignore: ['body.at', 'body.list.*.name'] }])).toEqual([]);
    expect(await differences([{ path: '/deep' }], '--ignore', 'body')).toEqual([]);
    expect(await differences([{ path: '/header' }], '--ignore', 'headers.x-*')).toEqual([]);
    expect(await differences([{ path: '/status' }], '--ignore', 'status')).toEqual([]);
  });

  it('takes the own address of each app for the same', async () => {
    expect(await differences([{ path: '/links' }, { path: '/links', headers: { host: 'shop.example' } }])).toEqual([]);
  });

  it('sends bodies as JSON, as text and as bytes, by every method', async () => {
    const { code, rows } = await parity([
      { method: 'POST', path: '/echo', body: { a: [1, null] } },
      { method: 'PUT', path: '/echo', body: '{"b":2}', headers: { 'Content-Type': 'application/json' } },
      { method: 'PATCH', path: '/echo', bodyBase64: 'eyJjIjozfQ==', headers: { 'content-type': 'application/json' } },
      { method: 'delete', path: '/echo' },
    ]);
    expect([code, rows.map(({ method, old }) => `${method} ${old}`)]).toEqual([
      0,
      ['POST 200', 'PUT 200', 'PATCH 200', 'DELETE 200'],
    ]);
  });

  it('carries values of answers to later requests, each app its own', async () => {
    const create = { method: 'POST', path: '/items', body: { name: 'Ada' } };
    const { code, rows } = await parity([
      { ...create, capture: { id: 'body.id', place: 'headers.location', code: 'status' } },
      { path: '/items/{{id}}' },
      { path: '{{place}}' },
      { method: 'POST', path: '/items', body: { code: '{{code}}', text: 'of {{id}}' } },
    ]);
    expect(rows.map(({ old, new: next }) => [old, next])).toEqual([
      [201, 201],
      [200, 200],
      [200, 200],
      [201, 201],
    ]);
    // The second item has an id of its own, which nobody captured.
    expect(rows.map(({ isSame }) => isSame)).toEqual([true, true, true, false]);
    expect(rows[3]!.differences.map(({ place }) => place)).toEqual(['headers.location', 'body.id']);
    expect(code).toBe(1);
  });

  it('is red for a value that no answer has given, though it is missing on both sides', async () => {
    expect(await differences([{ path: '/items/{{id}}' }])).toEqual([
      '/items/{{id}} answer: no answer has given {{id}} -> no answer has given {{id}}',
    ]);
  });

  it('keeps the cookies of each app, compares their names and attributes, and short values', async () => {
    const found = await differences(
      [{ path: '/login' }, { path: '/me' }, { path: '/me', cookies: false }],
      '--new-env',
      'SECURE=1',
    );
    expect(found).toEqual([
      '/login headers.set-cookie: sid=...; HttpOnly; Path=/, theme=light; Path=/ -> sid=...; HttpOnly; Path=/; Secure, theme=dark; Path=/',
    ]);
    expect(await differences([{ path: '/login', ignore: ['headers.set-cookie'] }, { path: '/me' }])).toEqual([]);
  });

  it('takes a cut connection and an answer without an end as they are', async () => {
    const { code, rows } = await parity([{ path: '/cut' }, { path: '/endless' }], '--timeout', '0.5');
    expect([code, rows.map(({ old }) => old)]).toEqual([0, [0, 200]]);
  });

  it('is red after an app has gone, on both sides', async () => {
    const { code, rows } = await parity([{ path: '/crash' }, { path: '/same' }]);
    expect([code, rows[1]!.isSame]).toEqual([1, false]);
    // Status 0: the connection was still taken by the app that ended, and cut.
    expect(['ECONNREFUSED', '0']).toContain(rows[1]!.differences[0]!.old);
  });
});

describeMajors('pages-api parity', (major) => {
  it('compares a hand-written app with its files, the switch on and off', async () => {
    const text = `${begin}
if (process.env.FILES) app.use(require('express-pages-api').apiRoutes(__dirname + '/pages/api'));
else { app.get('/api/users/:id', (req, res) => res.json({ id: req.params.id })); app.post('/api/users/:id', (req, res) => res.status(201).json(req.body)); }`;
    const file = `const { handlers } = require('express-pages-api');
module.exports = handlers({ get: (req, res) => res.json({ id: req.params.id }), post: (req, res) => res.status(201).json(req.body) });`;
    const project = writeAppProject(
      {
        'app.js': text,
        'pages/api/users/[id].js': file,
        'r.json':
          '[{"path":"/api/users/7"},{"method":"POST","path":"/api/users/7","body":{"a":1}},{"method":"DELETE","path":"/api/users/7"}]',
      },
      major,
    );
    const { code, stdout } = await runCli(
      ['parity', 'app.js', 'app.js', '--requests', 'r.json', '--new-env', 'FILES=1'],
      project,
    );
    expect(stdout).toBe(`      METHOD  URL           OLD  NEW
same  GET     /api/users/7  200  200
same  POST    /api/users/7  201  201
same  DELETE  /api/users/7  404  404

3 requests, all the same
`);
    expect(code).toBe(0);
  });
});

describe('pages-api parity', () => {
  const simple = `${begin}app.get('/a', (req, res) => res.json({ v: process.env.V ?? '1' })); app.post('/a', (req, res) => res.json(req.body));`;

  it('prints a table, what differs, and no colour into a file', async () => {
    const folder = writeAppProject({ 'app.js': simple, 'r.json': '[{"path":"/a"},{"path":"/b"}]' });
    const { code, stdout } = await runCli(
      ['parity', 'app.js', 'app', '--requests', 'r.json', '--old-env', 'V=0'],
      folder,
    );
    expect(code).toBe(1);
    expect(stdout).toBe(`         METHOD  URL  OLD  NEW
differs  GET     /a   200  200
same     GET     /b   404  404

GET /a
  body.v
    - "0"
    + "1"

2 requests, 1 differs
`);
  });

  it('prints ten differences of a request, and how many more there are', async () => {
    const keys = Array.from({ length: 12 }, (_, i) => `k${i}`);
    const text = `${begin}app.get('/a', (req, res) => res.json(Object.fromEntries((process.env.KEYS ?? 'old').split(' ').map((key) => [key, 1]))));`;
    const folder = writeAppProject({ 'app.js': text, 'r.json': '[{"path":"/a"}]' });
    const { stdout } = await runCli(
      ['parity', 'app.js', 'app.js', '--requests', 'r.json', '--new-env', `KEYS=${keys.join(' ')}`],
      folder,
    );
    const [, details] = stdout.split('GET /a\n');
    expect(details).toMatch(/^ {2}body\.old\n {4}- 1\n {2}body\.k0\n {4}\+ 1\n/);
    expect(details).toMatch(/ {2}body\.k8\n {4}\+ 1\n {2}and 3 more\n\n1 request, 1 differs\n$/);
  });

  it('is green and red where colour is asked for, and not where it is refused', async () => {
    const folder = writeAppProject({ 'app.js': simple, 'r.json': '[{"path":"/a"},{"path":"/b"}]' });
    const args = ['parity', 'app.js', 'app.js', '--requests', 'r.json', '--new-env', 'V=2'];
    const coloured = await runCli(args, folder, { FORCE_COLOR: '1' });
    expect(coloured.stdout).toContain('\x1b[31mdiffers\x1b[39m  GET');
    expect(coloured.stdout).toContain('\x1b[32msame\x1b[39m     GET');
    expect((await runCli(args, folder, { NO_COLOR: '1' })).stdout).not.toContain('\x1b');
  });

  it('keeps the table within 80 columns', async () => {
    const requests = JSON.stringify([{ path: `/${'segment/'.repeat(30)}` }]);
    const folder = writeAppProject({ 'app.js': simple, 'r.json': requests });
    const { stdout } = await runCli(['parity', 'app.js', 'app.js', '--requests', 'r.json'], folder);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  describe('with a HAR file', () => {
    const entry = (method: string, url: string, more: object = {}, answer: object = {}) => ({
      request: { method, url, headers: [], ...more },
      response: { headers: [], content: {}, ...answer },
    });
    const har = (...entries: unknown[]): string => JSON.stringify({ log: { version: '1.2', entries } });
    const site = 'https://shop.example';

    async function replay(text: string, app = shop) {
      const folder = writeAppProject({ 'app.js': app, 'site.har': text });
      const { code, stdout, stderr } = await runCli(
        ['parity', 'app.js', 'app.js', '--requests', 'site.har', '--json'],
        folder,
      );
      return { code, stderr, rows: (JSON.parse(stdout) as { requests: ParityRow[] }).requests };
    }

    it('replays its requests, queries and bodies', async () => {
      const json = {
        postData: { mimeType: 'application/json', text: '{"a":1}' },
        headers: [{ name: 'Content-Type', value: 'application/json' }],
      };
      const { code, rows } = await replay(har(entry('GET', `${site}/same?a=1`), entry('POST', `${site}/echo`, json)));
      expect([code, rows.map(({ method, path: url, old }) => `${method} ${url} ${old}`)]).toEqual([
        0,
        ['GET /same?a=1 200', 'POST /echo 200'],
      ]);
    });

    it('leaves out other sites, and says so', async () => {
      const { rows, stderr } = await replay(
        har(entry('GET', `${site}/same`), entry('GET', 'https://cdn.example/x.js')),
      );
      expect(rows).toHaveLength(1);
      expect(stderr).toBe('left out: GET https://cdn.example/x.js: another site\n');
    });

    it('takes over ids from answers to later requests', async () => {
      const id = 'a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d';
      const create = entry('POST', `${site}/items`, {}, { content: { text: JSON.stringify({ id }) } });
      const { code, rows } = await replay(har(create, entry('GET', `${site}/items/${id}`)));
      expect([code, rows.map(({ path: url, old }) => `${url} ${old}`)]).toEqual([
        0,
        ['/items 201', '/items/{{value1}} 200'],
      ]);
    });

    it('sends cookies where the browser did, with the values of each app', async () => {
      const cookies = `${begin}app.get('/in', (req, res) => res.cookie('sid', process.pid + 'x'.repeat(20)).end());
app.get('/me', (req, res) => res.json({ own: (req.headers.cookie ?? '').includes('sid=' + process.pid), raw: (req.headers.cookie ?? '').includes('theme=dark') }));`;
      const withCookie = { headers: [{ name: 'Cookie', value: 'sid=recorded; theme=dark' }] };
      const { code, rows } = await replay(
        har(entry('GET', `${site}/in`), entry('GET', `${site}/me`, withCookie), entry('GET', `${site}/me`)),
        cookies,
      );
      expect([code, rows.map(({ isSame }) => isSame)]).toEqual([0, [true, true, true]]);
    });

    it.each([
      ['no entries', '{"log":{}}', /is a HAR file without log\.entries/],
      ['an entry without a request', har({}), /Entry 1 of site\.har has no request/],
      [
        'an entry without a URL',
        har({ request: { method: 'GET', url: '/x', headers: [] } }),
        /url must be a URL, not "\/x"/,
      ],
    ])('with 2 for %s', async (_what, text, message) => {
      const folder = writeAppProject({ 'app.js': simple, 'site.har': text });
      const { code, stderr } = await runCli(['parity', 'app.js', 'app.js', '--requests', 'site.har'], folder);
      expect(code).toBe(2);
      expect(stderr).toMatch(message);
    });
  });

  describe('with the URL of an app', () => {
    it('sends what is safe', async () => {
      const { url } = await serve((_req, res) => void res.end('x'));
      const folder = writeAppProject({ 'r.json': '[{"path":"/a"}]' });
      const { code, stdout } = await runCli(['parity', url, url, '--requests', 'r.json'], folder);
      expect([code, stdout.split('\n').at(-2)]).toEqual([0, '1 request, all the same']);
    });

    it('refuses what is not before anything is sent, unless told otherwise', async () => {
      const methods: string[] = [];
      const { url } = await serve((req, res) => void (methods.push(req.method!), res.end()));
      const folder = writeAppProject({ 'app.js': simple, 'r.json': '[{"path":"/a"},{"method":"post","path":"/a"}]' });
      const refused = await runCli(['parity', url, 'app.js', '--requests', 'r.json'], folder);
      expect([refused.code, methods]).toEqual([2, []]);
      expect(refused.stderr).toMatch(/^POST \/a may change something at http:.*--allow-unsafe\.\n$/);
      await runCli(['parity', url, 'app.js', '--requests', 'r.json', '--allow-unsafe'], folder);
      expect(methods).toEqual(['GET', 'POST']);
    });

    it('is red where nobody listens', async () => {
      const folder = writeAppProject({ 'r.json': '[{"path":"/a"}]' });
      const { code } = await runCli(
        ['parity', 'http://127.0.0.1:9', 'http://127.0.0.1:9', '--requests', 'r.json'],
        folder,
      );
      expect(code).toBe(1);
    });
  });

  describe('ends with 2', () => {
    it.each([
      ['without requests', ['app.js', 'app.js'], '', /required option '--requests <file>'/],
      [
        'for a file that is not there',
        ['app.js', 'app.js', '--requests', 'none.json'],
        '',
        /^none\.json cannot be read: ENOENT/,
      ],
      ['for a file that is no JSON', ['app.js', 'app.js', '--requests', 'r.json'], 'x', /^r\.json is no JSON/],
      [
        'for something else',
        ['app.js', 'app.js', '--requests', 'r.json'],
        '{}',
        /holds neither a list of requests nor a HAR log/,
      ],
      ['for an empty list', ['app.js', 'app.js', '--requests', 'r.json'], '[]', /^r\.json holds no request/],
      [
        'for a wrong key',
        ['app.js', 'app.js', '--requests', 'r.json'],
        '[{"path":"/","url":"/"}]',
        /^Request 1 of r\.json has a key "url"; a request takes method, path,/,
      ],
      [
        'for a wrong value',
        ['app.js', 'app.js', '--requests', 'r.json'],
        '[{"path":"/"},{"path":"x"}]',
        /^Request 2 of r\.json: path must be a path that begins with a slash, not "x"/,
      ],
      [
        'for a wrong place',
        ['app.js', 'app.js', '--requests', 'r.json', '--ignore', 'id'],
        '[{"path":"/"}]',
        /^--ignore takes status, headers\.etag or body\.\*\.id, not "id"/,
      ],
      [
        'for a wrong variable',
        ['app.js', 'app.js', '--requests', 'r.json', '--new-env', 'X'],
        '[{"path":"/"}]',
        /^--new-env takes NAME=value, not "X"/,
      ],
      [
        'for a wrong time',
        ['app.js', 'app.js', '--requests', 'r.json', '--timeout', 'x'],
        '[{"path":"/"}]',
        /^--timeout must be a number of seconds/,
      ],
      [
        'for an app that does not start',
        ['app.js', 'broken.js', '--requests', 'r.json'],
        '[{"path":"/"}]',
        /^Error: no database\n/,
      ],
      [
        'for an app that is not there',
        ['none.js', 'app.js', '--requests', 'r.json'],
        '[{"path":"/"}]',
        /^There is no module none\.js/,
      ],
    ])('%s', async (_what, flags, requests, message) => {
      const folder = writeAppProject({
        'app.js': simple,
        'broken.js': `throw new Error('no database');`,
        'r.json': requests,
      });
      const { code, stdout, stderr } = await runCli(['parity', ...flags], folder);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(message);
    });
  });

  describe('leaves no process behind', () => {
    const noisy = `${simple}
const { spawn } = require('child_process');
const { appendFileSync } = require('fs');
const helper = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
appendFileSync(__dirname + '/pids', process.pid + '\\n' + helper.pid + '\\n');
app.get('/wait', () => {});`;

    function pidsOf(folder: string): number[] {
      try {
        return readFileSync(path.join(folder, 'pids'), 'utf8').trim().split('\n').map(Number);
      } catch {
        return [];
      }
    }
    const isAlive = (pid: number): boolean => {
      try {
        process.kill(pid, 0);
        // A process that has ended and that nobody has waited for still takes signals.
        return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
      } catch {
        return false;
      }
    };

    it.each([
      ['when it is green', '[{"path":"/a"}]', 0],
      ['when it is red', '[{"path":"/a/{{x}}"}]', 1],
    ])('%s', async (_what, requests, expected) => {
      const folder = writeAppProject({ 'app.js': noisy, 'r.json': requests });
      const { code } = await runCli(['parity', 'app.js', 'app.js', '--requests', 'r.json'], folder);
      expect([code, pidsOf(folder).length]).toEqual([expected, 4]);
      await until(() => !pidsOf(folder).some(isAlive), 'the end of the apps');
    });

    it('when it is killed itself', async () => {
      const folder = writeAppProject({ 'app.js': noisy, 'r.json': '[{"path":"/wait"}]' });
      const child = startCli(['parity', 'app.js', 'app.js', '--requests', 'r.json'], folder);
      for (const deadline = Date.now() + 20_000; pidsOf(folder).length < 4 && Date.now() < deadline;)
        await once(child.stdout!, 'x', { signal: AbortSignal.timeout(20) }).catch(() => {});
      expect(pidsOf(folder)).toHaveLength(4);
      child.kill('SIGKILL');
      await until(() => !pidsOf(folder).some(isAlive), 'the end of the apps');
    });
  });

  describe('record', () => {
    const suite = `const request = require('supertest');
const app = require('./app.js');
(async () => {
  const agent = request.agent(app);
  const { body } = await agent.post('/items').send({ name: 'Ada' });
  await agent.get('/items/' + body.id).set('x-key', 'k');
  await agent.get('/login');
  await agent.get('/me');
  await request(app).get('/me').query({ q: 'a b' });
  await request(app).post('/echo').type('text/plain').send('text');
  await request(app).put('/echo').type('bin').send(Buffer.from([255, 0]));
  if (process.env.FAIL) process.exit(3);
})();`;

    it('writes what a supertest suite has sent, ready to be replayed', async () => {
      const folder = writeAppProject({ 'app.js': shop, 'suite.js': suite });
      const { code, stdout } = await runCli(
        ['parity', 'record', '--out', 'out.json', '--', process.execPath, 'suite.js'],
        folder,
      );
      expect([code, stdout]).toEqual([0, '7 requests in out.json\n']);
      const requests = JSON.parse(readFileSync(path.join(folder, 'out.json'), 'utf8')) as Record<string, unknown>[];
      expect(requests[0]).toEqual({
        method: 'POST',
        path: '/items',
        headers: { 'content-type': 'application/json' },
        body: { name: 'Ada' },
        cookies: false,
        capture: { value1: 'body.id' },
      });
      expect(requests[1]).toMatchObject({ path: '/items/{{value1}}', headers: { 'x-key': 'k' } });
      expect(requests.slice(3).map(({ path: url, cookies }) => [url, cookies])).toEqual([
        ['/me', undefined],
        ['/me?q=a%20b', false],
        ['/echo', false],
        ['/echo', false],
      ]);
      expect(requests.slice(5).map(({ body, bodyBase64 }) => body ?? bodyBase64)).toEqual(['text', '/wA=']);
      const replayed = await runCli(['parity', 'app.js', 'app.js', '--requests', 'out.json'], folder);
      expect([replayed.code, replayed.stdout.split('\n').at(-2)]).toEqual([0, '7 requests, all the same']);
    });

    it('hands the output of the command on to stderr, and fails as it does', async () => {
      const folder = writeAppProject({ 'app.js': shop, 'suite.js': `console.log('PASS');${suite}` });
      const { code, stdout, stderr } = await runCli(['parity', 'record', '--', process.execPath, 'suite.js'], folder, {
        FAIL: '1',
      });
      expect([code, stdout]).toEqual([1, '7 requests in requests.json\n']);
      expect(stderr).toBe('PASS\nThe command failed (exit code 3).\n');
    });

    it('says when a signal ended the command, and keeps what was noted until then', async () => {
      const suite = `const http = require('http');
const answer = Buffer.from('{"id":"a1b2c3d4e5f6"}').toString('base64');
const server = http.createServer((req, res) => {
  if (req.url === '/large') res.write('x'.repeat(1024 * 1024));
  if (req.url.startsWith('/items/')) res.once('close', () => process.kill(process.pid, 'SIGKILL'));
  res.end(answer, 'base64');
}).listen(0, async () => {
  const origin = 'http://127.0.0.1:' + server.address().port;
  for (const path of ['/large', '/items', '/items/a1b2c3d4e5f6']) await (await fetch(origin + path)).text();
});`;
      const folder = writeAppProject({ 'suite.js': suite });
      const { code, stderr } = await runCli(['parity', 'record', '--', process.execPath, 'suite.js'], folder);
      expect([code, stderr]).toEqual([1, 'The command failed (by a signal).\n']);
      const requests = JSON.parse(readFileSync(path.join(folder, 'requests.json'), 'utf8')) as Record<
        string,
        unknown
      >[];
      // Of an answer beyond a megabyte no id is taken over.
      expect(requests.map(({ path: url, capture }) => [url, capture])).toEqual([
        ['/large', undefined],
        ['/items', { value1: 'body.id' }],
        ['/items/{{value1}}', undefined],
      ]);
    });

    it.each([['no request comes', ['-e', '0'], /^No request came to an HTTP server of that command\.\n$/]])(
      'fails when %s',
      async (_what, args, message) => {
        const { code, stderr } = await runCli(
          ['parity', 'record', '--', process.execPath, ...args],
          writeAppProject({}),
        );
        expect(code).toBe(1);
        expect(stderr).toMatch(message);
      },
    );

    it('fails when there is no such command', async () => {
      const { code, stderr } = await runCli(['parity', 'record', '--', 'no-such-command'], writeAppProject({}));
      expect(code).toBe(1);
      expect(stderr).toMatch(/ENOENT/);
    });
  });

  it.each([['parity'], ['parity', 'record']])('has help with examples and exit codes', (...command) => {
    const cli = path.resolve(__dirname, '../../dist/cli.js');
    const { stdout } = spawnSync(process.execPath, [cli, ...command, '--help'], { encoding: 'utf8' });
    expect(stdout).toMatch(/Examples:\n {2}\$ pages-api parity /);
    expect(stdout).toMatch(/Exit codes: 0 /);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});
