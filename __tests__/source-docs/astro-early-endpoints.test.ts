import path from 'node:path';
import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';

const directory = path.join(__dirname, 'astro-early-endpoints/src/pages');
const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

describeExpress('Astro before 3, "Endpoints"', (express) => {
  const app = express().use(apiRoutes(directory));

  describe('Static File Endpoints', () => {
    it('sends the body that get returns, with the type of the extension', async () => {
      const response = await request(app).get('/data.json');
      expect(response.status).toBe(200);
      expect(response.type).toBe('application/json');
      expect(response.body).toEqual({ name: 'example', stars: 5 });
    });

    it.each(['pixel', 'pixel-base64'])('sends the image %s.png whose body has an encoding', async (name) => {
      const response = await request(app).get(`/images/${name}.png`);
      expect(response.headers['content-type']).toBe('image/png');
      expect([...(response.body as Buffer).subarray(0, 8)]).toEqual(pngSignature);
      expect(response.body).toHaveLength(Number(response.headers['content-length']));
    });

    it('takes a get of type APIRoute', async () => {
      const response = await request(app).get('/typed.json');
      expect(response.body).toEqual({ params: {}, path: '/typed.json' });
    });

    it('gives the full URL in request.url', async () => {
      const response = await request(app).get('/request-path.json?a=b').set('Host', 'www.example.com');
      expect(response.body).toEqual({ url: 'http://www.example.com/request-path.json?a=b' });
    });
  });

  describe('params and Dynamic routing', () => {
    it.each([
      { id: '1', name: 'Sarah' },
      { id: '2', name: 'Chris' },
      { id: '3', name: 'Fuzzy' },
    ])('answers /api/$id.json without getStaticPaths', async (person) => {
      const response = await request(app).get(`/api/${person.id}.json`);
      expect(response.body).toEqual(person);
    });
  });

  describe('Server Endpoints (API Routes)', () => {
    it('answers /helmet.json with the Response of the endpoint', async () => {
      const response = await request(app).get('/helmet.json');
      expect(response.status).toBe(200);
      expect(response.headers['content-type']).toBe('application/json');
      expect(response.body).toEqual({ name: 'Helmet', price: 80 });
    });

    it('answers 404 for an unknown product', async () => {
      const response = await request(app).get('/gloves.json');
      expect(response.status).toBe(404);
      expect(response.text).toBe('');
    });

    it('accepts data and checks headers', async () => {
      const response = await request(app)
        .post('/newsletter')
        .set('Content-Type', 'application/json')
        .send('{"name":"Ada"}');
      expect(response.status).toBe(200);
      expect(JSON.parse(response.text)).toEqual({ message: 'Your name was: Ada' });
    });

    it('refuses data whose header is another', async () => {
      const response = await request(app).post('/newsletter').type('text').send('Ada');
      expect(response.status).toBe(400);
    });
  });

  describe('HTTP methods', () => {
    it.each([
      ['get', 'get'],
      ['post', 'post'],
      ['delete', 'del'],
    ] as const)('answers %s with the export %s', async (method, answeredBy) => {
      const response = await request(app)[method]('/methods.json');
      expect(response.body).toEqual({ answeredBy });
    });

    it.each(['put', 'patch', 'options'] as const)('answers %s with all', async (method) => {
      const response = await request(app)[method]('/methods.json');
      expect(response.body).toEqual({ answeredBy: 'all', method: method.toUpperCase() });
    });

    it("hands a method without an export on to the app's 404 page when the app prefers that", async () => {
      const withPage = express()
        .use(apiRoutes(directory, { methodNotAllowed: 'next' }))
        .use((_req, res) => void res.status(404).send('our 404 page'));
      const response = await request(withPage).post('/data.json');
      expect(response.status).toBe(404);
      expect(response.text).toBe('our 404 page');
    });

    it('answers 405 to it otherwise', async () => {
      const response = await request(app).post('/data.json');
      expect(response.status).toBe(405);
    });
  });

  describe('Redirects', () => {
    it('redirects with redirect()', async () => {
      const response = await request(app).get('/links/docs');
      expect(response.status).toBe(307);
      expect(response.headers['location']).toBe('/documentation/start');
    });

    it('answers 404 for an unknown link', async () => {
      const response = await request(app).get('/links/none');
      expect(response.status).toBe(404);
    });
  });

  describe('Example: Verifying a captcha', () => {
    const secret = 'the-secret-of-the-server';

    beforeEach(() => {
      process.env['RECAPTCHA_SECRET'] = secret;
    });

    afterEach(() => {
      delete process.env['RECAPTCHA_SECRET'];
      jest.restoreAllMocks();
    });

    it('asks the verifier with the secret of the environment and passes its verdict on', async () => {
      const verifier = jest
        .spyOn(globalThis, 'fetch')
        .mockImplementation(() => Promise.resolve(Response.json({ success: true, score: 0.9 })));

      const response = await request(app).post('/recaptcha').send({ recaptcha: 'the-token-of-the-client' });

      expect(response.status).toBe(200);
      expect(JSON.parse(response.text)).toEqual({ success: true, score: 0.9 });
      expect(response.text).not.toContain(secret);
      expect(verifier).toHaveBeenCalledTimes(1);
      const [url, init] = verifier.mock.calls[0]!;
      expect(url).toBe('https://www.google.com/recaptcha/api/siteverify');
      expect(init?.method).toBe('POST');
      expect(Object.fromEntries(init?.body as URLSearchParams)).toEqual({
        secret,
        response: 'the-token-of-the-client',
      });
    });

    it('passes a refusal on', async () => {
      jest
        .spyOn(globalThis, 'fetch')
        .mockImplementation(() =>
          Promise.resolve(Response.json({ success: false, 'error-codes': ['invalid-input-response'] })),
        );
      const response = await request(app).post('/recaptcha').send({ recaptcha: 'forged' });
      expect(JSON.parse(response.text)).toEqual({ success: false, 'error-codes': ['invalid-input-response'] });
    });

    it("reaches the app's error handler when the verifier cannot be reached", async () => {
      jest.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('fetch failed'));
      const errors: unknown[] = [];
      const withHandler = express()
        .use(apiRoutes(directory))
        .use(((error, _req, res, _next) => {
          errors.push(error);
          res.status(502).end();
        }) as import('express').ErrorRequestHandler);
      const response = await request(withHandler).post('/recaptcha').send({ recaptcha: 'any' });
      expect(response.status).toBe(502);
      expect(errors).toEqual([new TypeError('fetch failed')]);
    });
  });
});
