import path from 'node:path';
import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';

const origin = 'https://www.example.com';

describeExpress('nextjs-cors', (express) => {
  const logger = createQuietLogger();
  const app = express().use(apiRoutes(path.join(__dirname, 'pages/api'), { logger }));

  it('adds its headers to the answer of the handler', async () => {
    const response = await request(app).get('/api/shared').set('Origin', origin);
    expect(response.status).toBe(200);
    expect(response.headers['access-control-allow-origin']).toBe(origin);
    expect(response.headers['vary']).toBe('Origin');
    expect(response.body).toEqual({ message: 'Hello NextJs Cors!' });
  });

  it('answers a preflight with its own status and methods', async () => {
    const response = await request(app)
      .options('/api/shared')
      .set({ Origin: origin, 'Access-Control-Request-Method': 'PUT' });
    expect(response.status).toBe(200);
    expect(response.headers['access-control-allow-methods']).toBe('GET,HEAD,PUT,PATCH,POST,DELETE');
    expect(response.text).toBe('');
  });

  it('logs nothing worse than warnings', async () => {
    await request(app).options('/api/shared').set({ Origin: origin, 'Access-Control-Request-Method': 'PUT' });
    expect(logger.errors).toEqual([]);
  });
});
