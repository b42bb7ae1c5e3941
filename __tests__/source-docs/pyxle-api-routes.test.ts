import path from 'node:path';
import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';

const directory = path.join(__dirname, 'pyxle-api-routes/pages/api');

describeExpress('Pyxle, "API Routes"', (express) => {
  const app = express().use(apiRoutes(directory));

  describe('Basic API route', () => {
    it('answers GET /api/hello', async () => {
      const response = await request(app).get('/api/hello');
      expect(response.status).toBe(200);
      expect(response.type).toBe('application/json');
      expect(response.body).toEqual({ message: 'Hello, world!' });
    });
  });

  describe('HTTP methods', () => {
    it('lists with get', async () => {
      const response = await request(app).get('/api/users');
      expect(response.body.users).toContainEqual({ id: '1', name: 'Ada', email: 'ada@example.com' });
    });

    it('creates with post and deletes with delete', async () => {
      const created = await request(app).post('/api/users').send({ name: 'Grace', email: 'grace@example.com' });
      expect(created.status).toBe(201);
      const { user } = created.body;
      expect(user).toEqual({ id: expect.any(String), name: 'Grace', email: 'grace@example.com' });

      const deleted = await request(app).delete('/api/users').send({ id: user.id });
      expect(deleted.status).toBe(200);
      expect(deleted.body).toEqual({ deleted: true });
      expect((await request(app).get('/api/users')).body.users).not.toContainEqual(user);
    });

    it.each(['get', 'post', 'put', 'patch', 'delete', 'options'] as const)('supports %s', async (method) => {
      const response = await request(app)[method]('/api/every-method');
      expect(response.body).toEqual({ answeredBy: method });
    });

    it('answers an unsupported method with 405 Method Not Allowed', async () => {
      const response = await request(app).put('/api/users');
      expect(response.status).toBe(405);
      expect(response.text).toContain('Method Not Allowed');
      expect(response.headers['allow']).toBe('GET, HEAD, POST, DELETE, OPTIONS');
    });

    it('answers an unsupported method with 404, as Astro does, when the app prefers that', async () => {
      const likeAstro = express().use(apiRoutes(directory, { methodNotAllowed: 404 }));
      const response = await request(likeAstro).put('/api/users');
      expect(response.status).toBe(404);
      expect(response.headers).not.toHaveProperty('allow');
    });
  });

  describe('Using HTTPEndpoint classes', () => {
    it('answers GET with the method get', async () => {
      const response = await request(app).get('/api/accounts');
      expect(response.body).toEqual({ users: [] });
    });

    it('answers POST with the method post', async () => {
      const response = await request(app).post('/api/accounts').send({ name: 'Grace' });
      expect(response.status).toBe(201);
      expect(response.body).toEqual({ created: true });
    });

    it('answers other methods with 405', async () => {
      const response = await request(app).delete('/api/accounts');
      expect(response.status).toBe(405);
      expect(response.headers['allow']).toBe('GET, HEAD, POST, OPTIONS');
    });
  });

  describe('Dynamic API routes', () => {
    it('gives the user whose id is in the path', async () => {
      const response = await request(app).get('/api/users/1');
      expect(response.body).toEqual({ user: { id: '1', name: 'Ada', email: 'ada@example.com' } });
    });

    it('answers 404 for a user that does not exist', async () => {
      const response = await request(app).get('/api/users/none');
      expect(response.status).toBe(404);
      expect(response.body).toEqual({ error: 'Not found' });
    });
  });

  describe('Reading request bodies', () => {
    it('reads one body as JSON, as a form without fields and as bytes', async () => {
      const response = await request(app).post('/api/received').send({ a: 1 });
      expect(response.status).toBe(200);
      expect(response.body).toEqual({ received: true, body: { a: 1 }, fields: [], bytes: 7 });
    });

    it('reads it so behind express.json() too', async () => {
      const parsed = express().use(express.json(), apiRoutes(directory));
      const response = await request(parsed).post('/api/received').send({ a: 1 });
      expect(response.body).toEqual({ received: true, body: { a: 1 }, fields: [], bytes: 7 });
    });

    it('reads a form as bytes and as a form', async () => {
      const response = await request(app).post('/api/received').type('form').send('1');
      expect(response.body).toEqual({ received: true, body: 1, fields: ['1'], bytes: 1 });
    });
  });

  describe('Error responses', () => {
    it('answers 401 without the header x-api-key', async () => {
      const response = await request(app).get('/api/data');
      expect(response.status).toBe(401);
      expect(response.body).toEqual({ error: 'Missing API key' });
    });

    it('answers 404 for a key without data', async () => {
      const response = await request(app).get('/api/data').set('X-API-Key', 'empty');
      expect(response.status).toBe(404);
      expect(response.body).toEqual({ error: 'Not found' });
    });

    it('gives the data that belongs to the key', async () => {
      const response = await request(app).get('/api/data').set('X-API-Key', 'full');
      expect(response.status).toBe(200);
      expect(response.body).toEqual({ data: ['first', 'second'] });
    });
  });

  describe('API routes vs server actions', () => {
    it('has no CSRF protection by default', async () => {
      const response = await request(app)
        .post('/api/received')
        .set({ Origin: 'https://elsewhere.example', 'Sec-Fetch-Site': 'cross-site' })
        .type('form')
        .send('1');
      expect(response.status).toBe(200);
    });
  });
});
