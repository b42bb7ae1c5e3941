import path from 'node:path';
import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';

const directory = path.join(__dirname, 'astro-endpoints-and-api-routes/src/pages');

describeExpress('Astro, "Endpoints & API Routes"', (express) => {
  const app = express().use(apiRoutes(directory, { site: 'https://www.example.com' }));

  describe('What is an endpoint?', () => {
    it('serves src/pages/api/health.ts at /api/health', async () => {
      const before = Date.now();
      const response = await request(app).get('/api/health');
      expect(response.status).toBe(200);
      expect(response.headers['content-type']).toBe('application/json');
      expect(response.body).toEqual({ status: 'ok', time: expect.any(Number) });
      expect(response.body.time).toBeGreaterThanOrEqual(before);
    });
  });

  describe('The APIContext', () => {
    it('echoes the body and the path', async () => {
      const response = await request(app)
        .post('/api/echo?a=b')
        .send({ hello: ['world'] });
      expect(response.headers['content-type']).toBe('application/json');
      expect(response.body).toEqual({ received: { hello: ['world'] }, path: '/api/echo', params: {} });
    });

    it('has every property of the table', async () => {
      const withUser = express()
        .use((_req, res, next) => {
          res.locals['user'] = 'Ada';
          next();
        })
        .use(apiRoutes(directory, { site: 'https://www.example.com' }));
      const response = await request(withUser)
        .get('/api/context-42?q=find')
        .set({ 'User-Agent': 'test', Cookie: 'theme=dark; old=1' });
      expect(response.body).toEqual({
        isRequest: true,
        method: 'GET',
        agent: 'test',
        params: { id: '42' },
        search: 'find',
        cookie: 'dark',
        user: 'Ada',
        site: 'https://www.example.com/',
      });
      const [seen, old] = response.headers['set-cookie'] as unknown as string[];
      expect(seen).toBe('seen=yes; Path=/');
      expect(old).toMatch(/^old=deleted; Path=\/; Expires=Thu, 01 Jan 1970/);
    });

    it('redirects', async () => {
      const response = await request(app).get('/api/context-42?leave');
      expect(response.status).toBe(302);
      expect(response.headers['location']).toBe('/elsewhere');
    });
  });

  describe('Returning files and other content types', () => {
    it('serves src/pages/robots.txt.ts at /robots.txt', async () => {
      const response = await request(app).get('/robots.txt');
      expect(response.status).toBe(200);
      expect(response.headers['content-type']).toBe('text/plain');
      expect(response.text).toBe('User-agent: *\nAllow: /\nSitemap: https://www.example.com/sitemap-index.xml');
    });

    it('sends a Uint8Array', async () => {
      const response = await request(app).get('/files/bytes.bin');
      expect([...(response.body as Buffer)]).toEqual([0, 1, 254, 255]);
    });

    it('sends a ReadableStream', async () => {
      const response = await request(app).get('/files/stream.csv');
      expect(response.headers['content-type']).toBe('text/csv');
      expect(response.text).toBe('id,name\n1,Keyboard\n2,Mouse\n');
    });
  });

  describe('Dynamic routes and getStaticPaths', () => {
    it.each([
      { id: '1', name: 'Keyboard' },
      { id: '2', name: 'Mouse' },
    ])('serves src/pages/products/[id].json.ts at /products/$id.json', async (product) => {
      const response = await request(app).get(`/products/${product.id}.json`);
      expect(response.headers['content-type']).toBe('application/json');
      expect(response.body).toEqual(product);
    });

    it('runs the handler for any id in server mode', async () => {
      const response = await request(app).get('/products/3.json');
      expect(response.status).toBe(404);
      expect(response.text).toBe('Not found');
    });
  });
});
