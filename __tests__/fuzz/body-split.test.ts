import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { apiRoutes } from '../../lib';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';
import { fuzzOverSockets, fuzzTimeoutMs } from './fuzz';

const text = '{"a":"é€😀","b":[1,2,3]}';
const form = `--form-boundary\r\nContent-Disposition: form-data; name="f"; filename="é"\r\nContent-Type: text/plain\r\n\r\n${text}\r\n--form-boundary--\r\n`;

const bodies = [
  { url: '/api/next', type: 'application/json', body: text, answer: text },
  { url: '/api/web', type: 'application/json', body: text, answer: text },
  { url: '/api/class', type: 'application/json', body: text, answer: text },
  { url: '/api/express', type: 'application/json', body: text, answer: text },
  { url: '/api/form', type: 'multipart/form-data; boundary=form-boundary', body: form, answer: text },
];

describe('a body', () => {
  const api = apiRoutes(
    writeRouteFiles({
      'next.js': 'module.exports = (req, res) => res.json(req.body);',
      'web.js':
        'exports.config = { csrf: false }; exports.POST = async ({ request }) => new Response(JSON.stringify(await request.json()));',
      'class.js':
        'exports.config = { style: "class" }; exports.default = class { async post({ request }) { await request.text(); return new Response(JSON.stringify(await request.json())); } };',
      'express.js':
        'exports.config = { style: "express" }; exports.default = (req, res, next) => res.end(JSON.stringify(req.body));',
      'form.js':
        'exports.config = { csrf: false }; exports.POST = async ({ request }) => new Response(await (await request.formData()).get("f").text());',
    }),
    { logger: createQuietLogger() },
  );
  const server = createServer(api);
  beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  /** Each piece is a packet of its own, or a chunk. */
  async function send(pieces: Buffer[], { url, type }: (typeof bodies)[number], isChunked: boolean): Promise<string> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').setNoDelay();
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const framing = isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`;
    socket.write(`POST ${url} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: ${type}\r\n${framing}\r\n\r\n`);
    for (const piece of pieces) {
      if (piece.length === 0) continue;
      if (isChunked)
        socket.write(Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]));
      else socket.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (isChunked) socket.write('0\r\n\r\n');
    const received: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    await once(socket, 'end');
    return Buffer.concat(received).toString();
  }

  it.each(bodies)('F22, P8: is the same at $url wherever it is split in two', async (target) => {
    const bytes = Buffer.from(target.body);
    for (let at = 0; at <= bytes.length; at++) {
      const answer = await send([bytes.subarray(0, at), bytes.subarray(at)], target, at % 2 === 0);
      if (!answer.endsWith(`\r\n\r\n${target.answer}`)) throw new Error(`Split at ${at}: ${answer}`);
    }
  });

  it(
    'F22, P8: is the same in any pieces',
    async () => {
      const pieces = fc.tuple(fc.constantFrom(...bodies), fc.array(fc.nat(200), { maxLength: 8 }), fc.boolean());
      await fuzzOverSockets(pieces, 200, async ([target, cuts, isChunked]) => {
        const bytes = Buffer.from(target.body);
        const ends = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        const parts = ends.slice(1).map((end, i) => bytes.subarray(ends[i], end));
        const answer = await send(parts, target, isChunked);
        if (!answer.endsWith(`\r\n\r\n${target.answer}`)) throw new Error(answer);
      });
    },
    fuzzTimeoutMs,
  );
});
