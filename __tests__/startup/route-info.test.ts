import { apiRoutes, type ApiRoutesOptions, type RouteInfo } from 'express-pages-api';
import { writeRouteFiles } from '../support/route-files';

async function infoOf(text: string, options: ApiRoutesOptions = {}): Promise<RouteInfo> {
  const middleware = apiRoutes(writeRouteFiles({ 'a.js': text }), options);
  await middleware.ready;
  return middleware.routes[0]!;
}

const next = 'module.exports = (req, res) => {};';
const astro = 'exports.GET = () => new Response();';

describe('a line of the route table', () => {
  it.each<[string, string, ApiRoutesOptions, RouteInfo['guards']['cors']]>([
    ['off', next, {}, false],
    ['on', next, { cors: true }, ['*']],
    ['on without an origin', next, { cors: { credentials: false } }, ['*']],
    ['on for whoever asks', next, { cors: { origin: true } }, ['*']],
    ['off by its origin', next, { cors: { origin: false } }, false],
    [
      'on for a list',
      next,
      { cors: { origin: ['https://a.example', /\.b\.example$/] } },
      ['https://a.example', '/\\.b\\.example$/'],
    ],
    ['on by a function', next, { cors: { origin: () => {} } }, ['decided by a function']],
    ['off in the file', 'exports.config = { cors: false }; exports.default = () => {};', { cors: true }, false],
  ])('tells that CORS is %s', async (_what, text, options, cors) => {
    expect((await infoOf(text, options)).guards.cors).toEqual(cors);
  });

  it.each<[string, string, ApiRoutesOptions, RouteInfo['guards']['csrf']]>([
    ['off in Next style', next, {}, false],
    ['on in Astro style', astro, {}, []],
    ['on for all', next, { csrf: true }, []],
    ['on, with origins', next, { csrf: { trustedOrigins: ['https://a.example'] } }, ['https://a.example']],
    ['off in the file', `exports.config = { csrf: false }; ${astro}`, { csrf: true }, false],
  ])('tells that CSRF protection is %s', async (_what, text, options, csrf) => {
    expect((await infoOf(text, options)).guards.csrf).toEqual(csrf);
  });

  it.each<[string, string, ApiRoutesOptions, RouteInfo['guards']['bodyLimit']]>([
    ['1 MB', next, {}, '1mb'],
    ['that of the app', next, { bodyParser: { sizeLimit: '5mb' } }, '5mb'],
    [
      'that of the file',
      'exports.config = { api: { bodyParser: { sizeLimit: 500 } } }; exports.default = () => {};',
      {},
      '500',
    ],
    ['none', 'exports.config = { api: { bodyParser: false } }; exports.default = () => {};', {}, false],
  ])('tells that the body limit is %s', async (_what, text, options, bodyLimit) => {
    expect((await infoOf(text, options)).guards.bodyLimit).toBe(bodyLimit);
  });

  it('tells what is answered from memory, where neither CSRF nor a body counts', async () => {
    const { prerendered, guards } = await infoOf(astro, { output: 'static', cors: true });
    expect([prerendered, guards]).toEqual([true, { cors: ['*'], csrf: false, bodyLimit: false }]);
  });
});
