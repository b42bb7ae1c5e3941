import path from 'node:path';
import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { serve } from '../support/serve';

const directory = path.join(__dirname, 'next-api-routes/pages/api');

describeExpress('Next.js, "API Routes"', (express) => {
  const app = express().use(apiRoutes(directory));

  it('answers with the JSON and the status of pages/api/user', async () => {
    const response = await request(app).get('/api/user');
    expect(response.status).toBe(200);
    expect(response.type).toBe('application/json');
    expect(response.body).toEqual({ name: 'John Doe' });
  });

  it('calls the handler with what is not POST', async () => {
    const response = await request(app).put('/api/by-method');
    expect(response.status).toBe(200);
    expect(response.body).toEqual({ method: 'PUT' });
  });

  it('calls the handler with POST, whose body is parsed', async () => {
    const response = await request(app).post('/api/by-method').send({ a: 1 });
    expect(response.status).toBe(201);
    expect(response.body).toEqual({ processed: { a: 1 } });
  });

  it('gives an http.IncomingMessage and an http.ServerResponse', async () => {
    const response = await request(app).get('/api/instances?a=1&a=2').set('Cookie', 'theme=dark');
    expect(response.body).toEqual({
      isIncomingMessage: true,
      isServerResponse: true,
      query: { a: ['1', '2'] },
      cookies: { theme: 'dark' },
    });
  });

  describe('Caveats', () => {
    const origin = 'https://www.example.com';

    it('specifies no CORS headers by default', async () => {
      const response = await request(app).get('/api/user').set('Origin', origin);
      const names = Object.keys(response.headers).filter((name) => name.startsWith('access-control-'));
      expect(names).toEqual([]);
    });

    it('lets the CORS middleware wrap a handler', async () => {
      const response = await request(app).get('/api/with-cors').set('Origin', origin);
      expect(response.headers['access-control-allow-origin']).toBe(origin);
      expect(response.body).toEqual({ message: 'Hello' });
    });

    it('lets the CORS middleware answer a preflight', async () => {
      const response = await request(app)
        .options('/api/with-cors')
        .set({ Origin: origin, 'Access-Control-Request-Method': 'GET' });
      expect(response.status).toBe(204);
      expect(response.headers['access-control-allow-methods']).toBe('GET,HEAD');
    });
  });

  describe('Use Cases', () => {
    afterEach(() => {
      delete process.env['SECRET_SERVICE_URL'];
    });

    it('masks the URL of an external service', async () => {
      const service = await serve((_req, res) => {
        res.writeHead(200, { 'Content-Type': 'application/json' }).end('{"from":"service"}');
      });
      process.env['SECRET_SERVICE_URL'] = service.url;
      const response = await request(app).get('/api/secret');
      expect(response.body).toEqual({ from: 'service' });
      expect(JSON.stringify(response.headers)).not.toContain(service.url);
    });
  });
});
