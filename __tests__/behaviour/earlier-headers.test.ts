import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { createSession, createPassport, useRealMiddleware } from '../support/real-middleware';
import { writeRouteFiles } from '../support/route-files';

const files = {
  'next.ts': `export default (req, res) => { res.setHeader('x-own', 'next'); res.json({ style: 'next' }); };`,
  'express.ts': `export default [(req, res) => { res.set('x-own', 'express'); res.json({ style: 'express' }); }];`,
  'edge.ts': `export const runtime = 'edge';
    export default () => Response.json({ style: 'edge' }, { headers: { 'x-own': 'edge' } });`,
  'astro.ts': `export const GET = () => Response.json({ style: 'astro' }, { headers: { 'x-own': 'astro' } });`,
  'class.ts': `export default class C { get() { return Response.json({ style: 'class' }, { headers: { 'x-own': 'class' } }); } }`,
  'session.ts': `export const GET = ({ req }) => { req.session.views = (req.session.views ?? 0) + 1; return Response.json({ views: req.session.views }); };`,
  'next-session.ts': `export default (req, res) => { req.session.views = (req.session.views ?? 0) + 1; res.json({ views: req.session.views }); };`,
  'me.ts': `export const GET = ({ req }) => Response.json({ user: req.user ?? null, in: req.isAuthenticated() });`,
  'next-me.ts': `export default (req, res) => res.json({ user: req.user ?? null, in: req.isAuthenticated() });`,
  'vary.ts': `export const GET = () => new Response('x', { headers: { vary: 'Cookie' } });`,
  'overrides.ts': `export const GET = () => new Response('x', { headers: { 'x-frame-options': 'DENY', 'cache-control': 'no-store' } });`,
  'throws.ts': `export const GET = () => { throw new Error('broken'); };`,
  'signed.ts': `export default [(req, res) => res.json({ plain: req.cookies, signed: req.signedCookies })];`,
};
const styles = ['next', 'express', 'edge', 'astro', 'class'];

describeExpress('headers that earlier middleware has set', (express) => {
  const directory = writeRouteFiles(files);
  const routes = () => apiRoutes(directory, { logger: createQuietLogger() });
  const cookiesOf = (response: request.Response) => (response.headers['set-cookie'] ?? []) as unknown as string[];

  it.each(styles)('are kept in %s style', async (style) => {
    const app = express();
    const { logLines } = useRealMiddleware(app);
    app.use((_req, res, next) => {
      res.cookie('first', '1');
      res.append('Set-Cookie', 'second=2');
      res.set('x-earlier', 'yes');
      next();
    });
    const response = await request(app.use(routes())).get(`/api/${style}`);
    expect(response.body).toEqual({ style });
    expect(response.headers).toMatchObject({
      'x-earlier': 'yes',
      'x-own': style,
      'x-frame-options': 'SAMEORIGIN',
      'content-encoding': 'gzip',
    });
    expect(response.headers['content-security-policy']).toBeDefined();
    expect(cookiesOf(response).map((cookie) => cookie.split('=')[0])).toEqual(['first', 'second', 'connect.sid']);
    expect(logLines).toEqual([expect.stringMatching(new RegExp(`^GET /api/${style} 200 application/json`))]);
  });

  it('are kept on an error answer', async () => {
    const app = express().use(createSession());
    app.use((_req, res, next) => {
      res.cookie('first', '1').set('x-earlier', 'yes');
      next();
    });
    app.use(routes());
    app.use((_error: unknown, _req: any, res: any, _next: any) => res.status(500).end());
    const response = await request(app).get('/api/throws');
    expect(response.headers['x-earlier']).toBe('yes');
    expect(cookiesOf(response).map((cookie) => cookie.split('=')[0])).toEqual(['first', 'connect.sid']);
  });

  it('give way to what the Response names', async () => {
    const app = express();
    useRealMiddleware(app);
    const response = await request(app.use(routes())).get('/api/overrides');
    expect(response.headers).toMatchObject({ 'x-frame-options': 'DENY', 'cache-control': 'no-store' });
  });

  it('are joined for Vary', async () => {
    const app = express();
    app.use((_req, res, next) => {
      res.vary('Origin');
      next();
    });
    const response = await request(app.use(routes())).get('/api/vary');
    expect(response.headers['vary']).toBe('Origin, Cookie');
  });

  it.each(['session', 'next-session'])('carry a session from request to request (%s)', async (name) => {
    const agent = request.agent(express().use(createSession(), routes()));
    await agent.get(`/api/${name}`).expect({ views: 1 });
    await agent.get(`/api/${name}`).expect({ views: 2 });
  });

  it.each(['me', 'next-me'])('carry a Passport login (%s)', async (name) => {
    const { initialize, authenticate, logIn } = createPassport();
    const app = express().use(createSession(), initialize, authenticate);
    app.post('/login', express.json(), logIn, (_req, res) => void res.sendStatus(204));
    const agent = request.agent(app.use(routes()));
    await agent.get(`/api/${name}`).expect({ user: null, in: false });
    await agent.post('/login').send({ username: 'ada', password: 'correct horse' }).expect(204);
    await agent.get(`/api/${name}`).expect({ user: { name: 'ada' }, in: true });
  });

  it('leave the cookies of cookie-parser to Express-style files', async () => {
    const app = express();
    useRealMiddleware(app);
    const response = await request(app.use(routes())).get('/api/signed').set('Cookie', 'a=1');
    expect(response.body).toEqual({ plain: { a: '1' }, signed: {} });
  });
});

describeExpress('res.locals', (express) => {
  const directory = writeRouteFiles({
    '_middleware.ts': `export const onRequest = (context, next) => { context.locals.folder = true; return next(); };`,
    'astro.ts': `export const GET = ({ locals, res }) => { locals.own = true; return Response.json({ same: locals === res.locals, locals }); };`,
  });

  it('is the very object that the app has', async () => {
    const seen: unknown[] = [];
    const app = express();
    app.use((_req, res, next) => {
      res.locals.before = true;
      seen.push(res.locals);
      res.on('finish', () => seen.push(res.locals));
      next();
    });
    const response = await request(app.use(apiRoutes(directory))).get('/api/astro');
    expect(response.body).toEqual({ same: true, locals: { before: true, folder: true, own: true } });
    expect(seen[0]).toBe(seen[1]);
    expect(seen[0]).toMatchObject({ own: true });
  });
});
