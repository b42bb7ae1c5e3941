import { once } from 'node:events';
import path from 'node:path';
import request from 'supertest';
import { apiRoutes, problemDetails } from 'express-pages-api';
import { describeExpress, type Express } from '../support/express-versions';

const directory = path.join(__dirname, 'from-starlette/pages/api');

describeExpress('What docs/from-starlette.md says', (express) => {
  function createApp(): Express {
    const app = express();
    app.locals['name'] = 'the app';
    app.use((_req, res, next) => {
      res.locals['user'] = 'Ada';
      next();
    });
    return app.use(apiRoutes(directory), problemDetails());
  }

  it('holds for what a request is asked', async () => {
    const response = await request(createApp())
      .get('/api/request-7?q=find&tag=a&tag=b')
      .set({ Host: 'www.example.com', 'X-Api-Key': 'key', Cookie: 'theme=dark' });
    expect(response.body).toEqual({
      method: 'GET',
      url: 'http://www.example.com/api/request-7?q=find&tag=a&tag=b',
      path: '/api/request-7',
      id: '7',
      query: 'find',
      list: ['a', 'b'],
      header: 'key',
      cookie: 'dark',
      client: expect.stringMatching(/127\.0\.0\.1$/),
      state: 'Ada',
      appState: 'the app',
      isDisconnected: false,
    });
  });

  it('holds for uploaded files', async () => {
    const response = await request(createApp())
      .post('/api/request-7')
      .field('title', 'notes')
      .attach('file', Buffer.from('contents'), { filename: 'notes.txt', contentType: 'text/plain' });
    expect(response.body).toEqual({
      title: 'notes',
      filename: 'notes.txt',
      contentType: 'text/plain',
      size: 8,
      read: 'contents',
    });
  });

  it('holds for a streamed body', async () => {
    const response = await request(createApp()).put('/api/request-7').type('bin').send(Buffer.alloc(100_000));
    expect(response.body).toEqual({ size: 100_000 });
  });

  it.each([
    ['text', 'text/plain;charset=UTF-8', 'plain'],
    ['html', 'text/html; charset=utf-8', '<p>'],
  ])('holds for a response of %s', async (kind, type, text) => {
    const response = await request(createApp()).get('/api/responses').query({ kind });
    expect(response.headers['content-type']).toBe(type);
    expect(response.text).toBe(text);
  });

  it('holds for redirects', async () => {
    const response = await request(createApp()).get('/api/responses?kind=redirect');
    expect(response.status).toBe(307);
    expect(response.headers['location']).toBe('/elsewhere');
  });

  it('holds for streams', async () => {
    const response = await request(createApp()).get('/api/responses?kind=stream').buffer(true).parse(readText);
    expect(response.body).toBe('one two three');
  });

  it('holds for files', async () => {
    const response = await request(createApp()).get('/api/responses?kind=file').buffer(true).parse(readText);
    expect(response.status).toBe(200);
    expect(response.body).toContain('export default class Responses');
  });

  it('holds for cookies and headers', async () => {
    const response = await request(createApp()).get('/api/responses?kind=cookies');
    expect(response.headers['x-extra']).toBe('yes');
    expect(response.headers['set-cookie']).toEqual([
      'theme=dark; Max-Age=60; Path=/; SameSite=Lax',
      expect.stringMatching(/^old=deleted; Path=\/; Expires=Thu, 01 Jan 1970/),
    ]);
  });

  it('holds for work after the answer', async () => {
    const app = createApp();
    const background = once(app, 'background');
    const response = await request(app).get('/api/responses?kind=background');
    expect(response.status).toBe(202);
    await background;
  });

  it('holds for errors', async () => {
    const response = await request(createApp()).get('/api/responses');
    expect(response.status).toBe(403);
    expect(response.headers['x-reason']).toBe('table');
    expect(response.type).toBe('application/problem+json');
    expect(response.body).toMatchObject({ status: 403, detail: 'Not for you' });
  });

  it('holds for middleware', async () => {
    const refused = await request(createApp()).get('/api/admin');
    expect(refused.status).toBe(401);
    const admitted = await request(createApp()).get('/api/admin').set('Authorization', 'Bearer token');
    expect(admitted.body).toEqual({ secret: true });
    expect(admitted.headers['x-seen-by']).toBe('middleware');
  });

  it.each([
    ['/api/files/a/b', { path: 'a/b' }],
    ['/api/files', { path: null }],
    ['/api/files/a%2Fb', { path: 'a%2Fb' }],
    ['/api/files/a%20b', { path: 'a b' }],
  ])('holds for the parameters of %s', async (url, expected) => {
    const response = await request(createApp()).get(url);
    expect(response.body).toEqual(expected);
  });

  it('holds for the names of folders and parameters', async () => {
    const response = await request(createApp()).get('/api/(group)/7');
    expect(response.body).toEqual({ userId: '7' });
    expect((await request(createApp()).get('/api/7')).status).toBe(404);
  });

  it('holds for OPTIONS', async () => {
    const response = await request(createApp()).options('/api/admin').set('Authorization', 'Bearer token');
    expect(response.status).toBe(204);
    expect(response.headers['allow']).toBe('GET, HEAD, OPTIONS');
  });
});

/** Text of any type, which supertest would give as bytes or leave unread. */
function readText(res: request.Response, done: (error: Error | null, body: string) => void): void {
  const stream = res as unknown as NodeJS.ReadableStream;
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => (text += chunk)).on('end', () => done(null, text));
}
