import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { writeRouteFiles } from '../support/route-files';
import { startCli } from '../support/run-cli';
import { sendRaw } from '../support/serve';

describe('pages-api dev', () => {
  let child: ChildProcess;
  let port = 0;
  beforeAll(async () => {
    const directory = writeRouteFiles({ 'hello.js': 'exports.GET = () => Response.json({ hello: "world" });' });
    child = startCli(['dev', 'api', '--port', '0'], path.dirname(directory));
    let output = '';
    const address = /http:\/\/[^:]+:(\d+)/;
    while (!address.test(output)) output += String((await once(child.stdout!, 'data'))[0]);
    port = Number(address.exec(output)![1]);
  }, 30_000);
  afterAll(() => child.kill('SIGKILL'));

  const ask = (host: string, ...lines: string[]): Promise<string> =>
    sendRaw(port, ['GET /api/hello HTTP/1.1', `Host: ${host}`, ...lines, 'Connection: close', '', ''].join('\r\n'));

  it.each(['localhost', 'localhost:3000', '127.0.0.1', '[::1]:80', 'app.localhost'])(
    'answers to the host %s',
    async (host) => {
      expect(await ask(host)).toMatch(/^HTTP\/1\.1 200 [^]*"world"/);
    },
  );

  it.each([
    'evil.com',
    '127.0.0.1.evil.com',
    'localhost.evil.com',
    'evil.com:80',
    '0.0.0.0',
    'u@localhost',
    'localhost/x',
    '',
  ])('refuses the host %j, whose page could have pointed its name here', async (host) => {
    const answer = await ask(host);
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(answer).not.toContain('world');
  });

  it('lets no other site read what it answers', async () => {
    expect(await ask('localhost', 'Origin: https://evil.com')).not.toMatch(/access-control-allow/i);
  });

  const others = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  it('listens on loopback only', async () => {
    const addresses = others.filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of [...addresses, { address: '127.0.0.2' }]) {
      const socket = net.connect(port, address);
      const how = await new Promise((resolve) =>
        socket.on('connect', () => resolve('connected')).on('error', () => resolve('refused')),
      );
      socket.destroy();
      expect([address, how]).toEqual([address, 'refused']);
    }
  });
});
