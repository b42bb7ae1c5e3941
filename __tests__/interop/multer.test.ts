import path from 'node:path';
import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';

describeExpress('multer in an Express-style file', (express) => {
  const app = express().use(apiRoutes(path.join(__dirname, 'pages/api'), { logger: createQuietLogger() }));

  it('reads the upload and its fields', async () => {
    const response = await request(app)
      .post('/api/upload')
      .field('title', 'notes')
      .attach('file', Buffer.from('contents'), 'notes.txt');
    expect(response.status).toBe(201);
    expect(response.body).toEqual({ fields: { title: 'notes' }, name: 'notes.txt', text: 'contents' });
  });

  it('reads it behind express.json() and express.urlencoded()', async () => {
    const parsed = express().use(express.json(), express.urlencoded({ extended: true }), app);
    const response = await request(parsed).post('/api/upload').attach('file', Buffer.from('contents'), 'notes.txt');
    expect(response.body).toMatchObject({ name: 'notes.txt', text: 'contents' });
  });

  it("hands its errors to the app's error handlers", async () => {
    const withHandler = express()
      .use(app)
      .use(
        ((error: { code?: string }, _req, res, _next) =>
          void res.status(413).send(error.code)) as import('express').ErrorRequestHandler,
      );
    const response = await request(withHandler).post('/api/upload').attach('file', Buffer.alloc(2048), 'large.bin');
    expect(response.status).toBe(413);
    expect(response.text).toBe('LIMIT_FILE_SIZE');
  });
});
