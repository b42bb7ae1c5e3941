import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { RequestHandlerParams } from 'express-serve-static-core';
import { apiRoutes, problemDetails } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';
import { openSocket, serve, until } from '../support/serve';

const ways = ['next', 'astro', 'class', 'edge', 'express'].flatMap((style) => [
  [style, 'announced'] as const,
  [style, 'counted'] as const,
]);
const files = {
  'next.js': 'module.exports = (req, res) => res.status(200).json(req.body);',
  'astro.js': 'exports.POST = async ({ request }) => new Response(await request.text());',
  'class.js':
    'module.exports = class Texts { async post({ request }) { return new Response(await request.text()); } };',
  'edge.js': "exports.runtime = 'edge'; exports.default = async (request) => new Response(await request.text());",
  'express.js': 'module.exports = [(req, res) => res.json(req.body)];',
};

describeExpress('a client that is still writing a body past the limit', (express) => {
  interface Client {
    readonly socket: Socket;
    readonly received: () => string;
    readonly errors: Error[];
  }

  async function connectClient(errorHandlers: RequestHandlerParams[] = [problemDetails()]): Promise<Client> {
    const app = express();
    app.use(apiRoutes(writeRouteFiles(files), { logger: createQuietLogger() }));
    for (const handler of errorHandlers) app.use(handler);
    const { port } = await serve(app);
    const socket = await openSocket(port);
    const chunks: Buffer[] = [];
    const errors: Error[] = [];
    socket.on('data', (chunk) => chunks.push(chunk)).on('error', (error) => errors.push(error));
    return { socket, received: () => Buffer.concat(chunks).toString('latin1'), errors };
  }

  it.each(ways)('reads the 413 of a %s-style file, %s, and is not reset', async (style, how) => {
    const { socket, received, errors } = await connectClient();
    const framing = how === 'announced' ? 'Content-Length: 3000000' : 'Transfer-Encoding: chunked';
    const part = 'x'.repeat(1_500_000);
    const [first, rest] = how === 'announced' ? [part, part] : [chunked(part), `${chunked(part)}0\r\n\r\n`];
    socket.write(
      `POST /api/${style} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${framing}\r\n\r\n${first}`,
    );
    await until(() => received().includes('"code":"body_too_large"}'), 'the answer');
    expect(received()).toMatch(/^HTTP\/1\.1 413 /);
    const failure = await new Promise((resolve) => socket.write(rest, resolve));
    await until(() => socket.closed, 'the end of the connection');
    expect([failure ?? 'written', ...errors]).toEqual(['written']);
  });

  it.each(ways)(
    "gets the 413 of Express's own error handler before the end of its body, in %s style, %s",
    async (style, how) => {
      const { socket, received, errors } = await connectClient([]);
      const framing = how === 'announced' ? 'Content-Length: 9007199254740993' : 'Transfer-Encoding: chunked';
      const first = how === 'announced' ? '' : chunked('x'.repeat(1_500_000));
      socket.write(
        `POST /api/${style} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${framing}\r\n\r\n${first}`,
      );
      await until(() => received().endsWith('</html>\n'), 'the answer');
      expect(received()).toMatch(/^HTTP\/1\.1 413 Payload Too Large\r\n[^]*^Connection: close\r\n/m);
      await until(() => socket.closed, 'the end of the connection');
      expect(errors).toEqual([]);
    },
  );

  it('is told that the connection ends', async () => {
    const { socket, received } = await connectClient();
    socket.write('POST /api/next HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n');
    await until(() => socket.closed, 'the end of the connection');
    expect(received()).toMatch(/^HTTP\/1\.1 413 [^]*\r\nConnection: close\r\n/);
  });

  it('is cut off when it goes on for ever', async () => {
    const { socket, received } = await connectClient();
    socket.write(
      'POST /api/next HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9000000000\r\n\r\n',
    );
    await until(() => received().startsWith('HTTP/1.1 413 '), 'the answer');
    const part = Buffer.alloc(2 ** 20);
    const maxParts = 200;
    let parts = 0;
    while (!socket.destroyed && parts < maxParts) {
      parts++;
      if (!socket.write(part)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => {});
    }
    expect(parts).toBeLessThan(maxParts);
  });
});

function chunked(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}
