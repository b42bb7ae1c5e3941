import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';

const getUsers = {
  'users.js': `const { handlers } = require('express-pages-api');
    module.exports = handlers({ get: (req, res) => res.json(['from the file', req.app.locals.users.length]) });`,
};

describeExpress('an app that is half-way moved', (express) => {
  describe.each(['before', 'behind'])('with the file %s the hand-written route', (place) => {
    const app = express();
    app.locals['users'] = ['ann'];
    const routes = apiRoutes(writeRouteFiles(getUsers));
    app.use(express.json());
    if (place === 'before') app.use(routes);
    app.post('/api/users', (req, res) => void res.status(201).json(['by hand', req.body]));
    app.get('/api/health', (_req, res) => void res.send('by hand'));
    if (place === 'behind') app.use(routes);

    it('GET is answered by the file', async () => {
      expect((await request(app).get('/api/users')).body).toEqual(['from the file', 1]);
    });

    it('POST is answered by hand', async () => {
      const response = await request(app).post('/api/users').send({ name: 'bob' });
      expect([response.status, response.body]).toEqual([201, ['by hand', { name: 'bob' }]]);
    });

    it('other URLs are answered by hand', async () => {
      expect((await request(app).get('/api/health')).text).toBe('by hand');
    });

    it('a method that nobody has is 404 of the app', async () => {
      expect((await request(app).delete('/api/users')).status).toBe(404);
    });
  });

  it('parses no body that the hand-written route parses itself', async () => {
    const app = express()
      .use(apiRoutes(writeRouteFiles(getUsers)))
      .post('/api/users', express.text({ type: '*/*' }), (req, res) => void res.json(req.body));
    expect((await request(app).post('/api/users').type('json').send('{ "raw":  1 }')).body).toBe('{ "raw":  1 }');
  });

  describe("mounted with app.use('/api', apiRoutes('pages/api'))", () => {
    function mount(mountPath: string, options = {}) {
      const logger = createQuietLogger();
      const app = express().use(mountPath, apiRoutes(writeRouteFiles(getUsers), { logger, ...options }));
      app.locals['users'] = [];
      return { app, logger };
    }

    it('the first request says how to mount', async () => {
      const { app, logger } = mount('/api');
      expect((await request(app).get('/api/users')).status).toBe(404);
      expect(logger.warnings).toEqual([
        expect.stringMatching(
          /is mounted at \/api, but its routes begin with \/api already and are at \/api\/api\. Mount it with app\.use\(apiRoutes\(".*"\)\), or give it \{ basePath: '\/' \}\./,
        ),
      ]);
    });

    it('says so once', async () => {
      const { app, logger } = mount('/v1/api');
      await request(app).get('/v1/api/users');
      await request(app).get('/v1/api/users');
      expect(logger.warnings).toHaveLength(1);
    });

    it.each([
      ['another path', '/v1', {}, '/v1/api/users'],
      ['a path that only ends alike', '/myapi', {}, '/myapi/api/users'],
      ['basePath "/"', '/api', { basePath: '/' }, '/api/users'],
    ])('says nothing for %s', async (_what, mountPath, options, url) => {
      const { app, logger } = mount(mountPath, options);
      expect((await request(app).get(url)).status).toBe(200);
      expect(logger.warnings).toEqual([]);
    });
  });
});
