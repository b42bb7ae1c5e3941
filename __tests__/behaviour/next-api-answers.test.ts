import compression from 'compression';
import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { createSession } from '../support/real-middleware';
import { writeRouteFiles } from '../support/route-files';
import { openSocket, sendRaw, serve, until } from '../support/serve';

const mib = 1024 * 1024;
const files = {
  'preview.ts': `export default (req, res) => res.setPreviewData({ a: 1 });`,
  'clear.ts': `export default (req, res) => res.clearPreviewData();`,
  'draft.ts': `export default (req, res) => res.setDraftMode({ enable: true });`,
  'revalidate.ts': `export default async (req, res) => { await res.revalidate('/'); };`,
  'silent.ts': `export default (req, res) => { globalThis.lateNext = res; };`,
  'external.ts': `export const config = { api: { externalResolver: true } }; export default (req, res) => { setImmediate(() => res.send('later')); };`,
  'piped.ts': `import { Readable } from 'node:stream'; export default (req, res) => { Readable.from(['a', 'b']).pipe(res); };`,
  'value.ts': `export default (req, res) => { res.send('x'); return 'a value'; };`,
  'response.ts': `export default () => new Response('web');`,
  'returns-status.ts': `export default (req, res) => res.status(200).json({});`,
  'big.ts': `export default (req, res) => res.send('x'.repeat(${4 * mib}));`,
  'big-later.ts': `export const config = { api: { externalResolver: true } }; export default (req, res) => { setImmediate(() => res.send('x'.repeat(${4 * mib}))); };`,
  'big-chunks.ts': `export default (req, res) => { for (let i = 0; i < 5; i++) res.write('x'.repeat(${mib})); res.end(); };`,
  'almost.ts': `export default (req, res) => res.send('x'.repeat(${4 * mib - 1}));`,
  'unlimited.ts': `export const config = { api: { responseLimit: false } }; export default (req, res) => res.send('x'.repeat(${4 * mib}));`,
  'limit.ts': `export const config = { api: { responseLimit: '5mb' } }; export default (req, res) => res.send('x'.repeat(Number(req.query.n)));`,
  'body.ts': `export default (req, res) => res.json([req.body]);`,
  'missing-file.ts': `export default (req, res) => res.send(require('node:fs').createReadStream('/does/not/exist'));`,
  'broken-stream.ts': `import { Readable } from 'node:stream'; export default (req, res) => res.send(new Readable({ read() { if (this.n) return this.destroy(new Error('broken')); this.n = 1; this.push('part'); } }));`,
  'left-stream.ts': `import { Readable } from 'node:stream'; export default (req, res) => res.send(globalThis.nextStream = new Readable({ read() { this.n ? 0 : this.push('part'); this.n = 1; } }));`,
  'bigint.ts': `export default (req, res) => res.json({ n: 1n });`,
  'circular.ts': `export default (req, res) => { const a = {}; a.a = a; res.json(a); };`,
  'status.ts': `export default (req, res) => res.status(Number(req.query.code)).json({ a: 1 });`,
  'redirect.ts': `export default (req, res) => res.redirect(301);`,
  'moved.ts': `export default (req, res) => res.redirect('/elsewhere');`,
  'named.ts': `export default (req, res) => { res.setHeader('X-Own', '1'); res.json({ a: 1 }); };`,
};

