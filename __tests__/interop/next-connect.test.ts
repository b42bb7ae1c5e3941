import path from 'node:path';
import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';

const directory = path.join(__dirname, 'pages/api');

describeExpress('A next-connect router', (express) => {
  const app = express().use(apiRoutes(directory, { logger: createQuietLogger() }));

  it('runs its middleware before the handler of the method', async () => {
    const response = await request(app).get('/api/people?a=1').set('Cookie', 'user=Ada');
    expect(response.status).toBe(200);
    expect(response.body).toEqual({ user: 'Ada', query: { a: '1' } });
  });

  it('runs Express middleware in its wrapper', async () => {
    const response = await request(app).get('/api/people').set('Origin', 'https://www.example.com');
    expect(response.headers['access-control-allow-origin']).toBe('https://www.example.com');
  });

  it('reads the parsed body', async () => {
    const response = await request(app).post('/api/people').send({ name: 'Grace' });
    expect(response.status).toBe(201);
    expect(response.body).toEqual({ created: { name: 'Grace' } });
  });

  it('stops at a handler that does not call next()', async () => {
    const response = await request(app).post('/api/people').send({});
    expect(response.status).toBe(422);
  });

  it('answers an error with its own onError', async () => {
    const response = await request(app).put('/api/people');
    expect(response.status).toBe(500);
    expect(response.body).toEqual({ error: 'from the route' });
  });

  it("leaves an error that it throws on to the app's error handlers", async () => {
    const withHandler = express()
      .use(apiRoutes(directory, { logger: createQuietLogger() }))
      .use(
        ((error: Error, _req, res, _next) =>
          void res.status(503).send(error.message)) as import('express').ErrorRequestHandler,
      );
    const response = await request(withHandler).patch('/api/people');
    expect(response.status).toBe(503);
    expect(response.text).toBe('nobody catches this one');
  });

  it('answers a method that it does not have with its own onNoMatch', async () => {
    const response = await request(app).delete('/api/people');
    expect(response.status).toBe(404);
    expect(response.text).toBe('DELETE is not here');
  });

  it.each([
    ['/api/notes', { route: 'list' }],
    ['/api/notes/7/lines/3', { route: 'line', params: { id: '7', line: '3' } }],
    ['/api/notes/archive/latest', { route: 'latest' }],
  ])('matches %s on the full URL inside one catch-all file', async (url, expected) => {
    const response = await request(app).get(url);
    expect(response.body).toMatchObject(expected);
  });

  it('matches on the full URL under a mount path too', async () => {
    const mounted = express().use('/v1', apiRoutes(directory, { logger: createQuietLogger() }));
    const response = await request(mounted).get('/v1/api/notes/none');
    expect(response.status).toBe(404);
    expect(response.text).toBe('Route GET /v1/api/notes/none not found');
  });

  it('runs as an edge API route', async () => {
    const read = await request(app).get('/api/people-edge');
    expect(read.body).toEqual({ method: 'GET', path: '/api/people-edge' });
    const written = await request(app).post('/api/people-edge').send({ a: 1 });
    expect(written.status).toBe(201);
    expect(written.body).toEqual({ received: { a: 1 } });
  });
});
