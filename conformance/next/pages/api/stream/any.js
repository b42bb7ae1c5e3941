import { PassThrough, Readable } from 'node:stream';
import { createReadStream } from 'node:fs';
export default async (req, res) => {
  const { how } = req.query;
  if (req.query.type) res.setHeader('Content-Type', req.query.type);
  if (how === 'send') res.send(Readable.from([Buffer.from('a'), Buffer.from('b')]));
  if (how === 'pipe') Readable.from(['x', 'y']).pipe(res);
  if (how === 'passthrough') { const stream = new PassThrough(); res.send(stream); stream.write('1'); setTimeout(() => stream.end('2'), 5); }
  if (how === 'empty') res.send(Readable.from([]));
  if (how === 'write') { res.write('a'); res.write(Buffer.from('b')); res.end('c'); }
  if (how === 'writeEmpty') { res.write(''); res.end(); }
  if (how === 'big') res.send(Readable.from(Array.from({ length: 200 }, () => Buffer.alloc(10_000, 'q'))));
  if (how === 'iterate') { for await (const part of Readable.from(['p', 'q', 'r'])) res.write(part); res.end(); }
  if (how === 'status') res.status(206).send(Readable.from(['part']));
  if (how === 'file') createReadStream('package.json').on('error', () => res.end()).resume().on('end', () => res.end('read'));
};