describeExpress('a Next-style handler', (express) => {
  const directory = writeRouteFiles(files);
  const createApp = () => {
    const logger = createQuietLogger();
    const errors: any[] = [];
    const app = express().use(apiRoutes(directory, { logger }));
    app.use((error: any, _req: any, res: any, _next: any) => {
      errors.push(error);
      res.status(error.status ?? 500).json('handled');
    });
    return { app, logger, errors };
  };

  it.each([
    ['preview', 'setPreviewData'],
    ['clear', 'clearPreviewData'],
    ['draft', 'setDraftMode'],
    ['revalidate', 'revalidate'],
  ])('is told what to use instead of what needs prerendered pages (%s)', async (name, helper) => {
    const { app, errors } = createApp();
    await request(app).get(`/api/${name}`).expect(500);
    expect(errors[0].message).toMatch(new RegExp(`^res\\.${helper}\\(\\) needs .*\\. (Keep|Clear|Purge) `));
  });

  it.each([
    ['named', ['X-Own', 'content-type', 'etag', 'content-length']],
    // The length is Node's: the helper sets none.
    ['moved', ['location', 'Content-Length']],
  ])('has the names that the helpers set in lower case, and its own as it wrote them (%s)', async (name, expected) => {
    const { port } = await serve(createApp().app);
    const answer = await sendRaw(port, `GET /api/${name} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    const names = [...answer.split('\r\n\r\n')[0]!.matchAll(/^([\w-]+):/gm)].map(([, header]) => header);
    const others = ['X-Powered-By', 'Date', 'Connection', 'Transfer-Encoding'];
    expect(names.filter((header) => !others.includes(header!))).toEqual(expected);
  });

  it('is reminded when it returns without an answer, and may still give one', async () => {
    const { app, logger } = createApp();
    const { url } = await serve(app);
    const answer = fetch(`${url}/api/silent`);
    await until(() => logger.warnings.length > 0, 'the reminder');
    expect(logger.warnings).toEqual([
      expect.stringMatching(/^silent\.ts returned without answering GET \/api\/silent/),
    ]);
    (globalThis as any).lateNext.json('late');
    expect(await (await answer).json()).toBe('late');
  });

  it.each(['external', 'piped', 'returns-status'])('is not reminded without need (%s)', async (name) => {
    const { app, logger } = createApp();
    await request(app).get(`/api/${name}`).expect(200);
    expect(logger.warnings).toEqual([]);
  });

  it('is told that a returned value counts for nothing', async () => {
    const { app, logger } = createApp();
    await request(app).get('/api/value').expect(200, 'x');
    expect(logger.warnings).toEqual([expect.stringMatching(/^value\.ts returned a value/)]);
  });

  it('that returns a Response gets an error that names the edge runtime, and does not hang', async () => {
    const { app, errors } = createApp();
    await request(app).get('/api/response').expect(500);
    expect(errors[0].message).toMatch(/response\.ts returned a Response.*runtime = 'edge'/);
  });

  it.each(['big', 'big-later', 'big-chunks'])('is told of an answer of 4 MB (%s)', async (name) => {
    const { app, logger } = createApp();
    const response = await request(app).get(`/api/${name}`).buffer(true);
    expect(response.status).toBe(200);
    await until(() => logger.warnings.length > 0, 'the warning');
    expect(logger.warnings).toEqual([expect.stringMatching(new RegExp(`${name}\\.ts sent more than 4MB`))]);
  });

  it.each(['almost', 'unlimited', `limit?n=${5 * mib - 1}`])(
    'is not told of an answer within its limit (%s)',
    async (name) => {
      const { app, logger } = createApp();
      await request(app).get(`/api/${name}`).expect(200);
      expect(logger.warnings).toEqual([]);
    },
  );

  it('is told of an answer of 4 MB that is shorter once it is compressed', async () => {
    const logger = createQuietLogger();
    const app = express().use(compression({ filter: () => true }), apiRoutes(directory, { logger }));
    await request(app).get('/api/big').set('Accept-Encoding', 'gzip').expect('Content-Encoding', 'gzip');
    expect(logger.warnings).toEqual([expect.stringMatching(/big\.ts sent more than 4MB/)]);
  });

  it('is not told of an answer of 3 MB that middleware around it has wrapped twice', async () => {
    const compressionModule = JSON.stringify(require.resolve('compression'));
    const wrapped = writeRouteFiles({
      '_middleware.ts': `export const onRequest = (context, next) => { context.res.locals.seen = true; return next(); };`,
      'a/_middleware.ts': `import compression from ${compressionModule}; export default compression();`,
      'a/b.ts': `export default (req, res) => { res.write('x'.repeat(${mib})); res.end('x'.repeat(${2 * mib})); };`,
    });
    const logger = createQuietLogger();
    const app = express().use(createSession(), apiRoutes(wrapped, { logger }));
    const response = await request(app).get('/api/a/b').set('Accept-Encoding', 'gzip');
    expect([response.text.length, logger.warnings]).toEqual([3 * mib, []]);
  });

  it('is told of an answer beyond its own limit', async () => {
    const { app, logger } = createApp();
    await request(app)
      .get(`/api/limit?n=${5 * mib}`)
      .expect(200);
    expect(logger.warnings).toEqual([expect.stringMatching(/more than 5MB/)]);
  });

  it.each([
    ['latin1', Buffer.from([0xe9]), 'é'],
    ['"utf-16le"', Buffer.from('é', 'utf16le'), 'é'],
    ['shift_jis', Buffer.from([0x93, 0xfa]), '日'],
    ['utf-8', Buffer.from([0xef, 0xbb, 0xbf, 0x61]), 'a'],
  ])('gets text in the charset %s', async (charset, bytes, text) => {
    const response = await request(createApp().app)
      .post('/api/body')
      .set('Content-Type', `text/plain; charset=${charset}`)
      .send(bytes);
    expect(response.body).toEqual([text]);
  });

  it('does not get a body in an unknown charset', async () => {
    const { app, errors } = createApp();
    await request(app).post('/api/body').set('Content-Type', 'text/plain; charset=klingon').send('x').expect(400);
    expect(errors[0].message).toBe('Invalid body');
  });

  it('that sends a stream which breaks cuts the connection, and the error is logged', async () => {
    const { app, logger } = createApp();
    await expect(request(app).get('/api/broken-stream')).rejects.toThrow(/aborted|hang up|ECONNRESET/);
    expect(logger.errors).toEqual([expect.objectContaining({ message: 'broken' })]);
  });

  it('that sends a file which is not there is a 500', async () => {
    const { app, errors } = createApp();
    await request(app).get('/api/missing-file').expect(500, '"handled"');
    expect(errors[0].code).toBe('ENOENT');
  });

  it('that sends a stream closes it when the client leaves', async () => {
    const { port } = await serve(createApp().app);
    const socket = await openSocket(port);
    let answer = '';
    socket.on('data', (chunk) => (answer += String(chunk)));
    socket.write('GET /api/left-stream HTTP/1.1\r\nHost: a\r\n\r\n');
    await until(() => answer.includes('part'), 'the first part');
    socket.destroy();
    await until(() => (globalThis as any).nextStream.destroyed, 'the end of the stream');
  });

  it.each(['bigint', 'circular', 'status?code=99', 'status?code=1000', 'redirect'])(
    'that sends what cannot be sent is a 500 (%s)',
    async (path) => {
      const { app, errors } = createApp();
      await request(app).get(`/api/${path}`).expect(500, '"handled"');
      expect(errors).toHaveLength(1);
    },
  );
});
