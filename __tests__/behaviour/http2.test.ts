import { connect, createServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { apiRoutes } from 'express-pages-api';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';
import { until } from '../support/serve';

const files = {
  'next.js': `module.exports = (req, res) => res.status(200).json({ body: req.body });`,
  'broken.js': `module.exports = (req, res) => { res.write('x'); res.end(42); };`,
  'twice.js': `module.exports = async (req, res) => { res.end('once'); await new Promise((resolve) => res.end(resolve)); globalThis.endedTwice = true; };`,
  'astro.js': `exports.POST = async ({ request }) => Response.json({ body: await request.json() });`,
};

describe('an HTTP/2 server', () => {
  let server: Http2Server;
  beforeEach((done) => {
    server = createServer(apiRoutes(writeRouteFiles(files), { logger: createQuietLogger(), csrf: false }));
    server.listen(0, done);
  });
  afterEach((done) => void server.close(done));

  async function post(path: string, body: string): Promise<string> {
    const session = connect(`http://localhost:${(server.address() as AddressInfo).port}`);
    const stream = session.request({ ':method': 'POST', ':path': path, 'content-type': 'application/json' });
    stream.end(body);
    let text = '';
    for await (const chunk of stream.setEncoding('utf8')) text += chunk as string;
    session.close();
    return text;
  }

  it.each(['next', 'astro'])('gives a %s-style file a body of which nobody has told the length', async (style) => {
    expect(await post(`/api/${style}`, '{"title":"x"}')).toBe('{"body":{"title":"x"}}');
  });

  it('ends an answer whose end fails', async () => {
    await expect(post('/api/broken', '{}').catch((error: Error) => `cut: ${error.message}`)).resolves.toMatch(
      /^(x|cut: .*)$/,
    );
  });

  it('calls back whoever ends an answer twice', async () => {
    expect(await post('/api/twice', '{}')).toBe('once');
    await until(() => Boolean(Reflect.get(globalThis, 'endedTwice')), 'the callback');
  });

  it('knows a request without a body', async () => {
    expect(await post('/api/next', '')).toBe('{"body":{}}');
  });
});
