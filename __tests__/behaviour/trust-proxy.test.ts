import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { writeRouteFiles } from '../support/route-files';
import { until } from '../support/serve';

const files = {
  'where.ts': `export const GET = ({ clientAddress, url, request }) => Response.json({ clientAddress, origin: url.origin, request: new URL(request.url).origin });`,
  'class.ts': `export default class C { get({ clientAddress, url }) { return Response.json({ clientAddress, origin: url.origin }); } }`,
  'edge.ts': `export const runtime = 'edge'; export default (request) => Response.json({ origin: new URL(request.url).origin, next: request.nextUrl.origin });`,
};
const forwarded = {
  Host: 'inner.example:8080',
  'X-Forwarded-For': '203.0.113.7',
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Host': 'www.example.com',
};

describeExpress('trust proxy', (express) => {
  const directory = writeRouteFiles(files);
  const appWith = (trust?: unknown) => {
    const app = express();
    if (trust !== undefined) app.set('trust proxy', trust);
    return app.use(apiRoutes(directory));
  };

  it('is asked when the request is made, not when its URL is read after the connection has closed', async () => {
    let url: string | undefined;
    Object.assign(globalThis, { tellUrl: (value: string) => (url = value) });
    const app = express().set('trust proxy', 'loopback');
    const late = writeRouteFiles({
      'late.ts': `export const GET = ({ request, req }) => { req.socket.once('close', () => globalThis.tellUrl(request.url)); return Response.json({}); };`,
    });
    await request(app.use(apiRoutes(late)))
      .get('/api/late')
      .set(forwarded)
      .set('Connection', 'close');
    await until(() => url !== undefined, 'the URL');
    expect(url).toBe('https://www.example.com/api/late');
  });

  it('is off by default: X-Forwarded-* has no effect', async () => {
    const response = await request(appWith()).get('/api/where').set(forwarded);
    expect(response.body).toEqual({
      clientAddress: expect.stringMatching(/127\.0\.0\.1$/),
      origin: 'http://inner.example:8080',
      request: 'http://inner.example:8080',
    });
  });

  it('off leaves edge and class style alone too', async () => {
    const edge = await request(appWith()).get('/api/edge').set(forwarded);
    expect(edge.body).toEqual({ origin: 'http://inner.example:8080', next: 'http://inner.example:8080' });
    const byClass = await request(appWith()).get('/api/class').set(forwarded);
    expect(byClass.body.origin).toBe('http://inner.example:8080');
  });

  it.each([true, 1, 'loopback'])('%p decides address, protocol and host', async (trust) => {
    const response = await request(appWith(trust)).get('/api/where').set(forwarded);
    expect(response.body).toEqual({
      clientAddress: '203.0.113.7',
      origin: 'https://www.example.com',
      request: 'https://www.example.com',
    });
  });

  it('trusts only the proxies it names', async () => {
    const response = await request(appWith('10.0.0.0/8')).get('/api/where').set(forwarded);
    expect(response.body.origin).toBe('http://inner.example:8080');
  });

  it('takes the nearest address that is not trusted', async () => {
    const response = await request(appWith(1))
      .get('/api/where')
      .set({ ...forwarded, 'X-Forwarded-For': '198.51.100.1, 203.0.113.7' });
    expect(response.body.clientAddress).toBe('203.0.113.7');
  });

  it('is inherited by a sub-app', async () => {
    const app = express().set('trust proxy', 1);
    app.use('/v1', express().use(apiRoutes(directory)));
    const response = await request(app).get('/v1/api/where').set(forwarded);
    expect(response.body).toMatchObject({ clientAddress: '203.0.113.7', origin: 'https://www.example.com' });
  });

  it('agrees with what Express says', async () => {
    const app = express().set('trust proxy', 1);
    let said: unknown;
    app.use((req, _res, next) => {
      said = { clientAddress: req.ip, origin: `${req.protocol}://${req.hostname}` };
      next();
    });
    const response = await request(app.use(apiRoutes(directory)))
      .get('/api/where')
      .set(forwarded);
    expect(response.body).toMatchObject(said as object);
  });

  it('refuses a forwarded host that is none', async () => {
    const app = appWith(1);
    app.use((error: any, _req: any, res: any, _next: any) => res.status(error.status).json(error.message));
    const response = await request(app)
      .get('/api/where')
      .set({ ...forwarded, 'X-Forwarded-Host': 'a/b?c' });
    expect([response.status, response.body]).toEqual([400, 'Invalid X-Forwarded-Host header']);
  });
});
