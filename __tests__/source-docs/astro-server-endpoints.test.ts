import path from 'node:path';
import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { serve } from '../support/serve';

const directory = path.join(__dirname, 'astro-server-endpoints/src/pages');

describeExpress('Astro, "Server Endpoints & HTTP Methods"', (express) => {
  const app = express().use(apiRoutes(directory));

  describe('Anatomy of a method handler', () => {
    it('answers GET /api/health', async () => {
      const response = await request(app).get('/api/health');
      expect(response.status).toBe(200);
      expect(response.headers['content-type']).toBe('application/json');
      expect(response.text).toBe('{"status":"ok","path":"/api/health"}');
    });
  });

  describe('A full CRUD endpoint', () => {
    it('creates a task and lists it', async () => {
      const created = await request(app).post('/api/tasks').send({ title: '  write tests ' });
      expect(created.status).toBe(201);
      expect(created.type).toBe('application/json');
      expect(created.body).toEqual({ id: expect.any(String), title: 'write tests', done: false });
      const listed = await request(app).get('/api/tasks');
      expect(listed.body).toContainEqual(created.body);
    });

    it.each([
      ['no title', '{}'],
      ['a title that is no text', '{"title":1}'],
      ['a blank title', '{"title":"  "}'],
      ['a body that is not JSON', '{"title":'],
      ['no body', ''],
    ])('answers 400 to %s', async (_what, body) => {
      const response = await request(app).post('/api/tasks').type('json').send(body);
      expect(response.status).toBe(400);
      expect(response.body).toEqual({ error: 'title is required' });
    });

    it('updates a task', async () => {
      const { id } = (await request(app).post('/api/tasks').send({ title: 'draft' })).body;
      const response = await request(app).put(`/api/tasks/${id}`).send({ title: 'final', done: 1 });
      expect(response.status).toBe(200);
      expect(response.body).toEqual({ id, title: 'final', done: true });
    });

    it('answers 400 to an update that is not JSON', async () => {
      const response = await request(app).put('/api/tasks/1').type('json').send('{');
      expect(response.status).toBe(400);
      expect(response.body).toEqual({ error: 'invalid body' });
    });

    it('deletes a task with 204 and no body', async () => {
      const { body: task } = await request(app).post('/api/tasks').send({ title: 'temporary' });
      const response = await request(app).delete(`/api/tasks/${task.id}`);
      expect(response.status).toBe(204);
      expect(response.text).toBe('');
      expect((await request(app).get('/api/tasks')).body).not.toContainEqual(task);
    });
  });

  describe('Reading the request body', () => {
    it('reads application/json with json()', async () => {
      const response = await request(app)
        .post('/api/readers?reader=json')
        .send({ a: [1] });
      expect(response.body).toEqual({ a: [1] });
    });

    it('reads application/x-www-form-urlencoded with formData()', async () => {
      const response = await request(app).post('/api/readers?reader=formData').type('form').send('a=1&b=%C3%A9+f');
      expect(response.body).toEqual({ a: '1', b: 'é f' });
    });

    it('reads multipart/form-data with formData()', async () => {
      const response = await request(app)
        .post('/api/readers?reader=formData')
        .field('a', '1')
        .attach('upload', Buffer.from('contents'), 'notes.txt');
      expect(response.body).toEqual({ a: '1', upload: { name: 'notes.txt', text: 'contents' } });
    });

    it('reads text/plain with text()', async () => {
      const response = await request(app).post('/api/readers?reader=text').type('text').send('plain é');
      expect(response.body).toBe('plain é');
    });

    it('reads any body with arrayBuffer()', async () => {
      const response = await request(app)
        .post('/api/readers?reader=arrayBuffer')
        .type('application/octet-stream')
        .send(Buffer.from([0, 255, 10]));
      expect(response.body).toEqual([0, 255, 10]);
    });

    it('sends the browser on with 303 after a contact form', async () => {
      const response = await request(app).post('/api/contact').type('form').send({ email: 'ada@example.com' });
      expect(response.status).toBe(303);
      expect(response.headers['location']).toBe('/thanks');
    });

    it('answers 422 to a contact form without a valid address', async () => {
      const response = await request(app).post('/api/contact').type('form').send({ email: 'nobody' });
      expect(response.status).toBe(422);
      expect(response.text).toBe('Invalid email');
    });
  });

  describe('Returning correct status codes', () => {
    it('answers 405 from ALL to a method without an export', async () => {
      const response = await request(app).delete('/api/with-all');
      expect(response.status).toBe(405);
      expect(response.text).toBe('Method Not Allowed');
    });

    it('prefers the export of the method to ALL', async () => {
      const response = await request(app).get('/api/with-all');
      expect(response.body).toEqual({ answeredBy: 'GET' });
    });

    it('answers 404 to a method without an export when the app prefers that', async () => {
      const likeAstro = express().use(apiRoutes(directory, { methodNotAllowed: 404 }));
      const response = await request(likeAstro).delete('/api/health');
      expect(response.status).toBe(404);
    });

    it('keeps the 405 of ALL when the app prefers 404', async () => {
      const likeAstro = express().use(apiRoutes(directory, { methodNotAllowed: 404 }));
      const response = await request(likeAstro).delete('/api/with-all');
      expect(response.status).toBe(405);
    });

    it('answers 405 with Allow to a method without an export otherwise', async () => {
      const response = await request(app).delete('/api/health');
      expect(response.status).toBe(405);
      expect(response.headers['allow']).toBe('GET, HEAD, OPTIONS');
    });
  });

  describe('Calling the endpoint from an island', () => {
    it('adds the task of the form', async () => {
      const { url } = await serve(app);
      const form = new FormData();
      form.set('title', 'from an island');
      const response = await fetch(`${url}/api/tasks`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ title: form.get('title') }),
      });
      expect(response.status).toBe(201);
      expect(await response.json()).toMatchObject({ title: 'from an island', done: false });
    });
  });

  describe('Best practices', () => {
    it('survives a body that is not JSON and that nobody catches', async () => {
      const response = await request(app).post('/api/readers?reader=json').type('json').send('{');
      expect(response.status).toBe(400);
    });
  });
});
